import { isAtLeast } from './version.ts';

/** The events to subscribe to, by the names of Saleor's API. */
export const saleorTopics = [
  'ORDER_FULLY_PAID',
  'ORDER_REFUNDED',
  'ORDER_FULLY_REFUNDED',
  'ORDER_CANCELLED',
  // Reports a chargeback, for which Saleor has no event of its own.
  'ORDER_UPDATED',
] as const;

/** Only since this version, Saleor knows how a transaction was paid. An older one refuses a query that asks for it. */
export const paymentMethodSince = '3.22';

/** How a transaction was paid. Of a card nothing but its brand and last four digits. */
export const paymentMethodFields =
  'paymentMethodDetails { __typename ... on CardPaymentMethodDetails { brand lastDigits } }';

/**
 * What is read of an order. Saleor 3.20 and later have all of it. App tokens need the permission MANAGE_ORDERS.
 * @see https://docs.saleor.io/api-reference/orders/objects/order
 */
const orderFields = (version: string | undefined): string => `
fragment thankflow on Order {
  id number status chargeStatus origin created updatedAt languageCodeEnum userEmail
  user { id email firstName lastName }
  billingAddress { firstName lastName }
  channel { slug }
  total { gross { amount currency } }
  subtotal { gross { amount } net { amount } }
  totalCharged { amount }
  totalRefunded { amount }
  giftCards { id }
  transactions { createdAt chargedAmount { amount } events { type }${isAtLeast(version, paymentMethodSince) ? ` ${paymentMethodFields}` : ''} }
  events { type date }
  lines {
    productName translatedProductName productSku quantity totalPrice { net { amount } }
    variant { product { id productType { kind } } }
  }
}
`;

/**
 * The query that a webhook must have. Saleor sends what it asks for, and nothing else.
 * @param version of the shop's Saleor, such as `3.20.117`. `undefined`: any from 3.20 on
 * @see https://docs.saleor.io/developer/extending/webhooks/subscription-webhook-payloads
 */
export const saleorSubscription = (version: string | undefined): string => `subscription {
  event {
    __typename issuedAt version
    ... on OrderFullyPaid { order { ...thankflow } }
    ... on OrderRefunded { order { ...thankflow } }
    ... on OrderFullyRefunded { order { ...thankflow } }
    ... on OrderCancelled { order { ...thankflow } }
    ... on OrderUpdated { order { ...thankflow } }
  }
}
${orderFields(version)}`;

/** The order with the same fields, from the API. */
export const saleorOrderQuery = (version: string | undefined): string => `query ($id: ID!) {
  order(id: $id) { ...thankflow }
}
${orderFields(version)}`;

/** A query in one line, for people to copy. */
export const inOneLine = (query: string): string => query.replaceAll(/\s+/g, ' ').trim();
