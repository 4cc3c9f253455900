import { wooCommerceOrder } from '../../lib/senders/woocommerce.ts';
import { fixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { now, order, sentBy, type Base } from './sent.ts';

const withAll = {
  refunds: [{ id: 71, reason: '', total: '-5.00' }],
  gift_cards: [{ id: 3, code: 'AAAA-BBBB', amount: '10.00' }],
  meta_data: [
    { id: 1, key: '_wcpay_mode', value: 'prod' },
    { id: 2, key: '_billing_gift', value: { code: 'CCCC', amount: '2.00' } },
  ],
  coupon_lines: [{ id: 5, code: 'ten', discount: '1.00', meta_data: [] }],
};

export const wooCommerceBases: readonly Base[] = [
  ...sentBy('woocommerce'),
  { topic: 'order.created', body: fixture('woocommerce/order.json') },
  { topic: 'order.updated', body: treeOf(wooCommerceOrder(order, now, withAll)) },
  {
    topic: 'order.updated',
    body: treeOf(wooCommerceOrder(order, now, { status: 'ready-to-ship', date_paid_gmt: null })),
  },
  {
    topic: 'order.updated',
    body: treeOf('{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}'),
  },
];
