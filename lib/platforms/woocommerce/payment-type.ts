import type { PaymentType } from '../../order/order.ts';

/** Gateway ids that take cards, by the plugins that register them. */
const cards = new Set([
  'stripe',
  'stripe_cc',
  'woocommerce_payments',
  'ppcp-credit-card-gateway',
  'square_credit_card',
  'braintree_credit_card',
  'authorize_net_cim_credit_card',
  'mollie_wc_gateway_creditcard',
]);

/**
 * From `payment_method`, the gateway's id. Only what is certainly a card is called one: Thanx may credit linked cards by
 * itself, and an order called `card` by mistake could be credited twice.
 */
export function wooCommercePaymentType(method: string | undefined): PaymentType {
  if (method === 'cod') return 'cash';
  return method !== undefined && cards.has(method) ? 'card' : 'other';
}
