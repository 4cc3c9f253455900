import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, Order, Refund, ShopId } from './order.ts';
import type { Fields } from '../telemetry.ts';

/** An order as operators, dead letters and the comments of receipts name it: `shop/pid`. */
export interface OrderKey {
  shop: string;
  pid: string;
}

export const keyText = ({ shop, pid }: OrderKey): string => `${shop}/${pid}`;

/** Reads `my-shop/my-shop-1001`; `undefined` if that is no order's key. */
export function orderKeyOf(text: string): OrderKey | undefined {
  const [, shop, pid] = /^([^/]+)\/([\w-]{1,64})$/.exec(text) ?? [];
  return shop !== undefined && pid !== undefined && ShopId.safeParse(shop).success ? { shop, pid } : undefined;
}

const base = { shop: ShopId, /** When the platform says it happened; else when we received it. */ at: Instant };

/** Which customer a privacy request is about: by the platform's id, by e-mail, or both. */
const Subject = openObject({ id: z.string().max(128).optional(), email: z.string().max(320).optional() });
export type Subject = z.infer<typeof Subject>;

/** When the platform last changed the order, as its signed body says. Absent where it doesn't. */
const changedAt = Instant.optional();
const orderId = z.string().min(1).max(256);
/**
 * The refunds are all there are: one that was reported before and is missing was taken back. Only together with `changedAt`.
 */
const refundsComplete = z.boolean().optional();

export const PaidEvent = openObject({ type: z.literal('paid'), ...base, changedAt, refundsComplete, order: Order });
export const CancelledEvent = openObject({ type: z.literal('cancelled'), ...base, changedAt, orderId });
/** An order that was paid and, for now, is not any more: its payment failed, or it was put on hold. */
export const UnpaidEvent = openObject({ type: z.literal('unpaid'), ...base, changedAt, orderId });
export const RefundedEvent = openObject({
  type: z.literal('refunded'),
  ...base,
  changedAt,
  refundsComplete,
  orderId,
  /** The refunds this event reports. */
  refunds: z.array(Refund).max(50),
  /** The platform says the whole order is refunded. */
  full: z.boolean(),
});
/** `customer` absent: everybody of this shop (Shopify's `shop/redact`), which a person has to confirm. */
export const EraseEvent = openObject({ type: z.literal('erase'), ...base, customer: Subject.optional() });
export const ExportEvent = openObject({ type: z.literal('export'), ...base, customer: Subject });

/** What ingest queues. At most 64 KB as JSON; adapters cap the fields. */
export const OrderEvent = z.discriminatedUnion('type', [
  PaidEvent,
  CancelledEvent,
  UnpaidEvent,
  RefundedEvent,
  EraseEvent,
  ExportEvent,
]);
export type OrderEvent = z.infer<typeof OrderEvent>;

/** A message that only says: look at this order's rows again. The rows are the truth. */
export const WakeUp = openObject({ type: z.literal('wake'), shop: ShopId, pid: z.string().min(1).max(64) });
export type WakeUp = z.infer<typeof WakeUp>;

/**
 * Asks what became of a customer's submitted receipts at one merchant. Of use until `lookBy` (epoch ms): then their rows
 * have asked again.
 */
export const PollReceipts = openObject({
  type: z.literal('follow'),
  merchantId: z.string(),
  userId: z.string(),
  /** The shop whose fixed user token they were submitted with, if they were. */
  tokenOf: ShopId.optional(),
  lookBy: z.number().int(),
  receipts: z.array(WakeUp.pick({ shop: true, pid: true })).min(1),
});
export type PollReceipts = z.infer<typeof PollReceipts>;

/** What a loyalty queue carries. */
export const LoyaltyMessage = z.discriminatedUnion('type', [WakeUp, PollReceipts]);
export type LoyaltyMessage = z.infer<typeof LoyaltyMessage>;

/** What the orders queue carries. */
export const OrdersMessage = z.discriminatedUnion('type', [...OrderEvent.options, WakeUp]);
export type OrdersMessage = z.infer<typeof OrdersMessage>;

/**
 * What log lines say of a message: its kind, and the keys of its orders. An event names no pid: `order` is added once its shop's
 * settings are known. Nothing of the customer.
 */
export function aboutMessage(message: OrdersMessage | LoyaltyMessage): Fields {
  const { type } = message;
  switch (type) {
    case 'wake':
      return { type, shop: message.shop, order: keyText(message) };
    case 'follow':
      return aboutReceipts(message);
    case 'paid':
      return { type, shop: message.shop, orderId: message.order.orderId };
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
      return { type, shop: message.shop, orderId: message.orderId };
    case 'erase':
    case 'export':
      return { type, shop: message.shop };
  }
}

/** A log line is to be found by each of several orders, and not to grow without bound. */
const longestKeys = 2000;

function aboutReceipts({ type, receipts }: PollReceipts): Fields {
  const [first, ...others] = receipts.map(keyText);
  return others.length === 0
    ? { type, order: first }
    : { type, orders: [first, ...others].join(' ').slice(0, longestKeys) };
}
