import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { signedPartOf } from '../platforms/ecwid/signed-part.ts';
import { losslessJsonOrUndefined } from '../platforms/payload.ts';
import { digits } from './random.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** A store, for webhooks of shops whose settings name none. */
const madeUpStore = '1003';

/** An event about an order. It contains nothing of it: thankflow asks Ecwid for the order. */
const event = ({ id, number, site = madeUpStore }: SentOrder, now: Date, eventType: string, data: object): string =>
  JSON.stringify({
    eventId: randomUUID(),
    eventCreated: Math.floor(now.getTime() / 1000),
    storeId: Number(site),
    entityId: Number(id),
    eventType,
    data: { orderId: number, ...data },
  });

const updated = (newPaymentStatus: string): Topic => ({
  name: 'order.updated',
  body: (order, now) => event(order, now, 'order.updated', { oldPaymentStatus: 'PAID', newPaymentStatus }),
});

/** @see https://docs.ecwid.com/build-apps/webhook-automations/learn-ecwid-webhooks/event-data-in-webhooks */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: {
    name: 'order.created',
    body: (order, now) => event(order, now, 'order.created', { newPaymentStatus: 'PAID' }),
  },
  cancelled: updated('CANCELLED'),
  refunded: updated('REFUNDED'),
  deleted: { name: 'order.deleted', body: (order, now) => event(order, now, 'order.deleted', {}) },
};

export const ecwidSender: Sender = {
  topics,
  orderId: /^[1-9]\d{0,14}$/,
  // Events name an order as people do. This one has one name, so that whoever sends it finds it again.
  newOrder: () => {
    const id = digits(9);
    return { id, number: id };
  },
  newSecret: () => randomBytes(24).toString('base64url'),
  // Only the event's ID and time are signed, so a body without them has no signature.
  sign: ({ body, secret }) => {
    const signed = signedPartOf(losslessJsonOrUndefined(Buffer.from(body)));
    const content = signed && `${signed.eventCreated}.${signed.eventId}`;
    return {
      body,
      headers: {
        'x-ecwid-webhook-signature': content ? createHmac('sha256', secret).update(content).digest('base64') : '',
      },
    };
  },
};
