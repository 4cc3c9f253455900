import * as z from 'zod';
import { listOf, utcInstant } from '../fields.ts';
import { UnreadableWebhook } from '../platform.ts';
import { gidOf } from './gid.ts';
import { ShopifyRefund } from './refund.ts';
import type { PaymentType } from '../../order/order.ts';

const time = utcInstant.nullish();

/** Recognises an order. Drafts and checkouts look similar, but have no payment status. */
export const OrderTopic = z.object({
  admin_graphql_api_id: gidOf('Order'),
  financial_status: z.string('expected the status of a payment'),
  cancelled_at: time,
});

/** Recognises the body of `orders/cancelled`. */
export const CancelledTopic = z.object({ admin_graphql_api_id: gidOf('Order'), cancelled_at: utcInstant });

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

/** Shopify names gateways by handle (`shopify_payments`) or by label (`Cash on Delivery (COD)`). */
const cash = /\bcash\b|\bcod\b/;

/** Gateways that only take cards, more or less. `bogus` is Shopify's test gateway; `visa` and the like are in its test notifications. */
const cards = new Set([
  'shopify_payments',
  'stripe',
  'authorize_net',
  'braintree',
  'cybersource',
  'square',
  'worldpay',
  'bogus',
  'visa',
  'mastercard',
  'american_express',
]);

/**
 * The payment type from `payment_gateway_names`. It's `card` only if that is certain: Thanx may credit linked cards by itself, so an order that
 * is `card` by mistake could be credited twice. Mixed payments, `manual`, PayPal and gift cards are `other`.
 */
export function shopifyPaymentType(gateways: readonly string[]): PaymentType {
  const names = gateways.map((name) => name.toLowerCase());
  if (names.length > 0 && names.every((name) => cash.test(name.replaceAll('_', ' ')))) return 'cash';
  if (names.length > 0 && names.every((name) => cards.has(name))) return 'card';
  return 'other';
}

const giftCard = /^gift[ _]?cards?$/;

/**
 * How much of the order gift cards paid, from `payment_gateway_names`. The webhook doesn't say how much each gateway took. Only the Admin API
 * does, for which we have no token.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
 */
export function giftCardShare(gateways: readonly string[]): 'all' | 'some' | 'none' {
  const byGiftCard = gateways.filter((name) => giftCard.test(name.trim().toLowerCase()));
  if (byGiftCard.length === 0) return 'none';
  return byGiftCard.length === gateways.length ? 'all' : 'some';
}
