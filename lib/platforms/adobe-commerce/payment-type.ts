import type { PaymentType } from '../../order/order.ts';

/** Codes of Adobe's own payment methods that take cards and nothing else. Others, such as Stripe's, also take other things. */
const cards = new Set([
  'braintree',
  'braintree_cc_vault',
  'payflowpro',
  'payflowpro_cc_vault',
  'payment_services_paypal_hosted_fields',
  'payment_services_paypal_vault',
]);

/**
 * The payment type from `payment.method`. It's `card` only if that is certain: Thanx may credit linked cards by itself, so an order that is `card`
 * by mistake could be credited twice.
 */
export function adobeCommercePaymentType(method: string | null | undefined): PaymentType {
  if (method === 'cashondelivery') return 'cash';
  return cards.has(method ?? '') ? 'card' : 'other';
}
