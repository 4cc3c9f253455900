import { areCardsFinal, type GiftCardsState } from '../order/gift-card-state.ts';
import { cardsSettled } from '../order/gift-card-transitions.ts';
import { receiptSettled } from '../order/receipt-shelves.ts';
import { isReceiptFinal, type ReceiptState } from '../order/receipt-state.ts';
import { isFinal, isSettled, type ThankuState } from '../order/thanku-state.ts';
import { settled } from '../order/thanku-shelves.ts';
import { keys } from './keys.ts';
import type { OrderStore } from './orders.ts';

/** Whether neither the ThankU nor the receipt nor a gift card will need the order's payload again. */
const isWhole = (
  order: ThankuState,
  receipt: ReceiptState | undefined,
  giftCards: GiftCardsState | undefined,
): boolean =>
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
  const [order, receipt, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  if (order === undefined) return;
  const whole = isWhole(order, receipt, giftCards);
  if (whole && writer !== undefined) await store.payload.deleteWrite(payload, writer);
  const rows = [
    {
      row: order,
      isThrough: isFinal(order),
      write: () =>
        store.thanku.change(keys.thanku(shop, pid), (row) =>
          settled(row, whole && isAsRead(row, order) && row.receipt === order.receipt, nowMs),
        ),
    },
    {
      row: receipt,
      isThrough: receipt !== undefined && isReceiptFinal(receipt),
      write: () =>
        store.receipt.change(keys.receipt(shop, pid), (row) =>
          receiptSettled(row, whole && isAsRead(row, receipt), nowMs),
        ),
    },
    {
      row: giftCards,
      isThrough: giftCards !== undefined && areCardsFinal(giftCards),
      write: () => store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsSettled(row, whole, nowMs)),
    },
  ];
  // A row that became final after it was read is left to housekeeping: the whole order may be final by now.
  const through = rows.filter(({ isThrough }) => isThrough);
  // What housekeeping still looks at is written last: should this break off before, it comes back for all of them.
  for (const { write } of through.filter(({ row }) => !isLookedAt(row))) await write();
  for (const { write } of through.filter(({ row }) => isLookedAt(row))) await write();
  // A second claim of the same order may have written it once more; from now on such a claim sees that it is settled.
  if (whole) await dropPayload(store, shop, pid);
}

/** A claim that undoes a reversal may have made something else of an order that was through. */
const isAsRead = (row: { state: string }, read: { state: string } | undefined): boolean => row.state === read?.state;

const isLookedAt = (row: Pick<ThankuState, 'dueKind'> | undefined): boolean =>
  row?.dueKind === 'thanku' || row?.dueKind === 'receipt' || row?.dueKind === 'settle';

/** Takes away what is left of a settled order's payload: a claim that broke off may have written it after the order was settled. */
export async function dropPayload({ payload, thanku }: OrderStore, shop: string, pid: string): Promise<void> {
  const key = keys.payload(shop, pid);
  const writer = await payload.writerOf(key);
  if (writer === undefined) return;
  const order = await thanku.get(keys.thanku(shop, pid));
  if (order !== undefined && isSettled(order)) await payload.deleteWrite(key, writer);
}
