import type { Payment } from '../../order/order.ts';
import { cardPayment } from '../payments.ts';
import type { MetaData } from './meta-data.ts';

/**
 * The card that paid the whole order, as gateways store it: WooPayments, and those that are built with SkyVerge's framework (Square, Braintree,
 * Authorize.net and others), by the gateway's ID. WooCommerce itself stores no cards.
 */
export function cardOf(
  { payment_method: method, meta_data: metaData }: { payment_method: string | undefined; meta_data: MetaData },
  amount: string,
  authorizedAt: string,
): Payment[] {
  const valueOf = (key: string) => metaData.find((entry) => entry.key === key)?.value;
  const [brand, last4] =
    method === 'woocommerce_payments'
      ? ['_card_brand', 'last4']
      : [`_wc_${method}_card_type`, `_wc_${method}_account_four`];
  return cardPayment({ brand: valueOf(brand), last4: valueOf(last4), amount, authorizedAt });
}
