import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BasketState } from '../order/basket/state.ts';
import { GiftCardsState } from '../order/gift-cards/state.ts';
import { ReceiptState } from '../order/receipt/state.ts';
import { ThankuState } from '../order/thanku/state.ts';
import { keys } from './keys.ts';
import { findByNumber } from './order-numbers.ts';
import { readAttributes } from './read-attributes.ts';
import type { Key } from './rows.ts';

// Must not contain `receipt` or `basket`: in the payload, which has the same partition key, these attributes contain an e-mail address.
const { shape: status } = ThankuState.pick({
  shop: true,
  orderId: true,
  number: true,
  pid: true,
  state: true,
  reason: true,
  receiptReason: true,
  id: true,
  link: true,
  certificateNum: true,
  certificateLink: true,
  cause: true,
  impact: true,
  use100Grams: true,
  language: true,
  nameErased: true,
  reversed: true,
  updatedAt: true,
});

// A newer version's language hides nothing else.
const OrderStatusRow = z.object({ ...status, language: status.language.catch(undefined) });
export type OrderStatusRow = z.infer<typeof OrderStatusRow>;

const ReceiptStatusRow = ReceiptState.pick({ state: true, reason: true, rejectionText: true, id: true });
export type ReceiptStatusRow = z.infer<typeof ReceiptStatusRow>;

const BasketStatusRow = BasketState.pick({ state: true, reason: true, subtotal: true, refunded: true });
export type BasketStatusRow = z.infer<typeof BasketStatusRow>;

const GiftCardsStatusRow = GiftCardsState.pick({ providerId: true, cards: true });
export type GiftCardsStatusRow = z.infer<typeof GiftCardsStatusRow>;

/** All attributes that the reads below name. The role of order-status allows only these. */
export const statusAttributes = [
  ...new Set([
    // The keys in the request count as well.
    'pk',
    'sk',
    ...[OrderStatusRow, ReceiptStatusRow, BasketStatusRow, GiftCardsStatusRow].flatMap(({ shape }) =>
      Object.keys(shape),
    ),
  ]),
];

/** Reads rows with only those attributes that the status API answers with. */
export interface StatusReader {
  order(shop: string, pid: string): Promise<OrderStatusRow | undefined>;
  receipt(shop: string, pid: string): Promise<ReceiptStatusRow | undefined>;
  basket(shop: string, pid: string): Promise<BasketStatusRow | undefined>;
  giftCards(shop: string, pid: string): Promise<GiftCardsStatusRow | undefined>;
  /** Returns the pids of the orders with this human number, usually one. */
  findByNumber(shop: string, number: string): Promise<string[]>;
}

/** Reads are strongly consistent. They reject with `bad-row` if a row doesn't parse. */
export function statusReader(documents: DynamoDBDocumentClient, table: string): StatusReader {
  const read = <Row>(schema: z.ZodObject & z.ZodType<Row>, key: Key) => readAttributes(documents, table, schema, key);
  return {
    order: (shop, pid) => read(OrderStatusRow, keys.thanku(shop, pid)),
    receipt: (shop, pid) => read(ReceiptStatusRow, keys.receipt(shop, pid)),
    basket: (shop, pid) => read(BasketStatusRow, keys.basket(shop, pid)),
    giftCards: (shop, pid) => read(GiftCardsStatusRow, keys.giftCards(shop, pid)),
    findByNumber: (shop, number) => findByNumber(documents, table, { shop, number }),
  };
}
