import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { fixture } from '../../support/webhook.ts';

export type Json = Record<string, unknown>;

interface Sample {
  body: Json;
  headers?: Record<string, string>;
  /** The fields from which only prices, the goods before tax and payments are read. */
  fields: readonly string[];
}

const json = (name: string): Json => JSON.parse(fixture(name).toString()) as Json;
const card = { brand: 'visa', lastFourDigits: '4242' };

/** A paid order of each platform, with prices. */
export const samples: Record<PlatformName, Sample> = {
  shopify: {
    body: json('shopify/orders-paid.json'),
    headers: { 'x-shopify-topic': 'orders/paid' },
    fields: [
      'taxes_included',
      'current_total_tax',
      'shipping_lines',
      'line_items.0.price',
      'line_items.0.tax_lines',
      'line_items.0.tax_lines.0',
      'line_items.0.tax_lines.0.price',
      'line_items.0.discount_allocations',
      'line_items.0.current_subtotal_price_set',
      'line_items.2.discount_allocations.0',
    ],
  },
  woocommerce: {
    body: {
      ...json('woocommerce/order.json'),
      payment_method: 'woocommerce_payments',
      meta_data: [
        { key: 'last4', value: '4242' },
        { key: '_card_brand', value: 'visa' },
      ],
    },
    headers: { 'x-wc-webhook-topic': 'order.updated' },
    fields: ['meta_data.0', 'meta_data.0.value', 'meta_data.1.value'],
  },
  squarespace: {
    body: json('squarespace/order.json'),
    fields: ['taxTotal', 'taxTotal.value', 'shippingTotal', 'shippingTotal.currency', 'lineItems.0.unitPricePaid'],
  },
  wix: {
    body: {
      order: (
        json('wix/order-payment-status-updated.json') as {
          data: { actionEvent: { body: { order: Json } } };
        }
      ).data.actionEvent.body.order,
      orderTransactions: {
        orderId: '2f6d1c7e-94b3-4a58-b0f1-6c8e3d5a7b90',
        payments: [
          { status: 'APPROVED', amount: { amount: '66.70' }, regularPaymentDetails: { creditCardDetails: card } },
        ],
        refunds: [],
      },
    },
    fields: [
      'order.taxIncludedInPrices',
      'order.lineItems.0.totalPriceBeforeTax',
      'order.lineItems.0.totalPriceBeforeTax.amount',
      'order.lineItems.1.totalPriceBeforeTax',
      ...['brand', 'lastFourDigits'].map(
        (name) => `orderTransactions.payments.0.regularPaymentDetails.creditCardDetails.${name}`,
      ),
      'orderTransactions.payments.0.regularPaymentDetails.creditCardDetails',
    ],
  },
  shopware: {
    body: json('shopware/order-paid.json'),
    fields: [
      'amountNet',
      'taxStatus',
      'shippingTotal',
      'shippingCosts',
      'shippingCosts.calculatedTaxes',
      'shippingCosts.calculatedTaxes.0.tax',
      'lineItems.0.price',
    ].map((name) => `data.payload.order.${name}`),
  },
  stripe: {
    body: json('stripe/checkout-session-completed.json'),
    fields: ['amount_tax', 'amount_shipping']
      .map((name) => `data.object.total_details.${name}`)
      .concat(['', '.amount_tax', '.amount_total'].map((name) => `data.object.shipping_cost${name}`)),
  },
  bigcommerce: {
    body: json('bigcommerce/order.json'),
    fields: [
      'subtotal_ex_tax',
      ...['total_ex_tax', 'applied_discounts', 'applied_discounts.0', 'applied_discounts.0.amount'].map(
        (name) => `consignments.shipping.0.line_items.0.${name}`,
      ),
    ],
  },
  square: {
    body: json('square/sale.json'),
    fields: [
      ...['total_money', 'total_tax_money', 'total_service_charge_money', 'total_tax_money.amount'].map(
        (name) => `order.line_items.0.${name}`,
      ),
      ...['card.last_4', 'card_payment_timeline.authorized_at'].map((name) => `payments.0.card_details.${name}`),
    ],
  },
  ecwid: {
    body: json('ecwid/fetched-order.json'),
    fields: ['order.subtotalWithoutTax', 'order.pricesIncludeTax', 'order.items.0.priceWithoutTax'],
  },
  saleor: {
    body: json('saleor/order-fully-paid.json'),
    fields: [
      'order.subtotal.net',
      'order.subtotal.net.amount',
      'order.lines.0.totalPrice',
      'order.lines.0.totalPrice.net',
      ...['createdAt', 'paymentMethodDetails.brand', 'paymentMethodDetails.lastDigits'].map(
        (name) => `order.transactions.0.${name}`,
      ),
    ],
  },
  'adobe-commerce': {
    body: json('adobe-commerce/order.json'),
    fields: [
      'items.0.row_total',
      'items.0.discount_amount',
      'payment.cc_type',
      'payment.cc_last_4',
      'payment.cc_last4',
    ],
  },
  standard: {
    body: json('standard/order-paid.json'),
    fields: [
      'beforeTax',
      'items.0.price',
      'payments',
      'payments.0',
      'payments.0.issuer',
      'payments.0.last4',
      'payments.0.amount',
      'payments.0.authorizedAt',
      'payments.0.giftCard',
    ].map((name) => `data.${name}`),
  },
};
