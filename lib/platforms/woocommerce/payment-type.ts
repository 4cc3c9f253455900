import type { PaymentType } from '../../order/order.ts';

/** The IDs of gateways that take cards. */
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
 * The payment type from `payment_method`, the gateway's ID. It's `card` only if that is certain: Thanx may credit linked cards by itself, so an
 * order that is `card` by mistake could be credited twice.
 */
export function wooCommercePaymentType(method: string | undefined): PaymentType {
  if (method === 'cod') return 'cash';
  return method !== undefined && cards.has(method) ? 'card' : 'other';
}
