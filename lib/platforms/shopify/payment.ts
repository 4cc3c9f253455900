import * as z from 'zod';
import { listOf, utcInstant } from '../fields.ts';
import { UnreadableWebhook } from '../platform.ts';
import { gidOf } from './gid.ts';
import { ShopifyRefund } from './refund.ts';

const time = utcInstant.nullish();

/** Recognises an order. Drafts and checkouts look similar, but have no payment status. */
export const OrderTopic = z.object({
  admin_graphql_api_id: gidOf('Order'),
  financial_status: z.string('expected the status of a payment'),
  cancelled_at: time,
});

/** Recognises the body of `orders/cancelled`. */
export const CancelledTopic = z.lazy(() =>
  z.object({ admin_graphql_api_id: gidOf('Order'), cancelled_at: utcInstant }),
);

/** An order's times and refunds. */
export const ShopifyPayment = z.object({
  updated_at: time,
  processed_at: time,
  created_at: time,
  refunds: listOf(ShopifyRefund),
});
export type ShopifyPayment = z.infer<typeof ShopifyPayment>;

/** The other statuses are pending, authorized, partially_paid, voided and expired. */
export const isPaid = (financialStatus: string): boolean =>
  ['paid', 'partially_refunded', 'refunded'].includes(financialStatus);

/**
 * When an order was paid. The body doesn't say it, and the header with the trigger's time isn't signed. So that time is only used if it's
 * between the order's creation and the body's last change.
 * @throws UnreadableWebhook if the body has no time at all
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

/** When the body was written, as it says itself. */
export const bodyTime = ({ updated_at, processed_at, created_at }: ShopifyPayment): string | undefined =>
  updated_at ?? processed_at ?? created_at ?? undefined;
