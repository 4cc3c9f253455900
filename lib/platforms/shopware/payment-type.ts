import type { PaymentType } from '../../order/order.ts';
import type { Transaction } from './transactions.ts';

/**
 * Technical names of payment methods that take cards. Shopware has them since 6.5.7.
 * @see https://github.com/shopware/SwagPayPal/blob/trunk/src/Util/Lifecycle/Method/ACDCMethodData.php
 */
const cards = new Set(['swag_paypal_acdc', 'swag_paypal_card']);

/** Cash on delivery: its technical name, and the short name that older versions make from its handler's class. */
const cash = new Set(['payment_cashpayment', 'cash_payment']);

/**
 * The payment type from the payment methods of all transactions. It's `card` only if that is certain: Thanx may credit linked cards by itself,
 * so an order that is `card` by mistake could be credited twice. Names that people see are translated and changed, so they aren't used.
 */
export function shopwarePaymentType(transactions: readonly Transaction[]): PaymentType {
  const names = transactions.map(({ paymentMethod }) => paymentMethod?.technicalName ?? paymentMethod?.shortName ?? '');
  if (names.length > 0 && names.every((name) => cash.has(name))) return 'cash';
  if (names.length > 0 && names.every((name) => cards.has(name))) return 'card';
  return 'other';
}
