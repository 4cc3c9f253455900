import { shopifyOrder } from '../../lib/senders/shopify.ts';
import { fixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { order, sentBy, type Base } from './sent.ts';

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

export const shopifyBases: readonly Base[] = [
  ...sentBy('shopify'),
  { topic: 'orders/paid', body: fixture('shopify/orders-paid.json') },
  { topic: 'refunds/create', body: fixture('shopify/refunds-create.json') },
  { topic: 'customers/redact', body: fixture('shopify/customers-redact.json') },
  { topic: 'orders/paid', body: treeOf(shopifyOrder(order, refundedShopifyOrder)) },
  { topic: 'orders/create', body: treeOf(shopifyOrder(order, { financial_status: 'refunded' })) },
  { topic: 'shop/redact', body: treeOf('{"shop_id":954889,"shop_domain":"a-shop.myshopify.com"}') },
];
