import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { PaidEvent } from '../../lib/order/event.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { begunAgain, neverSent } from '../../lib/order/gift-cards/claim.ts';
import { loyaltyAsKept } from '../../lib/order/loyalty-plan.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { givenBy } from '../../lib/order/thanku/plan.ts';
import { isUntouched, undoes } from '../../lib/order/thanku/reversal.ts';
import { isSettled, type ThankuState } from '../../lib/order/thanku/state.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { forgetUnclaimed } from '../../lib/privacy/unclaimed.ts';
import { mayBeForgotten } from '../../lib/restore/restored.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Payload } from '../../lib/store/orders.ts';
import { finish } from './finish.ts';
import { begin, tokenToBegin } from './begin.ts';
import { claimedOrder } from './claimed-order.ts';
import type { Ports } from './ports.ts';
import { recordPaidAgain } from './reverse.ts';
import type { InHand } from './in-hand.ts';
import type { InForce } from './settings-in-force.ts';

type Paid = z.infer<typeof PaidEvent>;

/** The outcome under which `./thankflow status` counts it. */
const ignoredAs = { 'before-orders-paid-from': 'paid-too-early', 'over-a-year': 'paid-too-long-ago' } as const;

/**
 * Claims a paid order: decides and freezes everything that will ever be sent for it. The payload is written first, so
 * whoever sees the state row finds its payload. The row is only written if it's still the one that the decision is
 * based on. Returns the rows, `history` for an order that is too old, for which no row is kept, and `settings-newer` if
 * this version can't fully read the settings that the decision needs.
 */
export async function claim(
  ports: Ports,
  event: Paid,
  inForce: InForce,
  remainingMs: () => number,
): Promise<InHand | 'history' | 'settings-newer'> {
  const { store, telemetry } = ports;
  const { shop, order } = event;
  const { pidPrefix, settings, control } = inForce;
  const pid = pidOf(pidPrefix, order.orderId);
  const key = keys.thanku(shop, pid);
  const before = await store.thanku.get(key);
  if (before !== undefined && !(await mayBeClaimed(ports, before, event))) {
    return { order: await recordPaidAgain(ports, before, event), control };
  }
  if (settings === undefined) return 'settings-newer';
  const nowMs = ports.now();
  const old = order.test ? undefined : tooOld(order.paidAt, settings, nowMs);
  if (old !== undefined) {
    telemetry.info('order ignored: paid too long ago', { shop, pid, outcome: ignoredAs[old], reason: old });
    telemetry.count('OrderIgnored');
    // A claim may have begun under earlier settings.
    await forgetUnclaimed(store, shop, pid);
    // After such a long time, a person decides about an undone reversal.
    if (before?.state === 'skipped') await recordPaidAgain(ports, before, event);
    return 'history';
  }

  const forgotten = mayBeForgotten(order, control.restored);
  const facts = { event, settings, pid, before, erased: false, forgotten, simulateAll: ports.simulateAll, nowMs };
  const wanted = claimedOrder(facts);
  const token = before === undefined ? await tokenToBegin(ports, wanted.row, control, remainingMs) : undefined;
  // An attempt that begins now looks for the tombstone once the row is there. All others may begin much later.
  const erased = token === undefined && (await isErased(store, shop, order.customer));
  // Nothing is claimed as long as nobody could find a tombstone.
  if (token !== undefined) await store.customers.current(shop, order.customer);
  const { row: decided, payload, giftCards } = erased ? claimedOrder({ ...facts, erased }) : wanted;
  if (order.number !== undefined) await store.putNumber(shop, order.number, pid);
  const kept = payload && (await keepPayload(ports, shop, pid, payload));
  const row = kept === undefined || kept === payload ? decided : withKept(decided, payload, kept);
  if (giftCards !== undefined) await keepGiftCards(ports, giftCards);
  const { row: first, begun } = token === undefined ? { row } : begin(ports, row, token);
  const written =
    before === undefined
      ? await store.thanku.insert(key, first)
      : await store.thanku.change(key, (current) => (isDeepStrictEqual(current, before) ? row : undefined));
  // The row changed in the meantime: decide again, with the cancellation or the other claim.
  if (!written.changed) return await claim(ports, event, inForce, remainingMs);
  telemetry.info('order claimed', { shop, pid, state: row.state, reason: row.reason, receipt: row.receipt });
  if (before?.state === 'skipped' && payload !== undefined) await keepPayloadAgain(ports, shop, pid, payload);
  const isAlone = before === undefined && giftCards === undefined && row.receipt === 'none' && kept === payload;
  return { order: written.row, payload: kept, control, begun, isAlone };
}

