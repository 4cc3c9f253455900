import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { lastError, type LastError } from '../../../lib/order/history.ts';
import type { Customer } from '../../../lib/order/order.ts';
import type { ReceiptRejection } from '../../../lib/order/reasons.ts';
import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { deferred, receiptSkipped, rejected } from '../../../lib/order/receipt/transitions.ts';
import { becameUnknown } from '../../../lib/order/receipt/unknown.ts';
import { scrub } from '../../../lib/partners/scrub.ts';
import { maxVisibilitySeconds, maxAttempts, retryDelaySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import type { Lacking } from '../../../lib/secrets/lacking.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { ThanxAction } from '../action.ts';
import { openCircuit } from '../circuit.ts';
import { fixedTokenRefused } from '../fixed-token.ts';
import { rereadCredential, whoIsRefused } from '../credential.ts';
import type { Ports } from '../ports.ts';
import { isCircuitClosed, receiptWaits } from '../wait-on-row.ts';

export const keyOf = ({ shop, pid }: ReceiptState) => keys.receipt(shop, pid);

/** The context of a call. */
interface About {
  plan: ReceiptPlan;
  /** The credential that the call used. */
  credential: ThanxSecret;
  /** The receipt's customer. What Thanx says about them isn't stored. */
  customer: Customer;
  remainingMs: () => number;
}

/** Records a call's outcome and returns when its message comes back. @param attemptId absent if no row was claimed */
export async function applyAction(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  action: ThanxAction,
  about: About,
): Promise<Verdict> {
  const { store, telemetry, now } = ports;
  switch (action.do) {
    case 'defer':
      return await defer(ports, receipt, attemptId, action.untilMs);
    case 'retry':
      return await retry(ports, receipt, attemptId, lastError(action.error, ports.now()));
    case 'find-out': {
      const error = lastError(action.error, ports.now());
      if (attemptId !== undefined)
        await store.receipt.change(keyOf(receipt), (row) => becameUnknown(row, attemptId, error, now()));
      const { shop, pid } = receipt;
      telemetry.warn('a receipt has an unknown outcome', { shop, pid, reason: error.code, status: error.status });
      return done;
    }
    case 'open-circuit':
      return await openCircuitFor(ports, receipt, attemptId, action.reason, action.status);
    case 'reread-credential': {
      const reread = await rereadCredential(ports, about.credential);
      if (reread === 'replaced') return again(1);
      const status = reread === 'unauthorized' ? action.status : undefined;
      return await openCircuitFor(ports, receipt, undefined, reread, status);
    }
    case 'ask-scopes':
      return await refusedToken(ports, receipt, attemptId, about, action.status);
    case 'skip':
      await store.receipt.change(keyOf(receipt), (row) => receiptSkipped(row, action.reason, now()));
      return done;
    case 'reject': {
      const { words } = action.error;
      const error = lastError(action.error, ports.now());
      const scrubbed = words === undefined ? error : { ...error, words: scrub(words, personalIn(about)) };
      return await reject(ports, receipt, attemptId, action.reason, scrubbed);
    }
  }
}

/** Opens the credential's circuit. The receipt waits on its row until it closes. */
export async function openCircuitFor(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
): Promise<Verdict> {
  const untilMs = await openCircuit(ports, reason, status);
  const error = lastError({ code: reason, status }, ports.now());
  return await receiptWaits(ports, receipt, isCircuitClosed(ports.control), (row) =>
    deferred(row, attemptId, untilMs, ports.now(), { error, byMessage: false, waitsFor: 'hold' }),
  );
}

/** Thanx refused a fresh user token: because of this customer, of the shop's fixed token, or of our credential. */
async function refusedToken(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  about: About,
  status: number,
): Promise<Verdict> {
  // The refused attempt is over; what comes of the question must not make its outcome look unknown.
  await ports.store.receipt.change(keyOf(receipt), (row) => deferred(row, attemptId, ports.now(), ports.now()));
  const error = { code: 'unauthorized', status };
  const answer = await whoIsRefused(ports, about.remainingMs);
  switch (answer.who) {
    case 'customer':
      if ('tokenOf' in about.plan) return await fixedTokenRefused(ports, receipt, error.status);
      return await reject(ports, receipt, undefined, 'unauthorized', lastError(error, ports.now()));
    case 'credential':
      return await openCircuitFor(ports, receipt, undefined, answer.reason, answer.status);
    case 'unclear':
      return await retry(ports, receipt, undefined, lastError(error, ports.now()));
  }
}

/** Back to `waiting` until `atMs`, epoch ms. If that's soon, its message brings it back, otherwise its row. */
async function defer(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  atMs: number,
  error?: LastError,
): Promise<Verdict> {
  const waitMs = atMs - ports.now();
  const byMessage = waitMs <= maxVisibilitySeconds * 1000;
  await ports.store.receipt.change(keyOf(receipt), (row) =>
    deferred(row, attemptId, atMs, ports.now(), { error, byMessage }),
  );
  return byMessage ? again(waitMs / 1000) : done;
}

async function retry(ports: Ports, receipt: ReceiptState, attemptId: string | undefined, error: LastError) {
  if (receipt.attempts >= maxAttempts) return await reject(ports, receipt, attemptId, 'gave-up', error);
  const seconds = retryDelaySeconds(receipt.attempts + 1, ports.retryBaseSeconds, ports.random());
  return await defer(ports, receipt, attemptId, ports.now() + seconds * 1000, error);
}

async function reject(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: ReceiptRejection,
  error: LastError,
): Promise<Verdict> {
  const { shop, pid } = receipt;
  await ports.store.receipt.change(keyOf(receipt), (row) => rejected(row, attemptId, reason, error, ports.now()));
  ports.telemetry.error('a receipt was refused', { shop, pid, reason, code: error.code, status: error.status });
  return done;
}

/** Data that must not be stored with Thanx's words. Thanx knows its members' names even if we didn't send them. */
const personalIn = ({ plan, customer: { id, email, firstName, lastName } }: About): (string | undefined)[] => [
  plan.marker,
  ...('email' in plan ? [plan.email] : []),
  id,
  email,
  firstName,
  lastName,
];
