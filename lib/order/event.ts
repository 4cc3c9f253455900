import * as z from 'zod';
import { openObject } from '../open-object.ts';
import type { NoticesOf } from '../store/keys.ts';
import { Instant, Order, Refund, ShopId } from './order.ts';

const base = { shop: ShopId, /** When the platform says it happened; else when we received it. */ at: Instant };

/** The customer of a privacy request: the platform's id, the e-mail address, or both. */
const Subject = z.lazy(() => openObject({ id: z.string().max(128).optional(), email: z.string().max(320).optional() }));
export type Subject = z.infer<typeof Subject>;

/** When the platform last changed the order, from its signed body. Absent if the body doesn't say. */
const changedAt = Instant.optional();
const orderId = z.string().min(1).max(256);
/** Whether the event lists all refunds: one that is missing was taken back. Only with `changedAt`. */
const refundsComplete = z.boolean().optional();

export const PaidEvent = openObject({ type: z.literal('paid'), ...base, changedAt, refundsComplete, order: Order });
// Made on first use, like everything that ingest seldom needs: each schema takes time at a cold start.
export const CancelledEvent = z.lazy(() => openObject({ type: z.literal('cancelled'), ...base, changedAt, orderId }));
/** A paid order that isn't paid any more, for now: its payment failed, or it was put on hold. */
export const UnpaidEvent = z.lazy(() => openObject({ type: z.literal('unpaid'), ...base, changedAt, orderId }));
export const RefundedEvent = z.lazy(() =>
  openObject({
    type: z.literal('refunded'),
    ...base,
    changedAt,
    refundsComplete,
    orderId,
    /** The refunds that this event reports. */
    refunds: z.array(Refund).max(50),
    /** The platform says that the whole order is refunded. */
    full: z.boolean(),
  }),
);
/** Without `customer`: everyone in this shop (Shopify's `shop/redact`). A person must confirm that. */
export const EraseEvent = z.lazy(() => openObject({ type: z.literal('erase'), ...base, customer: Subject.optional() }));
export const ExportEvent = z.lazy(() => openObject({ type: z.literal('export'), ...base, customer: Subject }));

const orderEvents = [PaidEvent, CancelledEvent, UnpaidEvent, RefundedEvent, EraseEvent, ExportEvent] as const;

/** An event that ingest queues. At most 64 KB as JSON; adapters cap the fields. */
export const OrderEvent = z.lazy(() => z.discriminatedUnion('type', orderEvents));
export type OrderEvent = z.infer<typeof OrderEvent>;

const pid = z.string().min(1).max(64);

/** Asks a worker to look at an order's rows again. The rows hold the truth. */
export const WakeUp = z.lazy(() => openObject({ type: z.literal('wake'), shop: ShopId, pid }));
export type WakeUp = z.infer<typeof WakeUp>;

const PolledReceipt = z.lazy(() => openObject({ shop: ShopId, pid }));

/** Polls a customer's receipts at one merchant. Expires at `lookBy` (epoch ms), when their rows ask again. */
export const PollReceipts = z.lazy(() =>
  openObject({
    type: z.literal('follow'),
    merchantId: z.string(),
    userId: z.string(),
    /** The shop whose fixed user token submitted them, if any. */
    tokenOf: ShopId.optional(),
    lookBy: z.number().int(),
    receipts: z.tuple([PolledReceipt], PolledReceipt),
  }),
);
export type PollReceipts = z.infer<typeof PollReceipts>;

/** A message in the orders queue. */
export const OrdersMessage = z.lazy(() => z.discriminatedUnion('type', [...orderEvents, WakeUp]));
export type OrdersMessage = z.infer<typeof OrdersMessage>;

/** Asks notify-shop to look at notices again: of an order, or of the shop itself (`about` is their sort key). */
export const WakeNotices = z.lazy(() =>
  openObject({ type: z.literal('wake-notices'), shop: ShopId, pid: pid.optional(), about: z.string().optional() }),
);
export type WakeNotices = z.infer<typeof WakeNotices>;

/** Whose notices the message is about. `undefined`: it doesn't say. */
export function noticesIn(message: Pick<WakeNotices, 'shop' | 'pid' | 'about'>): NoticesOf | undefined {
  const { shop, about } = message;
  if (message.pid !== undefined) return { shop, pid: message.pid };
  return about === undefined ? undefined : { shop, about };
}
