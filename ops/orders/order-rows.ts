import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import { keyText, type OrderKey } from '../../lib/order/event.ts';

/** An order's rows; nothing of them is personal. */
export interface OrderRows {
  thanku: ThankuState;
  receipt: ReceiptState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** Reads an order's rows; `undefined` if there is no such order. */
export async function orderRows(store: OrderStore, { shop, pid }: OrderKey): Promise<OrderRows | undefined> {
  const [thanku, receipt, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return thanku && { thanku, receipt, giftCards };
}

/** There is no such order: how to find the one that was meant. */
export const noSuchOrder = (key: OrderKey, stage: string): ThankflowError =>
  new ThankflowError(
    'not-found',
    `stage ${stage} has no order ${keyText(key)}. Find it by its number or an id: ./thankflow orders find TEXT --stage ${stage}`,
  );
