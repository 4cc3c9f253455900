import type { PlatformName } from '../lib/shops/platform-name.ts';
import { senders } from '../lib/senders/senders.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { shopifyOrder } from '../lib/senders/shopify.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { shopwareEvent } from '../lib/senders/shopware.ts';
import { stripeSession } from '../lib/senders/stripe.ts';
import { wooCommerceOrder } from '../lib/senders/woocommerce.ts';
import { wixPayment } from '../lib/senders/wix.ts';
import { fetchedBigCommerceOrders } from './bigcommerce-orders.ts';
import { fixture, readFixture } from './fixtures.ts';
import { saleorBases } from './saleor-bases.ts';
import { adobeBodies } from './adobe-bodies.ts';
import { ecwidBases } from './ecwid-bases.ts';
import { nowMs } from './shops.ts';
import { squareBodies } from './square-bodies.ts';
import { treeOf, type Tree } from './tree.ts';

/** A webhook as a platform sends it. The fuzzer changes it. */
export interface Base {
  /** Absent if the body contains it. */
  topic?: string;
  body: Tree;
}

const now = new Date(nowMs);
const order = {
  ...plainOrder({ id: '5678901234567', shipping: '4.90', tags: ['garden', 'VIP'], locale: 'de-AT', channel: 'web' }),
  paidAt: new Date(nowMs - 60_000),
};

/** Everything that a platform's sender can send. */
const sentBy = (platform: PlatformName, of = order): Base[] =>
  Object.values(senders[platform].topics).map(({ name, body }) => ({ topic: name, body: treeOf(body(of, now)) }));

const money = (amount: string, currency: string) => ({ amount, currency_code: currency });
const set = (shop: string, presentment: string) => ({
  shop_money: money(shop, 'EUR'),
  presentment_money: money(presentment, 'USD'),
});

/** An order that was paid in another currency, and partly refunded. */
const refundedShopifyOrder = {
  financial_status: 'partially_refunded',
  current_total_price: '19.35',
  total_price_set: set('29.35', '32.10'),
  current_total_price_set: set('19.35', '21.16'),
  payment_gateway_names: ['gift_card', 'shopify_payments'],
  refunds: [
    {
      id: 7001,
      transactions: [{ kind: 'refund', status: 'success', amount: '10.94', currency: 'USD' }],
      refund_line_items: [{ subtotal_set: set('8.40', '9.19'), total_tax_set: set('1.60', '1.75') }],
      refund_shipping_lines: [],
      order_adjustments: [{ kind: 'refund_discrepancy', amount_set: set('-0.10', '-0.11'), tax_amount_set: null }],
    },
  ],
};

const wooCommerceWithAll = {
  refunds: [{ id: 71, reason: '', total: '-5.00' }],
  gift_cards: [{ id: 3, code: 'AAAA-BBBB', amount: '10.00' }],
  meta_data: [
    { id: 1, key: '_wcpay_mode', value: 'prod' },
    { id: 2, key: '_billing_gift', value: { code: 'CCCC', amount: '2.00' } },
  ],
  coupon_lines: [{ id: 5, code: 'ten', discount: '1.00', meta_data: [] }],
};

/** A session that was fetched with its charge, partly refunded, and paid in another currency. */
const refundedStripeSession = {
  payment_intent: {
    id: 'pi_3fetched',
    latest_charge: {
      id: 'ch_3fetched',
      created: nowMs / 1000 - 60,
      refunded: false,
      payment_method_details: { type: 'card' },
      refunds: { data: [{ id: 're_3fetched', amount: 1000, currency: 'eur', status: 'succeeded' }], has_more: false },
    },
  },
  presentment_details: { presentment_amount: 3210, presentment_currency: 'usd' },
  line_items: { data: [{ description: 'Oak desk', quantity: 1, price: { product: 'prod_1' } }] },
  metadata: { order_number: 'A-1', gift_card: 'AAAA-BBBB' },
};

/** The fixture's order with other fields. */
const squarespaceOrder = (differs: object): Tree =>
  treeOf(JSON.stringify({ ...Object(JSON.parse(readFixture('squarespace/order.json'))), ...differs }));

const inState = (id: string, technicalName: string, totalPrice: number, more: object = {}) => ({
  id,
  createdAt: '2026-02-03T11:00:00.000+00:00',
  updatedAt: '2026-02-03T11:59:00.000+00:00',
  amount: { totalPrice },
  stateMachineState: { technicalName },
  ...more,
});

const shopwareOrder = { ...order, id: '0192f1a4b5c673d8a0e1f2a3b4c5d6e7' };

/** Several payments with their states, a refund, a promotion and a container. */
const shopwareWithAll = {
  transactions: [
    inState('a1', 'failed', 29.349999999999998),
    inState('a2', 'refunded_partially', 29.35, {
      captures: [
        { refunds: [{ id: 'r1', amount: { totalPrice: 4.35 }, stateMachineState: { technicalName: 'completed' } }] },
      ],
    }),
  ],
  lineItems: [
    { id: 'l1', type: 'container', label: 'Box', quantity: 1, totalPrice: 30 },
    { id: 'l2', parentId: 'l1', type: 'product', label: 'Tree', quantity: 3, totalPrice: 0 },
    { id: 'l3', type: 'promotion', label: 'Sale', quantity: 1, totalPrice: -5.55 },
  ],
};

const wixPaid = 'wix.ecom.v1.order_payment_status_updated';

/** What a token of Wix says, with objects instead of texts of JSON. */
const wixEvent = (eventType: string, data: string): Tree =>
  treeOf(`{"eventType":"${eventType}","instanceId":"7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931","data":${data}}`);

