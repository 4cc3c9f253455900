import * as z from 'zod';
import { listOf, utcInstant } from '../fields.ts';
import { UnreadableWebhook } from '../platform.ts';
import { gidOf } from './gid.ts';
import { ShopifyRefund } from './refund.ts';

const time = utcInstant.nullish();

/** What makes a body that of an order: drafts and checkouts look like orders, and have no status of a payment. */
export const OrderTopic = z.object({
  admin_graphql_api_id: gidOf('Order'),
  financial_status: z.string('expected the status of a payment'),
  cancelled_at: time,
});

/** What makes a body that of `orders/cancelled`. */
export const CancelledTopic = z.object({ admin_graphql_api_id: gidOf('Order'), cancelled_at: utcInstant });

/** What an order says of its times and of what was paid back. */
export const ShopifyPayment = z.object({
  updated_at: time,
  processed_at: time,
  created_at: time,
  refunds: listOf(ShopifyRefund),
});
export type ShopifyPayment = z.infer<typeof ShopifyPayment>;

/** All others are pending, authorized, partially_paid, voided and expired. */
export const isPaid = (financialStatus: string): boolean =>
  ['paid', 'partially_refunded', 'refunded'].includes(financialStatus);

/**
 * When an order was paid, which its body doesn't say. The trigger's time is a header, and no header is signed: it may make
 * the payment older than the body's last change, never newer, and not older than the order.
 */
export function paidAtOf({ updated_at, processed_at, created_at }: ShopifyPayment, triggeredAt?: string): string {
  const ordered = processed_at ?? created_at ?? undefined;
  const changed = updated_at ?? undefined;
  if (changed === undefined) {
    if (ordered === undefined)
      throw new UnreadableWebhook('updated_at, processed_at, created_at: expected at least one time');
    return ordered;
  }
  const paid = triggeredAt !== undefined && triggeredAt < changed ? triggeredAt : changed;
  return ordered !== undefined && ordered > paid ? ordered : paid;
}

/** When the body is from, as it says itself. */
export const bodyTime = ({ updated_at, processed_at, created_at }: ShopifyPayment): string | undefined =>
  updated_at ?? processed_at ?? created_at ?? undefined;
