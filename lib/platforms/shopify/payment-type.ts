import type { PaymentType } from '../../order/order.ts';

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
