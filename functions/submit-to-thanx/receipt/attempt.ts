import { passage } from '../../../lib/circuit/circuit.ts';
import type { ReceiptSkipReason } from '../../../lib/order/reasons.ts';
import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { deferred, receiptSkipped, sending } from '../../../lib/order/receipt/transitions.ts';
import { reversalKind } from '../../../lib/order/thanku/state.ts';
import { deadMarginMs } from '../../../lib/order/grace-periods.ts';
import { prepareCall, type PreparedCall } from '../../../lib/partners/thanx/permitted-call.ts';
import { maxVisibilitySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { isErased } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import { frozenReceipt } from '../../../lib/store/orders.ts';
import type { SeenRows } from '../../../lib/store/settle.ts';
import { thanxActionFor } from '../action.ts';
import { closeCircuit, giveProbeBack } from '../circuit.ts';
import type { Ports } from '../ports.ts';
import { isCircuitClosed, pauseReceipt, readPause, receiptWaitsForCircuit } from '../wait-on-row.ts';
import { renewToken, userToken } from '../user-token.ts';
import { applyAction, keyOf, openCircuitFor } from './apply-action.ts';
import { polledBy, recordSubmitted } from './submitted.ts';

/** The receipt was submitted. The rows are those that this worker has just written or read. */
export interface SubmittedNow extends Pick<SeenRows, 'receipt' | 'payload'> {
  done: true;
}

/**
 * Makes one attempt at a waiting receipt: checks, gets the customer's token and a permit, claims the row, sends, and
 * records the outcome. POST /receipts is not idempotent, so no other worker sends between the claim and the record.
 */
export async function attemptReceipt(
  ports: Ports,
  receipt: ReceiptState,
  remainingMs: () => number,
): Promise<Verdict | SubmittedNow> {
  const { store, now } = ports;
  const { shop, pid, notBefore, waitsFor } = receipt;
  const skip = async (reason: ReceiptSkipReason): Promise<Verdict> => {
    await store.receipt.change(keyOf(receipt), (row) => receiptSkipped(row, reason, now()));
    return done;
  };
  if (ports.simulateAll) return await skip('simulated');
  if (receipt.erase === true) return await skip('erased');
  const waitMs = notBefore - now();
  const isLater = waitMs > 0;
  // Stopped receipts are woken when they may continue, whatever `notBefore` says.
  if (isLater && waitsFor === undefined) return waitMs > maxVisibilitySeconds * 1000 ? done : again(waitMs / 1000);
  const { isPaused, credential: control } = await readPause(ports, shop);
  if (isPaused) return isLater ? done : await pauseReceipt(ports, receipt);
  const [order, payload] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.payload.get(keys.payload(shop, pid)),
  ]);
  // If the order was reversed during an earlier attempt, its receipt could not be stopped then.
  if (order?.reversed !== undefined) return await skip(reversalKind(order.reversed));
  const plan = frozenReceipt(payload, receipt);
  const customer = payload?.order.customer ?? {};
  if (plan === undefined || (await isErased(store, shop, customer))) return await skip('erased');
  // Not earlier: a receipt that will be skipped must not use up the probe.
  const way = await passage(control, ports.control, now(), ports.random());
  if (!way.pass)
    return isLater ? done : await receiptWaitsForCircuit(ports, receipt, way.untilMs, isCircuitClosed(ports.control));
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const found = await secretOrLack(way.probe ? ports.credential.refresh() : ports.credential.get());
  if ('lacks' in found) return await openCircuitFor(ports, receipt, undefined, found.lacks);
  const { secret: credential } = found;
  const about = { plan, credential, customer, remainingMs };
  // Read before anything is sent, so that nothing stands between Thanx's answer and the row.
  const followed = await polledBy(ports, plan, customer);

  // A token may be revoked early. So a fresh one is tried once, then the credential itself is checked.
  for (const isLastTry of [false, true]) {
    const token = await userToken(ports, plan, credential, remainingMs, { seen: control });
    if (token.kind === 'circuit-open') {
      if (way.probe && control.hold !== undefined) await giveProbeBack(ports, control.hold.since);
      const isClosed = isCircuitClosed(ports.shopSecretsControl(shop));
      return isLater ? done : await receiptWaitsForCircuit(ports, receipt, token.untilMs, isClosed);
    }
    if (token.kind !== 'ok')
      return await applyAction(ports, receipt, undefined, thanxActionFor(token, 'token', now()), about);

    const call = await prepareCall(ports, remainingMs);
    if (call.kind !== 'ready')
      return await applyAction(ports, receipt, undefined, thanxActionFor(call, 'receipt', now()), about);
    const attemptId = ports.newId();
    const claim = await claimRow(ports, receipt, attemptId, call, remainingMs);
    if (claim.kind === 'paused') return await pauseReceipt(ports, receipt);
    if (claim.kind === 'not-ours') return done;

    const { clientId } = credential;
    const body = { ...plan, userComments: plan.marker };
    const outcome = await call.send((connection, timing) =>
      ports.thanx.createReceipt(connection, { clientId, bearer: token.value.accessToken, receipt: body }, timing),
    );
    if (outcome.kind === 'ok') {
      const row = await recordSubmitted(ports, claim.receipt, outcome.value, followed);
      await closeCircuits(ports, plan, claim.credential);
      return { done: true, receipt: row, payload };
    }
    // The old token of a shop that has moved to another merchant may still be accepted, but not for its receipts.
    const isTokensFault = outcome.kind === 'unauthorized' || (outcome.kind === 'rejected' && 'tokenOf' in plan);
    if (!isTokensFault || isLastTry || !(await renewToken(ports, plan, token.value))) {
      // A probe that Thanx judged shows that the credential works: the others needn't wait for one that it accepts.
      if (outcome.kind === 'rejected' && outcome.code !== undefined && way.probe)
        await closeCircuits(ports, plan, claim.credential);
      return await applyAction(ports, receipt, attemptId, thanxActionFor(outcome, 'receipt', now()), about);
    }
    await giveBack(ports, receipt, attemptId);
  }
  return done;
}

