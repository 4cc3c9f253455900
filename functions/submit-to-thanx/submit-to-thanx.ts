import type { WakeUp } from '../../lib/order/event.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { becameUnknown } from '../../lib/order/receipt/unknown.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { lackOf } from '../../lib/secrets/lacking.ts';
import { keys } from '../../lib/store/keys.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import { addGiftCards } from './gift-cards/turn.ts';
import type { Ports } from './ports.ts';
import { sendBasket } from './basket/turn.ts';
import { tell } from './tell.ts';
import { attemptReceipt, type SubmittedNow } from './receipt/attempt.ts';
import { lookForReceipt } from './receipt/look.ts';
import { openCircuitFor } from './receipt/apply-action.ts';
import { receiptAnnounced, receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { settle, type SeenRows } from '../../lib/store/settle.ts';

/** Handles a wake-up: first the order's receipt or basket, then its gift cards. It comes back for whichever is due first. */
export async function lookAtOrder(ports: Ports, message: WakeUp, remainingMs: () => number): Promise<Verdict> {
  const { telemetry } = ports;
  const { verdict: receipt, isSettled } = await leavingUnreadable(
    telemetry,
    () => submitToThanx(ports, message, remainingMs),
    nothingDone,
  );
  // If gift cards had been added since, that would have its own message.
  if (isSettled) return done;
  const giftCards = await leavingUnreadable(telemetry, () => addGiftCards(ports, message, remainingMs), done);
  if (receipt.done) return giftCards;
  return giftCards.done || giftCards.againInSeconds > receipt.againInSeconds ? receipt : giftCards;
}

interface Handled {
  verdict: Verdict;
  /** No part of the order needs its message any more. */
  isSettled: boolean;
}

const nothingDone: Handled = { verdict: done, isSettled: false };

/** Processes the receipt, or the basket, according to its row, which holds the truth. */
export async function submitToThanx(ports: Ports, message: WakeUp, remainingMs: () => number): Promise<Handled> {
  const { shop, pid } = message;
  const receipt = await ports.store.receipt.get(keys.receipt(shop, pid));
  if (receipt === undefined) return await sendBasket(ports, message, remainingMs);
  if (receipt.settledAt !== undefined && receipt.dueKind === undefined) return nothingDone;
  // Refrozen for another credential. That credential's worker is woken, and nothing may be sent with this one.
  if (receipt.credential !== ports.credentialName) return nothingDone;
  const verdict: Verdict | SubmittedNow = await next(ports, receipt, remainingMs).catch(async (error: unknown) => {
    // Without the hash key, nobody can tell which customers were erased.
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return await openCircuitFor(ports, receipt, undefined, lacks);
  });
  const isSettled = await finish(ports, shop, pid, 'receipt' in verdict ? verdict : {});
  return { verdict: verdict.done ? done : verdict, isSettled };
}

async function next(ports: Ports, receipt: ReceiptState, remainingMs: () => number): Promise<Verdict | SubmittedNow> {
  switch (receipt.state) {
    case 'waiting':
      return await attemptReceipt(ports, receipt, remainingMs);
    case 'sending':
      return await noteDeath(ports, receipt);
    case 'unknown':
      return await lookForReceipt(ports, receipt, remainingMs);
    case 'submitted':
    case 'applied':
    case 'denied':
    case 'rejected':
    case 'skipped':
      return done;
  }
}

/** If a worker died without recording its attempt, the outcome is unknown. */
async function noteDeath(ports: Ports, { shop, pid, attempt }: ReceiptState): Promise<Verdict> {
  const nowMs = ports.now();
  // While an attempt is open, other workers do nothing. The row is due again at `deadAt`.
  if (attempt === undefined || attempt.deadAt > nowMs) return done;
  const error = { at: new Date(nowMs).toISOString(), code: 'worker-died' };
  const { changed } = await ports.store.receipt.change(keys.receipt(shop, pid), (current) =>
    becameUnknown(current, attempt.id, error, nowMs),
  );
  if (changed) ports.telemetry.warn('a receipt has an unknown outcome: its worker died', { shop, pid });
  return done;
}

/**
 * Does everything that follows from a state: dead letter and event of a refusal, requested erasure, tombstones.
 * @param seen the rows that this worker has just written or read
 * @returns whether the order is settled
 */
async function finish(
  ports: Ports,
  shop: string,
  pid: string,
  seen: Pick<SeenRows, 'receipt' | 'payload'>,
): Promise<boolean> {
  const key = keys.receipt(shop, pid);
  const receipt = seen.receipt ?? (await ports.store.receipt.get(key));
  if (receipt === undefined) return false;
  if (receipt.state === 'rejected' && receipt.announced === false) {
    const reason = receipt.reason ?? 'rejected';
    await ports.sendDeadLetter({ shop, pid }, reason);
    const told = await tell(
      ports,
      { shop, pid, receipt },
      { type: 'Order Failed', partner: 'thanx', reason },
      receipt.attempts,
    );
    ports.telemetry.count('ReceiptRejected');
    await ports.store.receipt.change(key, (row) => receiptAnnounced(row, ports.now()));
    await told.wake();
  }
  if (receipt.erase === true && receipt.state !== 'sending') {
    await ports.store.payload.delete(keys.payload(shop, pid));
    await ports.store.receipt.change(key, (row) => receiptSkipped(row, 'erased', ports.now()));
  }
  return await settle(ports.store, shop, pid, ports.now(), seen.receipt && seen);
}