/** What Wix's API answers, in the form that the reader takes. No signed token says it. */
const fetchedWixOrder = {
  order: {
    ...Object(JSON.parse(readFixture('wix/order-payment-status-updated.json'))).data.actionEvent.body.order,
    paymentStatus: 'PARTIALLY_REFUNDED',
  },
  orderTransactions: {
    orderId: '2f6d1c7e-94b3-4a58-b0f1-6c8e3d5a7b90',
    payments: [
      { createdDate: '2026-01-31T12:00:04Z', status: 'APPROVED', amount: { amount: '56.70' } },
      { amount: { amount: '10.00' }, giftcardPaymentDetails: { voided: false } },
    ],
    refunds: [{ id: 'r-1', transactions: [{ refundStatus: 'SUCCEEDED', amount: { amount: '12.50' } }] }],
  },
};

/** What each platform sends. Made up, not from a real shop. */
export const bases: Record<PlatformName, readonly Base[]> = {
  shopify: [
    ...sentBy('shopify'),
    { topic: 'orders/paid', body: fixture('shopify/orders-paid.json') },
    { topic: 'refunds/create', body: fixture('shopify/refunds-create.json') },
    { topic: 'customers/redact', body: fixture('shopify/customers-redact.json') },
    { topic: 'orders/paid', body: treeOf(shopifyOrder(order, refundedShopifyOrder)) },
    { topic: 'orders/create', body: treeOf(shopifyOrder(order, { financial_status: 'refunded' })) },
    { topic: 'shop/redact', body: treeOf('{"shop_id":954889,"shop_domain":"a-shop.myshopify.com"}') },
  ],
  woocommerce: [
    ...sentBy('woocommerce'),
    { topic: 'order.created', body: fixture('woocommerce/order.json') },
    { topic: 'order.updated', body: treeOf(wooCommerceOrder(order, now, wooCommerceWithAll)) },
    {
      topic: 'order.updated',
      body: treeOf(wooCommerceOrder(order, now, { status: 'ready-to-ship', date_paid_gmt: null })),
    },
    {
      topic: 'order.updated',
      body: treeOf('{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}'),
    },
  ],
  squarespace: [
    // An order that was looked up.
    { body: fixture('squarespace/order.json') },
    ...sentBy('squarespace').map(({ body }) => ({ body })),
    { body: fixture('squarespace/order-create.json') },
    { body: treeOf('{"id":"1","topic":"extension.uninstall","data":{"clientId":"A125"}}') },
    { body: squarespaceOrder({ refundedTotal: { value: '12.50', currency: 'EUR' }, testmode: true }) },
    { body: squarespaceOrder({ paymentState: 'REFUNDED', refundedTotal: { value: '49.90', currency: 'EUR' } }) },
    { body: squarespaceOrder({ fulfillmentStatus: 'CANCELED' }) },
    { body: squarespaceOrder({ paymentState: 'PENDING' }) },
  ],
  wix: [
    ...Object.values(senders.wix.topics).map(({ name, body }) => ({ body: wixEvent(name, body(order, now)) })),
    { body: fixture('wix/order-payment-status-updated.json') },
    { body: fixture('wix/order-transactions-refund-completed.json') },
    { body: wixEvent(wixPaid, wixPayment(order, now, { paymentStatus: 'FULLY_REFUNDED' }, 'PAID')) },
    { body: wixEvent(wixPaid, wixPayment(order, now, { paymentStatus: 'PARTIALLY_REFUNDED' }, 'PAID')) },
    { body: wixEvent('AppInstalled', '{}') },
    { body: treeOf(JSON.stringify(fetchedWixOrder)) },
  ],
  shopware: [
    ...sentBy('shopware', shopwareOrder).map(({ body }) => ({ body })),
    { body: fixture('shopware/order-paid.json') },
    { body: treeOf(shopwareEvent('state_enter.order_transaction.state.paid', shopwareOrder, now, shopwareWithAll)) },
    { body: treeOf('{"data":{"event":"order.written","payload":[{"entity":"order","primaryKey":"a"}]},"source":{}}') },
    { body: treeOf('{"order":{"id":"a"},"source":{"action":"thank"},"timestamp":1770120000}') },
  ],
  stripe: [
    ...sentBy('stripe').map(({ body }) => ({ body })),
    ...[
      'checkout-session-completed',
      'payment-intent-succeeded',
      'invoice-paid',
      'refund-created',
      'charge-refunded',
    ].map((name) => ({ body: fixture(`stripe/${name}.json`) })),
    { body: treeOf(stripeSession(order, refundedStripeSession)) },
  ],
  bigcommerce: [
    ...fetchedBigCommerceOrders.map((body) => ({ body })),
    ...sentBy('bigcommerce').map(({ body }) => ({ body })),
    { body: fixture('bigcommerce/order.json') },
    { body: fixture('bigcommerce/status-updated.json') },
    { body: treeOf('{"scope":"store/app/uninstalled","producer":"stores/q7w2e9r4t1","data":{"type":"app"}}') },
  ],
  square: [...squareBodies(order, now).map((body) => ({ body })), ...sentBy('square').map(({ body }) => ({ body }))],
  ecwid: ecwidBases,
  saleor: [{ body: fixture('saleor/order-fully-paid.json') }, ...saleorBases(order, now)],
  'adobe-commerce': adobeBodies(order, now).map((text) => ({ body: treeOf(text) })),
  standard: [
    ...sentBy('standard').map(({ body }) => ({ body })),
    { body: fixture('standard/order-paid.json') },
    {
      body: treeOf(
        genericOrder(order, {
          giftCardAmount: '5.00',
          subtotal: '24.45',
          refunds: [{ id: 'r-1', amount: '2.50' }],
          giftCards: [{ number: '6006 4912-3456 7890', pin: '918273' }],
        }),
      ),
    },
  ],
};
