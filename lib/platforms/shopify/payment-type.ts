import type { PaymentType } from '../../order/order.ts';

/** Shopify names gateways by handle (`shopify_payments`) or by label (`Cash on Delivery (COD)`). */
const cash = /\bcash\b|\bcod\b/;

/**
 * Gateways that take cards and nothing else worth telling apart. `bogus` is Shopify's test gateway for cards, `visa` and
 * the like stand in its test notifications.
 */
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
 * From `payment_gateway_names`. Only what is certainly a card is called one: Thanx may credit linked cards by itself, and
 * an order called `card` by mistake could be credited twice. Mixed payments, `manual`, PayPal, gift cards: `other`.
 */
export function shopifyPaymentType(gateways: readonly string[]): PaymentType {
  const names = gateways.map((name) => name.toLowerCase());
  if (names.length > 0 && names.every((name) => cash.test(name.replaceAll('_', ' ')))) return 'cash';
  if (names.length > 0 && names.every((name) => cards.has(name))) return 'card';
  return 'other';
}

const giftCard = /^gift[ _]?cards?$/;

/**
 * What gift cards paid, from `payment_gateway_names`. The webhook names the gateways and not what each of them took: its
 * transactions are only to be had from the Admin API, by a token that nobody here holds.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
 */
export function giftCardShare(gateways: readonly string[]): 'all' | 'some' | 'none' {
  const byGiftCard = gateways.filter((name) => giftCard.test(name.trim().toLowerCase()));
  if (byGiftCard.length === 0) return 'none';
  return byGiftCard.length === gateways.length ? 'all' : 'some';
}
