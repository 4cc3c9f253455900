import type { ReceiptSkipReason } from '../../lib/order/reasons.ts';
import type { Customer } from '../../lib/order/order.ts';
import type { ReceiptPlan } from '../../lib/order/receipt/plan.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { becameUnknown } from '../../lib/order/receipt/unknown.ts';
import type { SubmittedReceipt } from '../../lib/partners/thanx/create-receipt.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import { scrub } from '../../lib/partners/scrub.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { liftFixedTokenHold } from './fixed-token.ts';
import { liftHold } from './lift-hold.ts';
import { defer, errorOf, keyOf, reject, retry } from './moves.ts';
import { blockMs, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';
import type { Ports } from './ports.ts';
import { recordSubmitted } from './record-submitted.ts';
import { checkCredential, credentialRefused, holdCredential, type About } from './refusals.ts';

/** What becomes of a receipt whose customer's token could not be had. Asking for a token again is always safe. */
export async function recordToken(
  ports: Ports,
  receipt: ReceiptState,
  outcome: Exclude<CallOutcome<UserToken>, { kind: 'ok' }>,
  { plan, credential, customer }: Pick<About, 'plan' | 'credential' | 'customer'>,
): Promise<Verdict> {
  const skip = async (reason: ReceiptSkipReason): Promise<Verdict> => {
    await ports.store.receipt.change(keyOf(receipt), (row) => receiptSkipped(row, reason, ports.now()));
    return done;
  };
  switch (outcome.kind) {
    case 'no-member':
      return await skip('not-a-member');
    case 'no-email':
      return await skip('no-email');
    case 'unauthorized':
      return await credentialRefused(ports, receipt, credential);
    case 'unknown':
      return await retry(ports, receipt, undefined, errorOf(ports, outcome.reason, outcome.status));
    default:
      return await recordCommon(ports, receipt, undefined, outcome, personalIn(plan, customer));
  }
}

/** What became of the one call that must not be made twice. Without an attempt id: none was opened for it. */
export async function recordReceipt(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  outcome: CallOutcome<SubmittedReceipt>,
  about: About,
): Promise<Verdict> {
  const { telemetry } = ports;
  const { shop, pid } = receipt;
  switch (outcome.kind) {
    case 'ok': {
      await recordSubmitted(ports, receipt, outcome.value, about.followed);
      await liftHold(ports);
      if ('tokenOf' in about.plan) await liftFixedTokenHold(ports, about.plan.tokenOf);
      return done;
    }
    case 'unknown': {
      const error = errorOf(ports, outcome.reason, outcome.status);
      await ports.store.receipt.change(keyOf(receipt), (current) =>
        attemptId === undefined ? undefined : becameUnknown(current, attemptId, error, ports.now()),
      );
      const { reason, status } = outcome;
      telemetry.warn('a receipt has an unknown outcome', { shop, pid, reason, status });
      return done;
    }
    case 'unauthorized':
      return await checkCredential(ports, receipt, attemptId, about);
    default:
      return await recordCommon(ports, receipt, attemptId, outcome, personalIn(about.plan, about.customer));
  }
}

/** Thanx knows its member's names without having been sent them. */
const personalIn = (plan: ReceiptPlan, { id, email, firstName, lastName }: Customer): (string | undefined)[] => [
  plan.marker,
  ...('email' in plan ? [plan.email] : []),
  id,
  email,
  firstName,
  lastName,
];

type Common = Exclude<CallOutcome<unknown>, { kind: 'ok' | 'unknown' | 'unauthorized' }>;

/** The ends that mean the same for both calls: this request certainly did nothing. */
async function recordCommon(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  outcome: Common,
  personal: readonly (string | undefined)[],
): Promise<Verdict> {
  switch (outcome.kind) {
    case 'closed':
      return done;
    case 'later':
      return await defer(ports, receipt, attemptId, outcome.retryAtMs);
    case 'rate-limited':
      return await defer(ports, receipt, attemptId, ports.now() + blockMs(outcome.retryAfterMs));
    case 'not-sent':
      return await retry(ports, receipt, attemptId, errorOf(ports, outcome.reason));
    case 'moved':
      return await holdCredential(ports, receipt, attemptId, 'moved', outcome.status);
    case 'no-member':
      return await reject(ports, receipt, attemptId, 'not-a-member', errorOf(ports, 'not-a-member'));
    case 'no-email':
      return await reject(ports, receipt, attemptId, 'no-email', errorOf(ports, 'no-email'));
    case 'rejected': {
      const words = scrub(outcome.words, personal);
      return await reject(ports, receipt, attemptId, 'rejected', {
        ...errorOf(ports, outcome.code ?? 'rejected', outcome.status),
        words,
      });
    }
  }
}
