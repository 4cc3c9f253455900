import { isDeepStrictEqual } from 'node:util';
import { basketSettled } from '../order/basket/settling.ts';
import { isBasketFinal, type BasketState } from '../order/basket/state.ts';
import { areCardsFinal, type GiftCardsState } from '../order/gift-cards/state.ts';
import { cardsSettled } from '../order/gift-cards/settling.ts';
import { receiptSettled } from '../order/receipt/settling.ts';
import { isReceiptFinal, type ReceiptState } from '../order/receipt/state.ts';
import { isFinal, isSettled, type ThankuState } from '../order/thanku/state.ts';
import { keepsPayload, settled } from '../order/thanku/settling.ts';
import { mayHaveBasket } from '../order/loyalty-plan.ts';
import { keys } from './keys.ts';
import type { OrderStore, Payload } from './orders.ts';
import type { Key, Rows } from './rows.ts';

interface OrderRows {
  order: ThankuState | undefined;
  receipt: ReceiptState | undefined;
  basket: BasketState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** Rows that a worker has just read or written. */
export interface SeenRows {
  order?: ThankuState | undefined;
  receipt?: ReceiptState | undefined;
  basket?: BasketState | undefined;
  payload?: Payload | undefined;
}

/** Whether the ThankU needs nothing more. */
const isOrderDone = (order: ThankuState, nowMs: number): boolean =>
  isFinal(order) && order.receipt !== 'wanted' && order.announced !== false && !keepsPayload(order, nowMs);

/** Whether no part of the order needs its payload any more. */
const isDone = ({ order, receipt, basket, giftCards }: OrderRows, nowMs: number): boolean =>
  order !== undefined &&
  isOrderDone(order, nowMs) &&
  (order.receipt === 'none' || receipt !== undefined || basket !== undefined) &&
  (receipt === undefined || isReceiptFinal(receipt)) &&
  (basket === undefined || isBasketFinal(basket)) &&
  (giftCards === undefined || areCardsFinal(giftCards));

/**
 * Removes finished rows from the due index. If all rows are finished, it also deletes the payload and reduces the rows
 * to tombstones, which are kept forever: otherwise an edit of an old order would thank again. Each part calls this
 * after its last write, so the part that ends last settles the order.
 * @param seen rows that the caller has just read or written: they aren't read again
 * @returns whether all rows are finished
 */
export async function settle(
  store: OrderStore,
  shop: string,
  pid: string,
  nowMs: number,
  seen: SeenRows = {},
): Promise<boolean> {
  // The part that is unfinished settles the order when it ends.
  if (seen.order !== undefined && !isOrderDone(seen.order, nowMs)) return false;
  if (seen.receipt !== undefined && !isReceiptFinal(seen.receipt)) return false;
  if (seen.basket !== undefined && !isBasketFinal(seen.basket)) return false;
  const payload = keys.payload(shop, pid);
  // Read before the rows: a claim that undoes a reversal may then write a new payload, which is still needed.
  const writer = await store.payload.writerOf(payload, seen.payload);
  const { rows, whole } = await finishedRows(store, shop, pid, nowMs, seen);
  if (whole && writer !== undefined) {
    const isGone = await store.payload.deleteWrite(payload, writer);
    if (!isGone && seen.payload !== undefined) return await settle(store, shop, pid, nowMs);
  }
  const { order, receipt, basket, giftCards } = rows;
  const through = [
    ...(order !== undefined && isFinal(order)
      ? [leaving(store.thanku, keys.thanku(shop, pid), order, (row) => settled(row, whole, nowMs))]
      : []),
    ...(receipt !== undefined && isReceiptFinal(receipt)
      ? [leaving(store.receipt, keys.receipt(shop, pid), receipt, (row) => receiptSettled(row, whole, nowMs))]
      : []),
    ...(basket !== undefined && isBasketFinal(basket)
      ? [leaving(store.basket, keys.basket(shop, pid), basket, (row) => basketSettled(row, whole, nowMs))]
      : []),
    ...(giftCards !== undefined && areCardsFinal(giftCards)
      ? [leaving(store.giftCards, keys.giftCards(shop, pid), giftCards, (row) => cardsSettled(row, whole, nowMs))]
      : []),
  ];
  // Rows that housekeeping still checks are written last: if this is interrupted, housekeeping settles the order.
  for (const { write } of through.filter(({ isLookedAt }) => !isLookedAt)) await write();
  for (const { write } of through.filter(({ isLookedAt }) => isLookedAt)) await write();
  // Another claim may have written the payload again. From now on, such a claim sees that the order is settled.
  if (whole) await dropPayload(store, shop, pid);
  return whole;
}

/**
 * Settles an order that has no other rows, with the write that `decide` makes anyway. Never for an order with a receipt:
 * the worker that ends last settles it, so each must have ended its own part before it sees that the other one hasn't.
 * @param payload as this worker inserted it. Another claim, which may have added gift cards, would have changed it. Then
 *   this doesn't settle the order
 * @returns the order's row
 */
export async function settleAlone(
  store: OrderStore,
  { order, payload }: { order: ThankuState; payload: Payload },
  decide: (row: ThankuState) => ThankuState | undefined,
  nowMs: number,
): Promise<ThankuState> {
  const { shop, pid } = order;
  const key = keys.payload(shop, pid);
  const writer = await store.payload.writerOf(key, payload);
  // Deleted first: as long as the row is due, housekeeping finishes what a dying worker left.
  const isGone = writer !== undefined && (await store.payload.deleteWrite(key, writer));
  const decideBoth = (row: ThankuState) => {
    const next = decide(row);
    return next && ((isGone && next.receipt === 'none' && settled(next, true, nowMs)) || next);
  };
  const { row = order } = await store.thanku.change(keys.thanku(shop, pid), decideBoth, order);
  // Another delivery may have written the payload again before it saw the order settled.
  if (isSettled(row)) await dropPayload(store, shop, pid);
  return row;
}

/**
 * The rows that may leave the due index if they are finished. `whole`: they are all of the order's, and all are finished.
 *
 * While a part is unfinished, only rows may leave that were read before that part was: its worker, which ends later, then
 * sees that they are finished, and settles the order.
 */
async function finishedRows(
  store: OrderStore,
  shop: string,
  pid: string,
  nowMs: number,
  seen: SeenRows,
): Promise<{ rows: Partial<OrderRows>; whole: boolean }> {
  const first = await rowsOf(store, shop, pid, nowMs, seen);
  if (isDone(first, nowMs)) return { rows: first, whole: true };
  if (isAnySeen(seen)) return { rows: seen, whole: false };
  // An unfinished part may have been read before a finished one. In a second reading, all are read after the first.
  const second = await rowsOf(store, shop, pid, nowMs);
  return isDone(second, nowMs) ? { rows: second, whole: true } : { rows: first, whole: false };
}

const isAnySeen = ({ order, receipt, basket }: SeenRows): boolean =>
  order !== undefined || receipt !== undefined || basket !== undefined;

async function rowsOf(
  store: OrderStore,
  shop: string,
  pid: string,
  nowMs: number,
  seen: SeenRows = {},
): Promise<OrderRows> {
  const [order, receipt] = await Promise.all([
    seen.order ?? store.thanku.get(keys.thanku(shop, pid)),
    seen.receipt ?? (seen.basket === undefined ? store.receipt.get(keys.receipt(shop, pid)) : undefined),
  ]);
  // An order has one or the other.
  const isBasketNeeded = receipt === undefined && order !== undefined && mayHaveBasket(order);
  const basket = seen.basket ?? (isBasketNeeded ? await store.basket.get(keys.basket(shop, pid)) : undefined);
  // If another part is unfinished, only the seen rows may leave, whatever became of the gift cards.
  const areCardsNeeded = !isAnySeen(seen) || isDone({ order, receipt, basket, giftCards: undefined }, nowMs);
  return {
    order,
    receipt,
    basket,
    giftCards: areCardsNeeded ? await store.giftCards.get(keys.giftCards(shop, pid)) : undefined,
  };
}

/** The fields that decide whether a row is finished. */
interface Deciding {
  dueKind?: string | undefined;
  state?: string;
  receipt?: string | undefined;
  announced?: boolean | undefined;
  cards?: readonly object[];
}

/** Takes a row out of the due index unless it changed: housekeeping must find what a dying worker left. */
const leaving = <Row extends Deciding>(
  table: Pick<Rows<Row>, 'change'>,
  key: Key,
  read: Row,
  decide: (row: Row) => Row | undefined,
) => ({
  isLookedAt: read.dueKind === 'thanku' || read.dueKind === 'receipt' || read.dueKind === 'settle',
  write: () => table.change(key, (row) => (isAsRead(row, read) ? decide(row) : undefined), read),
});

const isAsRead = (row: Deciding, read: Deciding): boolean =>
  row.state === read.state &&
  row.receipt === read.receipt &&
  row.announced === read.announced &&
  isDeepStrictEqual(row.cards, read.cards);

/** Deletes the payload of a settled order. An interrupted claim may have written it after the order was settled. */
export async function dropPayload({ payload, thanku }: OrderStore, shop: string, pid: string): Promise<void> {
  const key = keys.payload(shop, pid);
  const writer = await payload.writerOf(key);
  if (writer === undefined) return;
  const order = await thanku.get(keys.thanku(shop, pid));
  if (order !== undefined && isSettled(order)) await payload.deleteWrite(key, writer);
}
