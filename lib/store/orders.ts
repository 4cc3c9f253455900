import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { GiftCardPlan } from '../order/gift-cards/plan.ts';
import { GiftCardsState } from '../order/gift-cards/state.ts';
import { Instant, Order, ShopId } from '../order/order.ts';
import { ReceiptState } from '../order/receipt/state.ts';
import { ThankuState } from '../order/thanku/state.ts';
import { ReceiptPlan } from '../order/receipt/plan.ts';
import { BasketPlan } from '../order/basket/plan.ts';
import { BasketState } from '../order/basket/state.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import { CustomerRequest, RedactRequest, type EraseRequest } from './erase-requests.ts';
import { ScopeWatch } from '../circuit/watch.ts';
import { NoticesState } from '../notify/state.ts';
import { keys } from './keys.ts';
import { namedThankus, type NamedThankus } from './named.ts';
import { findByNumber } from './order-numbers.ts';
import { putKey, rows, type Rows } from './rows.ts';

/** The requests of an order. */
const Frozen = openObject({
  /** `undefined` if the order only gets a receipt. */
  thanku: openObject({
    /** The exact JSON that every attempt sends. */
    body: z.string(),
    /** True if the stage, the shop or the platform's test flag says so. */
    simulate: z.boolean(),
  }).optional(),
  receipt: ReceiptPlan.optional(),
  basket: BasketPlan.optional(),
});
export type Frozen = z.infer<typeof Frozen>;

/** An order's personal data and requests. Exists from the claim until the order is settled. */
export const Payload = Frozen.extend({
  order: Order,
  giftCards: GiftCardPlan.optional(),
  /** Requests frozen later by operators. Only sent once the row names them, so a running attempt isn't changed. */
  refrozen: z.array(Frozen.extend({ id: z.string() })).optional(),
});
export type Payload = z.infer<typeof Payload>;

type Named = { frozen?: string | undefined };

const namedIn = (payload: Payload | undefined, { frozen }: Named): Frozen | undefined =>
  frozen === undefined ? payload : payload?.refrozen?.find(({ id }) => id === frozen);

/** The request that a ThankU's row refers to. */
export const frozenThanku = (payload: Payload | undefined, order: Named) => namedIn(payload, order)?.thanku;

/** The plan that a receipt's row refers to. */
export const frozenReceipt = (payload: Payload | undefined, receipt: Named) => namedIn(payload, receipt)?.receipt;

/** The plan that a basket's row refers to. */
export const frozenBasket = (payload: Payload | undefined, basket: Named) => namedIn(payload, basket)?.basket;

/** The tombstone of an erased customer. */
const Erased = openObject({ at: Instant });

/** For an operator: a customer wants their data. */
export const ExportRequest = CustomerRequest;
export type ExportRequest = z.infer<typeof ExportRequest>;

/** For an operator: public pages name an erased customer. Only ThankU can remove them, so somebody has to ask for it. */
export const NamedRequest = openObject({
  shop: ShopId,
  at: Instant,
  /** The customer's hashes; empty: all customers of the shop. */
  hashes: z.array(z.string()),
  dueKind: z.literal('stuck'),
  dueAt: z.number().int(),
});
export type NamedRequest = z.infer<typeof NamedRequest>;

export interface OrderStore {
  thanku: Rows<ThankuState>;
  receipt: Rows<ReceiptState>;
  basket: Rows<BasketState>;
  giftCards: Rows<GiftCardsState>;
  payload: Rows<Payload>;
  notices: Rows<NoticesState>;
  erased: Rows<z.infer<typeof Erased>>;
  exportRequests: Rows<ExportRequest>;
  namedRequests: Rows<NamedRequest>;
  eraseRequests: Rows<EraseRequest>;
  redactRequests: Rows<RedactRequest>;
  scopeWatches: Rows<ScopeWatch>;
  named: NamedThankus;
  /** Stores an order's human number, for `findByNumber`. */
  putNumber(shop: string, number: string, pid: string): Promise<void>;
  /** Returns the pids of the orders with this human number, usually one. */
  findByNumber(shop: string, number: string): Promise<string[]>;
}

/** @param newId returns an ID for each write. Tests pass one to repeat a run exactly */
export function orderStore(documents: DynamoDBDocumentClient, table: string, newId?: () => string): OrderStore {
  const of = <State extends object>(schema: z.ZodType<State>) => rows(documents, table, schema, newId);
  return {
    thanku: of(ThankuState),
    receipt: of(ReceiptState),
    basket: of(BasketState),
    giftCards: of(GiftCardsState),
    payload: of(Payload),
    notices: of(NoticesState),
    erased: of(Erased),
    exportRequests: of(ExportRequest),
    namedRequests: of(NamedRequest),
    eraseRequests: of(CustomerRequest),
    redactRequests: of(RedactRequest),
    scopeWatches: of(ScopeWatch),
    named: namedThankus(documents, table),
    async putNumber(shop, number, pid) {
      await putKey(documents, table, keys.number(shop, number, pid));
    },
    findByNumber: (shop, number) => findByNumber(documents, table, { shop, number }),
  };
}

/** The orders table with the hashes of its customers, for code that may read the customer key. */
export interface CustomerStore extends OrderStore {
  customers: CustomerHashes;
}

export const customerStore = (
  documents: DynamoDBDocumentClient,
  table: string,
  customers: CustomerHashes,
  newId?: () => string,
): CustomerStore => ({ ...orderStore(documents, table, newId), customers });
