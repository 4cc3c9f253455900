import { isDeepStrictEqual } from 'node:util';
import { areCardsFinal, type GiftCardsState } from '../order/gift-cards/state.ts';
import { cardsSettled } from '../order/gift-cards/transitions.ts';
import { receiptSettled } from '../order/receipt/settling.ts';
import { isReceiptFinal, type ReceiptState } from '../order/receipt/state.ts';
import { isFinal, isSettled, type ThankuState } from '../order/thanku/state.ts';
import { settled } from '../order/thanku/settling.ts';
import { keys } from './keys.ts';
import type { OrderStore } from './orders.ts';
import type { Key, Rows } from './rows.ts';

/** The rows of an order, each as it was read. */
interface OrderRows {
  order: ThankuState | undefined;
  receipt: ReceiptState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** Whether neither the ThankU nor the receipt nor a gift card will need the order's payload again. */
const isWhole = ({ order, receipt, giftCards }: OrderRows): boolean =>
  order !== undefined &&
  isFinal(order) &&
  order.receipt !== 'wanted' &&
  order.announced !== false &&
  (receipt === undefined ? order.receipt === 'none' : isReceiptFinal(receipt)) &&
  (giftCards === undefined || areCardsFinal(giftCards));

/**
 * Takes a row that needs nothing more off the due index; once all are through, deletes the payload and leaves
 * small tombstones, for ever: without them an edit of an old order would thank for it again. Each side calls this after
 * its own last write and reads the others' rows, so that whichever ends last does it.
 */
export async function settle(store: OrderStore, shop: string, pid: string, nowMs: number): Promise<void> {
  const payload = keys.payload(shop, pid);
  // Before the rows: what is written after they were read, by a claim that undoes a reversal, is not what they say is unneeded.
  const writer = await store.payload.writerOf(payload);
  const before = await rowsOf(store, shop, pid);
  // They are not read at one instant. A row may leave its shelf for another's work only if that was still to do after the row was through:
  // whoever ends it sees that then, even if everybody else has died.
  const after = isWhole(before) ? before : await rowsOf(store, shop, pid);
  const whole = isWhole(after);
  const { order, receipt, giftCards } = whole ? after : before;
  if (order === undefined) return;
  if (whole && writer !== undefined) await store.payload.deleteWrite(payload, writer);
  const through = [
    ...(isFinal(order)
      ? [leaving(store.thanku, keys.thanku(shop, pid), order, (row) => settled(row, whole, nowMs))]
      : []),
    ...(receipt !== undefined && isReceiptFinal(receipt)
      ? [leaving(store.receipt, keys.receipt(shop, pid), receipt, (row) => receiptSettled(row, whole, nowMs))]
      : []),
    ...(giftCards !== undefined && areCardsFinal(giftCards)
      ? [leaving(store.giftCards, keys.giftCards(shop, pid), giftCards, (row) => cardsSettled(row, whole, nowMs))]
      : []),
  ];
  // What housekeeping still looks at is written last: should this break off before, it comes back for all of them.
  for (const { write } of through.filter(({ isLookedAt }) => !isLookedAt)) await write();
  for (const { write } of through.filter(({ isLookedAt }) => isLookedAt)) await write();
  // A second claim of the same order may have written it once more; from now on such a claim sees that it is settled.
  if (whole) await dropPayload(store, shop, pid);
}

async function rowsOf(store: OrderStore, shop: string, pid: string): Promise<OrderRows> {
  const [order, receipt, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return { order, receipt, giftCards };
}

/** What of a row decides whether the order is through. */
interface Deciding {
  dueKind?: string | undefined;
  state?: string;
  receipt?: string | undefined;
  announced?: boolean | undefined;
  cards?: readonly object[];
}

/**
 * Takes a row off its shelf. One that says something else by now stays there: whoever changed it may be the last to end, and must not be
 * the only one who knows.
 */
const leaving = <Row extends Deciding>(
  table: Pick<Rows<Row>, 'change'>,
  key: Key,
  read: Row,
  decide: (row: Row) => Row | undefined,
) => ({
  isLookedAt: read.dueKind === 'thanku' || read.dueKind === 'receipt' || read.dueKind === 'settle',
  write: () => table.change(key, (row) => (isAsRead(row, read) ? decide(row) : undefined)),
});

const isAsRead = (row: Deciding, read: Deciding): boolean =>
  row.state === read.state &&
  row.receipt === read.receipt &&
  row.announced === read.announced &&
  isDeepStrictEqual(row.cards, read.cards);

/** Takes away what is left of a settled order's payload: a claim that broke off may have written it after the order was settled. */
export async function dropPayload({ payload, thanku }: OrderStore, shop: string, pid: string): Promise<void> {
  const key = keys.payload(shop, pid);
  const writer = await payload.writerOf(key);
  if (writer === undefined) return;
  const order = await thanku.get(keys.thanku(shop, pid));
  if (order !== undefined && isSettled(order)) await payload.deleteWrite(key, writer);
}
