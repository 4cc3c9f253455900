import * as z from 'zod';
import { UnreadableWebhook } from '../platform.ts';

/**
 * What an order's status says about its payment.
 * - `paid`, `refunded` (all of it), `cancelled`
 * - `unpaid`: an order that was paid isn't any more, or a person has to look at it first
 * - `open`: not paid yet, as far as anybody knows. An order may come back to it, and then only the webhook says that it was paid before
 */
export type OrderPayment = 'paid' | 'refunded' | 'cancelled' | 'unpaid' | 'open';

/**
 * Shops can rename statuses, but not add any. "Awaiting fulfillment" is where BigCommerce puts an order once its payment is confirmed. The later
 * ones follow from it, but a person can also choose any of them first, so each of them means paid.
 * @see https://developer.bigcommerce.com/docs/rest-management/orders/order-status
 */
const statuses: ReadonlyMap<number, OrderPayment> = new Map([
  // Incomplete: the customer hasn't left the checkout.
  [0, 'open'],
  // Pending
  [1, 'open'],
  // Shipped, partially shipped
  [2, 'paid'],
  [3, 'paid'],
  // Refunded
  [4, 'refunded'],
  // Cancelled
  [5, 'cancelled'],
  // Declined: for lack of a payment, by a person
  [6, 'unpaid'],
  // Awaiting payment
  [7, 'open'],
  // Awaiting pickup, awaiting shipment, completed, awaiting fulfillment
  [8, 'paid'],
  [9, 'paid'],
  [10, 'paid'],
  [11, 'paid'],
  // Manual verification required
  [12, 'unpaid'],
  // Disputed: the customer wants the money back from the payment provider
  [13, 'unpaid'],
  // Partially refunded
  [14, 'paid'],
]);

/** `undefined`: no status of BigCommerce. */
export const paymentOfStatus = (statusId: number): OrderPayment | undefined => statuses.get(statusId);

export const isRefundedInPart = (statusId: number): boolean => statusId === 14;

/**
 * What `payment_status` says about the payment of an order whose status is one of a paid order. It's assumed to be empty for payments that
 * BigCommerce doesn't process, such as bank transfers: there, the status alone says that the order is paid. "Refunded" is about one payment, and an
 * order may have others, such as store credit.
 * @see https://developer.bigcommerce.com/docs/rest-management/orders
 */
const paymentStatuses: ReadonlyMap<string, OrderPayment> = new Map([
  ['', 'paid'],
  ['captured', 'paid'],
  ['paid', 'paid'],
  ['partially refunded', 'paid'],
  ['refunded', 'refunded'],
  // The money is reserved, or on its way. It may be captured in the same second, so the order isn't called unpaid.
  ['authorized', 'open'],
  ['pending', 'open'],
  ['capture pending', 'open'],
  ['held for review', 'open'],
  ['void pending', 'open'],
  // The customer may try again.
  ['declined', 'open'],
  // Final.
  ['void', 'unpaid'],
]);

const statusId = z
  .union([z.number(), z.string().regex(/^\d{1,3}$/)], 'expected the number of a status')
  .transform(Number);

/** The fields that decide whether an order is paid, besides its refunds. They are read first, and alone. */
export const statusFields = {
  status_id: statusId,
  payment_status: z.string('expected the status of a payment').nullish(),
};
export type StatusFields = z.infer<z.ZodObject<typeof statusFields>>;

/**
 * Whether an order is paid. Both of its statuses must say so.
 * @throws UnreadableWebhook for a status that isn't known
 */
export function orderPayment({ status_id: id, payment_status: written }: StatusFields): OrderPayment {
  const payment = paymentOfStatus(id);
  if (payment === undefined) throw unknown('status_id', String(id));
  if (payment !== 'paid') return payment;
  const text = (written ?? '').trim().toLowerCase();
  return paymentStatuses.get(text) ?? raise(unknown('payment_status', text));
}

const unknown = (field: string, text: string): UnreadableWebhook =>
  new UnreadableWebhook(
    `${field}: the order is in ${/^[a-z0-9 _-]{1,40}$/.test(text) ? `"${text}"` : 'a status'}, which this version doesn't know. Update thankflow, then read this again`,
  );

function raise(error: Error): never {
  throw error;
}
