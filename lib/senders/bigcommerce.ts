import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** A store that doesn't exist. */
const madeUpStore = 'madeup0001';

/** A webhook of `scope`. It has no white space, as BigCommerce's have none. */
export function bigCommerceWebhook(scope: string, data: object, now: Date, store = madeUpStore): string {
  const about = { scope, store_id: '1002345678', data };
  const hash = createHash('sha1').update(JSON.stringify(about)).digest('hex');
  return JSON.stringify({
    ...about,
    hash,
    created_at: Math.floor(now.getTime() / 1000),
    producer: `stores/${store}`,
  });
}

/** Order IDs may have more digits than a number. */
const aboutOrder = (
  scope: string,
  { id, site }: Pick<SentOrder, 'id' | 'site'>,
  now: Date,
  more: object = {},
): string => bigCommerceWebhook(scope, { type: 'order', id: 0, ...more }, now, site).replace('"id":0', `"id":${id}`);

const status = (before: number, after: number): Topic => ({
  name: 'store/order/statusUpdated',
  body: (order, now) =>
    aboutOrder('store/order/statusUpdated', order, now, {
      status: { previous_status_id: before, new_status_id: after },
    }),
});

/**
 * None contains the order: thankflow asks BigCommerce for it. Only a lost payment is said by the webhook.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/events#orders
 */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: status(0, 11),
  unpaid: status(11, 7),
  cancelled: status(11, 5),
  refunded: {
    name: 'store/order/refund/created',
    body: (order, now) => aboutOrder('store/order/refund/created', order, now, { refund: { refund_id: 1 } }),
  },
};

export const bigCommerceSender: Sender = {
  topics,
  orderId: /^\d{1,30}$/,
  newOrder: () => {
    const id = String(randomInt(10_000_000, 100_000_000));
    return { id, number: id };
  },
  newSecret: () => randomBytes(32).toString('hex'),
  sign({ body, secret, id, nowMs }) {
    const timestamp = String(Math.floor(nowMs / 1000));
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
    return {
      body,
      headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
    };
  },
};