/** Writes the payload again after the row, in case a worker that saw the order settled has just deleted it. */
async function keepPayloadAgain({ store }: Ports, shop: string, pid: string, payload: Payload): Promise<void> {
  const key = keys.payload(shop, pid);
  const { row } = await store.payload.change(key, (kept) => kept);
  if (row === undefined) await store.payload.insert(key, payload);
}

/** Whether the row allows a claim: it's only a placeholder, or this event undoes its reversal and nothing was sent. */
async function mayBeClaimed(ports: Ports, row: ThankuState, { changedAt, order, shop }: Paid): Promise<boolean> {
  const { store } = ports;
  if (row.state === 'early') return true;
  if (!undoes(changedAt, row) || !isUntouched(row)) return false;
  // Another worker must not settle the order while it's being claimed.
  if (!isSettled(row)) await finish(ports, row, { order: row });
  // A receipt row, perhaps from a worker that died, doesn't show whether a request was sent.
  if ((await store.receipt.get(keys.receipt(shop, row.pid))) !== undefined) return false;
  if ((await store.basket.get(keys.basket(shop, row.pid))) !== undefined) return false;
  const giftCards = await store.giftCards.get(keys.giftCards(shop, row.pid));
  if (giftCards !== undefined && !neverSent(giftCards)) return false;
  return !(await isErased(store, shop, order.customer));
}

/** Keeps the first payload, which may have been sent. Adds only what a claim under other settings had left out. */
async function keepPayload({ store }: Ports, shop: string, pid: string, payload: Payload): Promise<Payload> {
  const key = keys.payload(shop, pid);
  const { changed } = await store.payload.insert(key, payload);
  if (changed) return payload;
  const { row } = await store.payload.change(key, (first) =>
    (first.thanku === undefined && payload.thanku) ||
    (!hasLoyalty(first) && hasLoyalty(payload)) ||
    (first.giftCards === undefined && payload.giftCards)
      ? {
          ...payload,
          ...first,
          thanku: first.thanku ?? payload.thanku,
          ...(hasLoyalty(first) && { receipt: first.receipt, basket: first.basket }),
          giftCards: first.giftCards ?? payload.giftCards,
        }
      : undefined,
  );
  return row ?? payload;
}

/** An order stays in the mode of its first claim. */
const hasLoyalty = ({ receipt, basket }: Payload): boolean => receipt !== undefined || basket !== undefined;

/** The row says what will be sent. An interrupted claim may have frozen that under other settings. */
function withKept(decided: ThankuState, payload: Payload | undefined, { thanku, ...kept }: Payload): ThankuState {
  const row = { ...decided, ...loyaltyAsKept(decided, kept) };
  if (payload?.thanku === undefined || thanku === undefined) return row;
  const { simulated: _, ...others } = row;
  const given = givenBy(ThankuRequest.parse(JSON.parse(thanku.body)));
  return { ...others, ...given, ...(thanku.simulate && { simulated: true }) };
}

/** The first row stays, unless a reversal that is now undone stopped its cards before any was sent. */
async function keepGiftCards({ store }: Ports, giftCards: GiftCardsState): Promise<void> {
  const key = keys.giftCards(giftCards.shop, giftCards.pid);
  const { changed } = await store.giftCards.insert(key, giftCards);
  if (!changed) await store.giftCards.change(key, (row) => begunAgain(row, giftCards));
}
