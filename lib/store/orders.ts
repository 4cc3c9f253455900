import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { GiftCardPlan } from '../order/gift-cards/plan.ts';
import { GiftCardsState } from '../order/gift-cards/state.ts';
import { Instant, Order, ShopId } from '../order/order.ts';
import { ReceiptState } from '../order/receipt/state.ts';
import { ThankuState } from '../order/thanku/state.ts';
import { ReceiptPlan } from '../order/receipt/plan.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import { CustomerRequest, RedactRequest, type EraseRequest } from './erase-requests.ts';
import { ScopeWatch } from '../circuit/watch.ts';
import { keys } from './keys.ts';
import { namedThankus, type NamedThankus } from './named.ts';
import { findByNumber } from './order-numbers.ts';
import { putKey, rows, type Rows } from './rows.ts';

/** What an order's attempts send. */
const Frozen = openObject({
  /** Absent for an order that gets a receipt only. */
  thanku: openObject({
    /** The frozen request: the exact JSON bytes of every attempt. */
    body: z.string(),
    /** Frozen with it: the stage, the shop or the platform's test flag said so. */
    simulate: z.boolean(),
  }).optional(),
  receipt: ReceiptPlan.optional(),
});
export type Frozen = z.infer<typeof Frozen>;

/** What is personal, and what every attempt sends: there from the claim until the order is settled. */
export const Payload = Frozen.extend({
  order: Order,
  giftCards: GiftCardPlan.optional(),
  /**
   * What operators froze later, from corrected settings. Of no effect by itself: one is sent once the row of its ThankU or
   * receipt names it, so that whoever froze it cannot change what an attempt sends that began meanwhile.
   */
  refrozen: z.array(Frozen.extend({ id: z.string() })).optional(),
});
export type Payload = z.infer<typeof Payload>;

type Named = { frozen?: string | undefined };

const namedIn = (payload: Payload | undefined, { frozen }: Named): Frozen | undefined =>
  frozen === undefined ? payload : payload?.refrozen?.find(({ id }) => id === frozen);

/** The request that a ThankU's row names. */
export const frozenThanku = (payload: Payload | undefined, order: Named) => namedIn(payload, order)?.thanku;

/** The plan that a receipt's row names. */
export const frozenReceipt = (payload: Payload | undefined, receipt: Named) => namedIn(payload, receipt)?.receipt;

/** That a customer asked to be forgotten. */
const Erased = openObject({ at: Instant });

/** A request for a customer's data, waiting for an operator. */
export const ExportRequest = CustomerRequest;
export type ExportRequest = z.infer<typeof ExportRequest>;

/** That public pages name an erased customer: ThankU alone can take them down, and an operator has to ask for it. */
export const NamedRequest = openObject({
  shop: ShopId,
  at: Instant,
  /** The customer's; none: all customers of the shop. */
  hashes: z.array(z.string()),
  dueKind: z.literal('stuck'),
  dueAt: z.number().int(),
});
export type NamedRequest = z.infer<typeof NamedRequest>;

export interface OrderStore {
  thanku: Rows<ThankuState>;
  receipt: Rows<ReceiptState>;
  giftCards: Rows<GiftCardsState>;
  payload: Rows<Payload>;
  erased: Rows<z.infer<typeof Erased>>;
  exportRequests: Rows<ExportRequest>;
  namedRequests: Rows<NamedRequest>;
  eraseRequests: Rows<EraseRequest>;
  redactRequests: Rows<RedactRequest>;
  scopeWatches: Rows<ScopeWatch>;
  named: NamedThankus;
  /** Makes the order findable by its human number. */
  putNumber(shop: string, number: string, pid: string): Promise<void>;
  /** The pids of the orders with this human number, usually one. */
  findByNumber(shop: string, number: string): Promise<string[]>;
}

/** @param newId names each write, for tests that repeat a run exactly */
export function orderStore(documents: DynamoDBDocumentClient, table: string, newId?: () => string): OrderStore {
  const of = <State>(schema: z.ZodType<State>) => rows(documents, table, schema, newId);
  return {
    thanku: of(ThankuState),
    receipt: of(ReceiptState),
    giftCards: of(GiftCardsState),
    payload: of(Payload),
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

/** The orders table, with the hashes that identify customers in it: for code that may read the customer key. */
export interface CustomerStore extends OrderStore {
  customers: CustomerHashes;
}

export const customerStore = (
  documents: DynamoDBDocumentClient,
  table: string,
  customers: CustomerHashes,
  newId?: () => string,
): CustomerStore => ({ ...orderStore(documents, table, newId), customers });
