import { randomBytes } from 'node:crypto';
import { standardSignature } from '../notify/webhook/sign.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** An order in the generic format. `differs` overrides its fields. */
export const genericOrder = (order: SentOrder, differs: object = {}): string =>
  event('order.paid', order.paidAt, {
    id: order.id,
    number: order.number,
    amount: order.amount,
    currency: order.currency,
    paidAt: order.paidAt.toISOString(),
    customer: {
      email: order.email,
      firstName: order.firstName,
      lastName: order.lastName,
      ...(order.locale !== undefined && { locale: order.locale }),
    },
    items: [{ title: order.title, quantity: order.quantity ?? 1 }],
    ...(order.tags && { tags: order.tags }),
    ...(order.channel !== undefined && { channel: order.channel }),
    ...(order.test === true && { test: true }),
    ...differs,
  });

const event = (type: string, at: Date, data?: object): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data });

const topic = (name: string, data?: (order: SentOrder, now: Date) => object): Topic => ({
  name,
  body: (order, now) => event(name, now, data?.(order, now)),
});

export const genericCancellation = (id: string, now: Date): string => event('order.cancelled', now, { id });

/** @see docs/generic-order.md */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: 'order.paid', body: (order) => genericOrder(order) },
  cancelled: { name: 'order.cancelled', body: ({ id }, now) => genericCancellation(id, now) },
  refunded: topic('order.refunded', ({ id, amount }, now) => ({
    id,
    refunds: [{ id: `refund-${now.getTime()}`, amount }],
  })),
  erase: topic('customer.erase', ({ email }) => ({ customer: { email } })),
  export: topic('customer.export', ({ email }) => ({ customer: { email } })),
  ping: topic('ping'),
};

export const standardSender: Sender = {
  topics,
  orderId: /^[^\p{C}]{1,256}$/u,
  newOrder: () => {
    const id = `sent-${randomBytes(5).toString('hex')}`;
    return { id, number: id };
  },
  newSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  sign({ body, secret, id, nowMs }) {
    const timestamp = String(Math.floor(nowMs / 1000));
    const signature = standardSignature(secret, id, timestamp, body);
    return {
      body,
      headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
    };
  },
};
