import { createHmac, randomBytes } from 'node:crypto';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

const newId = (): string => randomBytes(12).toString('hex');

/** A notification of `topic` about an order, or about nothing. `data` comes after the order's ID. */
const squarespaceNotification = (
  { id, site = newId() }: Pick<SentOrder, 'id' | 'site'>,
  now: Date,
  topic: string,
  data: object = {},
): string =>
  JSON.stringify({
    id: newId(),
    websiteId: site,
    subscriptionId: newId(),
    topic,
    createdOn: now.toISOString(),
    data: { orderId: id, ...data },
  });

const updated = (update: string): Topic => ({
  name: 'order.update',
  body: (order, now) => squarespaceNotification(order, now, 'order.update', { update }),
});

/** None contains the order: thankflow asks Squarespace for it. @see https://developers.squarespace.com/webhooks/overview */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: 'order.create', body: (order, now) => squarespaceNotification(order, now, 'order.create') },
  cancelled: updated('CANCELED'),
  refunded: updated('REFUNDED'),
};

export const squarespaceSender: Sender = {
  topics,
  orderId: /^[0-9a-f]{24}$/,
  newOrder: () => {
    const id = newId();
    return { id, number: id.slice(-4) };
  },
  newSecret: () => randomBytes(32).toString('hex').toUpperCase(),
  sign: ({ body, secret }) => ({
    body,
    headers: {
      'user-agent': 'Squarespace/1.0',
      'squarespace-signature': createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex'),
    },
  }),
};
