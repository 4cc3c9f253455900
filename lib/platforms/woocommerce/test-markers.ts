import type { MetaData } from './refunds.ts';

/** The meta data that a gateway stores with an order that was paid in its test mode. */
interface TestMarker {
  key: string | RegExp;
  /** The values that mean "test". A real payment has another value. */
  values: readonly string[];
}

/** The test markers found in the gateways' sources. Other gateways, such as WooCommerce's own for Stripe (`stripe`), have no known marker. */
const testMarkers: readonly TestMarker[] = [
  // WooPayments, and WooCommerce's own reports, which leave such orders out: `test` or `prod`.
  // https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/src/Internal/Admin/Schedulers/OrdersScheduler.php
  { key: '_wcpay_mode', values: ['test'] },
  // WooCommerce PayPal Payments, ORDER_PAYMENT_MODE_META_KEY: `sandbox` or `live`.
  // https://github.com/woocommerce/woocommerce-paypal-payments/blob/trunk/modules/ppcp-wc-gateway/src/Gateway/PayPalGateway.php
  { key: '_ppcp_paypal_payment_mode', values: ['sandbox'] },
  // Payment Plugins for PayPal, PPCP_ENVIRONMENT: `sandbox` (assumed, as the setting has it) or `production`.
  // https://plugins.svn.wordpress.org/pymntpl-paypal-woocommerce/trunk/src/Constants.php
  { key: '_ppcp_environment', values: ['sandbox'] },
  // PayPal for WooCommerce by Angell EYE and its forks, which spell it so: `sandbox` or `live`.
  // https://github.com/angelleye/paypal-woocommerce (ppcp-gateway)
  { key: '_enviorment', values: ['sandbox'] },
  // Mollie Payments for WooCommerce, the payment's `mode`: `test` or `live`.
  // https://github.com/mollie/WooCommerce/blob/main/src/Payment/MollieOrder.php
  { key: '_mollie_payment_mode', values: ['test'] },
  // Payment Plugins for Stripe, WC_Stripe_Constants::MODE: `test` or `live`.
  // https://plugins.svn.wordpress.org/woo-stripe-payment/trunk/includes/class-wc-stripe-constants.php
  { key: '_wc_stripe_mode', values: ['test'] },
  // Klarna: `test` or `live`; with the region before it in older versions.
  // https://github.com/krokedil/klarna-checkout-for-woocommerce, klarna-payments-for-woocommerce
  { key: '_wc_klarna_environment', values: ['test', 'us-test', 'eu-test'] },
  // SkyVerge's gateway framework (Authorize.Net, Intuit and others), `_wc_{gateway}_environment`:
  // `test` or `sandbox`, and `production`. Payment Plugins for Braintree writes `_wc_braintree_environment`, too.
  // https://github.com/godaddy-wordpress/wc-plugin-framework/blob/master/woocommerce/payment-gateway/class-sv-wc-payment-gateway.php
  { key: /^_wc_[a-z0-9_]+_environment$/, values: ['test', 'sandbox'] },
  // Mercado Pago: `no` or `yes`.
  // https://github.com/mercadopago/cart-woocommerce
  { key: 'is_production_mode', values: ['no'] },
  // KEKS Pay: `yes`, or missing.
  // https://plugins.svn.wordpress.org/kekspay
  { key: 'kekspay_test_mode', values: ['yes'] },
];

/** Whether the order was paid in a gateway's test mode, so that no money moved. */
export const isTestOrder = (metaData: MetaData): boolean =>
  metaData.some(({ key, value }) =>
    testMarkers.some(
      (marker) =>
        typeof value === 'string' &&
        marker.values.includes(value) &&
        (typeof marker.key === 'string' ? marker.key === key : marker.key.test(key)),
    ),
  );
