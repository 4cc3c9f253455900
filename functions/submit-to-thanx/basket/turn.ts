import type { WakeUp } from '../../../lib/order/event.ts';
import type { OrderHappened } from '../../../lib/order/notice.ts';
import { messageGraceMs } from '../../../lib/order/grace-periods.ts';
import { refundingStopped } from '../../../lib/order/basket/refund.ts';
import { basketAnnounced } from '../../../lib/order/basket/settling.ts';
import { isSending, type BasketState } from '../../../lib/order/basket/state.ts';
import { basketSkipped } from '../../../lib/order/basket/transitions.ts';
import { done, type Verdict } from '../../../lib/queue/consume.ts';
import { lackOf } from '../../../lib/secrets/lacking.ts';
import { keys } from '../../../lib/store/keys.ts';
import { settle, type SeenRows } from '../../../lib/store/settle.ts';
import type { Ports } from '../ports.ts';
import { tell } from '../tell.ts';
import { attemptBasket } from './attempt.ts';
import { keyOf, openCircuitForBasket, type Ended } from './moves.ts';

/** Handles a wake-up: bills the order's basket or tells Thanx of its refund, and publishes what came of it. */
export async function sendBasket(
  ports: Ports,
  { shop, pid }: WakeUp,
  remainingMs: () => number,
): Promise<{ verdict: Verdict; isSettled: boolean }> {
  const row = await ports.store.basket.get(keys.basket(shop, pid));
  const isAtRest = row?.settledAt !== undefined && (row.dueKind === undefined || row.dueKind === 'refundable');
  if (row === undefined || isAtRest) return { verdict: done, isSettled: false };
  // Refrozen for another credential. That credential's worker is woken, and nothing may be sent with this one.
  if (row.credential !== ports.credentialName) return { verdict: done, isSettled: false };
  const ended = isOpen(row) ? await attempt(ports, row, remainingMs) : undefined;
  const isSettled = await finish(ports, row, hasEnded(ended) ? ended : {});
  return { verdict: ended === undefined || ended.done ? done : ended, isSettled };
}

const hasEnded = (ended: Verdict | Ended | undefined): ended is Ended => ended !== undefined && 'basket' in ended;

/** Something is to be sent. */
const isOpen = ({ state }: BasketState): boolean => state === 'waiting' || state === 'refunding';

async function attempt(ports: Ports, row: BasketState, remainingMs: () => number): Promise<Verdict | Ended> {
  return await attemptBasket(ports, row, remainingMs).catch(async (error: unknown) => {
    // Without the hash key, nobody can tell which customers were erased.
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return await openCircuitForBasket({ ports, row }, lacks);
  });
}

/**
 * Does everything that follows from a state: events, dead letter of a refusal, requested erasure, tombstones.
 * @param seen the rows that this worker has just written or read
 * @returns whether the order is settled
 */
async function finish(
  ports: Ports,
  { shop, pid }: BasketState,
  seen: Pick<SeenRows, 'basket' | 'payload'>,
): Promise<boolean> {
  const { store, now } = ports;
  const key = keyOf({ shop, pid });
  let basket = seen.basket ?? (await store.basket.get(key));
  if (basket === undefined) return false;
  // Whoever has changed the row publishes that. Others do so after a while, because then that worker has died.
  const isAnothers = seen.basket === undefined && Date.parse(basket.updatedAt) + messageGraceMs > now();
  if (basket.announced === false && isAnothers) return false;
  if (basket.announced === false) {
    const published = basket;
    const wake = await publish(ports, published);
    basket = (await store.basket.change(key, (row) => basketAnnounced(row, published, now()), published)).row ?? basket;
    await wake();
  }
  if (basket.erase === true && !isSending(basket, now())) {
    await store.payload.delete(keys.payload(shop, pid));
    const erased = (row: BasketState) => basketSkipped(row, 'erased', now()) ?? refundingStopped(row, now());
    basket = (await store.basket.change(key, erased, basket)).row ?? basket;
  }
  return await settle(store, shop, pid, now(), { basket, payload: seen.payload });
}

/** Publishes what became of a basket. A refusal also becomes a dead letter. Returns what wakes the shop's notifications. */
async function publish(ports: Ports, basket: BasketState): Promise<() => Promise<void>> {
  const { shop, pid, state, reason = 'rejected', refunded, attempts } = basket;
  if (state !== 'rejected' && state !== 'refund-failed') {
    const what: OrderHappened =
      refunded === undefined
        ? { type: 'Basket Updated', state: 'billed' }
        : { type: 'Basket Updated', state: 'refunded', refundedSubtotal: refunded };
    return (await tell(ports, { shop, pid, basket }, what)).wake;
  }
  const why = `${state === 'rejected' ? 'basket' : 'basket-refund'}-${reason}`;
  await ports.sendDeadLetter({ shop, pid }, why);
  const told = await tell(
    ports,
    { shop, pid, basket },
    { type: 'Order Failed', partner: 'thanx', reason: why },
    attempts,
  );
  ports.telemetry.count('ReceiptRejected');
  return told.wake;
}