/** @param seen the credential's control row, read just before the receipt was sent */
async function closeCircuits(ports: Ports, plan: ReceiptPlan, seen: CredentialControl): Promise<void> {
  await closeCircuit(ports, { seen });
  if ('tokenOf' in plan) await closeCircuit(ports, { secretsOf: plan.tokenOf });
}

type Claim =
  | { kind: 'ours'; receipt: ReceiptState; credential: CredentialControl }
  /** Another worker has the row, or it changed. */
  | { kind: 'not-ours' }
  | { kind: 'paused' };

/** Claims the right to send until `deadAt`, or closes the call. */
async function claimRow(
  ports: Ports,
  receipt: ReceiptState,
  id: string,
  { sendByMs: sendBy, cancel }: PreparedCall,
  remainingMs: () => number,
): Promise<Claim> {
  const deadAt = ports.now() + remainingMs() + deadMarginMs;
  // An operator may have paused it during the wait for a permit. The permit expires, so both run concurrently.
  const decide = (row: ReceiptState) =>
    // Refrozen in the meantime: this plan is no longer the one to send.
    row.frozen === receipt.frozen ? sending(row, { id, sendBy, deadAt }, ports.now()) : undefined;
  const [pause, claimed] = await Promise.allSettled([
    readPause(ports, receipt.shop),
    ports.store.receipt.change(keyOf(receipt), decide, receipt),
  ]);
  const ours = claimed.status === 'fulfilled' && claimed.value.changed ? claimed.value.row : undefined;
  if (ours !== undefined && pause.status === 'fulfilled' && !pause.value.isPaused)
    return { kind: 'ours', receipt: ours, credential: pause.value.credential };
  cancel();
  if (claimed.status === 'rejected') throw claimed.reason;
  // Nothing is sent, so the outcome must not become unknown.
  await giveBack(ports, receipt, id);
  if (pause.status === 'rejected') throw pause.reason;
  return { kind: pause.value.isPaused ? 'paused' : 'not-ours' };
}

/** The attempt is over: nothing was sent, or Thanx refused it. The receipt waits again, as before. */
const giveBack = (ports: Ports, receipt: ReceiptState, attemptId: string) =>
  ports.store.receipt.change(keyOf(receipt), (row) => deferred(row, attemptId, ports.now(), ports.now()));
