import { areCardsFinal, type GiftCardsState } from '../order/gift-card-state.ts';
import { cardsSettled } from '../order/gift-card-transitions.ts';
import { receiptSettled } from '../order/receipt-shelves.ts';
import { isReceiptFinal, type ReceiptState } from '../order/receipt-state.ts';
import { isFinal, type ThankuState } from '../order/thanku-state.ts';
import { settled } from '../order/thanku-transitions.ts';
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
  const [order, receipt, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  if (order === undefined) return;
  const whole = isWhole(order, receipt, giftCards);
  if (whole) await store.payload.delete(keys.payload(shop, pid));
  const { changed } = await store.thanku.change(keys.thanku(shop, pid), (row) => settled(row, whole, nowMs));
  // A second claim of the same order may have written it once more; from now on such a claim sees that it is settled.
  if (whole && changed) await store.payload.delete(keys.payload(shop, pid));
  if (receipt !== undefined) {
    await store.receipt.change(keys.receipt(shop, pid), (row) => receiptSettled(row, whole, nowMs));
  }
  if (giftCards !== undefined) {
    await store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsSettled(row, whole, nowMs));
  }
}
