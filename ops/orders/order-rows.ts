import * as z from 'zod';
import { BasketState } from '../../lib/order/basket/state.ts';
import { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import { ThankuState } from '../../lib/order/thanku/state.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import { parseRow, type Key } from '../../lib/store/rows.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { StageAws } from '../stage/aws.ts';
import { readAttributesOf } from '../status/read-rows.ts';

/** An order's rows. They contain nothing personal. */
export interface OrderRows {
  thanku: ThankuState;
  receipt: ReceiptState | undefined;
  /** An order has a receipt or a basket. */
  basket?: BasketState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** Reads an order's rows. Returns `undefined` if there is no such order. */
export async function orderRows(store: OrderStore, { shop, pid }: OrderKey): Promise<OrderRows | undefined> {
  const [thanku, receipt, basket, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.basket.get(keys.basket(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return thanku && { thanku, receipt, basket, giftCards };
}

/**
 * Reads the rows of many orders, a hundred rows per request. Missing orders are left out.
 * @param onUnreadable called for each order that this version can't read, which is left out too
 */
export async function rowsOfOrders(
  aws: Pick<StageAws, 'documents' | 'ordersTable'>,
  orders: readonly OrderKey[],
  onUnreadable: (error: unknown) => void,
): Promise<OrderRows[]> {
  const items = new Map<string, Record<string, unknown>>();
  const wanted = orders.flatMap(({ shop, pid }) => [
    keys.thanku(shop, pid),
    keys.receipt(shop, pid),
    keys.basket(shop, pid),
    keys.giftCards(shop, pid),
  ]);
  for await (const found of readAttributesOf(aws, wanted, { consistent: true }))
    for (const item of found) items.set(textOf(RowKey.parse(item)), item);
  const parse = <State>(schema: z.ZodType<State>, key: Key): State | undefined => {
    const item = items.get(textOf(key));
    return item && parseRow(schema, key, item).state;
  };
  return orders.flatMap(({ shop, pid }) => {
    try {
      const thanku = parse(ThankuState, keys.thanku(shop, pid));
      const receipt = parse(ReceiptState, keys.receipt(shop, pid));
      const basket = parse(BasketState, keys.basket(shop, pid));
      const giftCards = parse(GiftCardsState, keys.giftCards(shop, pid));
      return thanku === undefined ? [] : [{ thanku, receipt, basket, giftCards }];
    } catch (error) {
      onUnreadable(error);
      return [];
    }
  });
}

const RowKey = z.object({ pk: z.string(), sk: z.string() });
const textOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/** The error for an unknown order, which says how to find the right one. */
export const noSuchOrder = (key: OrderKey, stage: string): ThankflowError =>
  new ThankflowError(
    'not-found',
    `stage ${stage} has no order ${keyText(key)}. Find it by its number or an id: ./thankflow orders find TEXT --stage ${stage}`,
  );
