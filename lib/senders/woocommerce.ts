import { createHmac, randomBytes } from 'node:crypto';
import { signingKey } from '../platforms/woocommerce/verify.ts';
import { digits } from './random.ts';
import type { Sender } from './sender.ts';
import { subtract } from '../order/money.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** WooCommerce writes UTC without a time zone, in whole seconds. */
const gmt = (at: Date): string => at.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);

/** An order in the REST API's format. `differs` overrides its fields. */
export function wooCommerceOrder(order: SentOrder, now: Date, differs: object = {}): string {
  const { currency, shipping = '0.00' } = order;
  const goods = subtract({ amount: order.amount, currency }, { amount: shipping, currency }).amount;
  const body = {
    id: Number(order.id),
    number: order.number,
    status: 'processing',
    currency,
    total: order.amount,
    shipping_total: shipping,
    customer_id: 0,
    date_paid_gmt: gmt(order.paidAt),
    date_modified_gmt: gmt(now),
    payment_method: 'bacs',
    created_via: order.channel ?? 'checkout',
    billing: { first_name: order.firstName, last_name: order.lastName, email: order.email },
    line_items: [{ id: 1, name: order.title, quantity: order.quantity ?? 1, total: goods }],
    refunds: [],
    // WooCommerce itself has no languages or test orders, but Polylang and WooPayments do.
    ...(order.locale !== undefined && { lang: order.locale }),
    meta_data: order.test === true ? [{ id: 1, key: '_wcpay_mode', value: 'test' }] : [],
    ...differs,
  };
  return JSON.stringify(body);
}

const inStatus = (status: string): Topic => ({
  name: 'order.updated',
  body: (order, now) => wooCommerceOrder(order, now, { status }),
});

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: inStatus('processing'),
  unpaid: inStatus('failed'),
  cancelled: inStatus('cancelled'),
  refunded: {
    name: 'order.updated',
    body: (order, now) =>
      wooCommerceOrder(order, now, {
        status: 'refunded',
        refunds: [{ id: Math.floor(now.getTime() / 1000), reason: '', total: `-${order.amount}` }],
      }),
  },
  deleted: { name: 'order.deleted', body: ({ id }) => JSON.stringify({ id: Number(id) }) },
};

export const wooCommerceSender: Sender = {
  topics,
  orderId: /^[1-9]\d{0,14}$/,
  newOrder: () => {
    const id = digits(10);
    return { id, number: id };
  },
  newSecret: () => randomBytes(32).toString('base64url'),
  sign: ({ shop, body, secret, id, topic = 'order.updated' }) => ({
    body,
    headers: {
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': topic.replace('order.', ''),
      'x-wc-webhook-signature': createHmac('sha256', signingKey(secret)).update(body).digest('base64'),
      'x-wc-webhook-delivery-id': id,
      'x-wc-webhook-source': `https://${shop.id}.example/`,
    },
  }),
};
