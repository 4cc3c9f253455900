import type * as z from 'zod';
import type { StatusAnswer, StatusError } from '../../../functions/order-status/answer.ts';
import type { Content } from '../../../functions/thanks-page/content.ts';
import { vocabulary } from '../../../functions/thanks-page/words.ts';
import type { EventType } from '../../../lib/order/event-names.ts';
import type { OrderStatus } from '../../../lib/order/order-status.ts';
import type { outgoingEvents } from '../../../lib/order/outgoing-event.ts';

/*
 * The examples in docs/openapi.json and docs/events.md. A test validates each, and compares the messages with those that the code writes.
 */

const links = {
  customer: 'https://thx.to/you/sUiS29M3t0CbhOvATxnS',
  thanku: 'https://www.thanku.social/thanks/sUiS29M3t0CbhOvATxnS',
  certificate: 'https://www.thanku.earth/certificate/402273643825703127287635788007153281',
};
const trees = { cause: 'PlantTrees', impact: 2, impactInWords: '2 trees', language: 'en' } as const;

const posted: OrderStatus = {
  shop: 'my-shop',
  orderId: '820982911946154508',
  number: '#1001',
  pid: 'my-shop-820982911946154508',
  state: 'posted',
  ...trees,
  links,
  receipt: { state: 'submitted', id: '92b7b0dac4' },
  updatedAt: '2026-01-31T12:00:08.410Z',
};
const reversed: OrderStatus['reversed'] = { kind: 'refunded', at: '2026-02-03T08:00:00.000Z' };
const skipped: OrderStatus = {
  shop: 'my-shop',
  orderId: '4712',
  number: '#1002',
  pid: 'my-shop-4712',
  state: 'skipped',
  reason: 'below-minimum',
  language: 'de',
  links: {},
  receipt: { state: 'applied', id: '92b7b0dac5' },
  updatedAt: '2026-02-02T09:12:01.002Z',
};
const failed: OrderStatus = {
  shop: 'my-shop',
  orderId: '4713',
  number: '#1003',
  pid: 'my-shop-4713',
  state: 'failed',
  reason: 'rejected',
  ...trees,
  links: {},
  receipt: { state: 'waiting' },
  updatedAt: '2026-01-31T12:07:11.230Z',
};
const basketRefunded: OrderStatus = {
  shop: 'my-shop',
  orderId: '4714',
  number: '#1004',
  pid: 'my-shop-4714',
  state: 'posted',
  ...trees,
  links,
  receipt: { state: 'skipped', reason: 'basket' },
  basket: { state: 'billed', subtotal: '25.00', refundedSubtotal: '10.00' },
  updatedAt: '2026-01-31T12:00:08.410Z',
};
const thanku = {
  id: 'sUiS29M3t0CbhOvATxnS',
  link: links.thanku,
  certificateNum: '402273643825703127287635788007153281',
  certificateLink: links.certificate,
};

const { cause, impact } = trees;
export const statusExamples: Record<'posted' | 'skipped', StatusAnswer> = {
  posted: { ...posted, thanku: { ...thanku, customerLink: links.customer, cause, impact } },
  skipped: {
    ...skipped,
    reversed: { kind: 'cancelled', at: '2026-02-02T09:12:00.000Z' },
    thanku: {},
    giftCards: [
      { last4: '7890', state: 'added', providerId: 'gc-1', id: 'c81', balance: '25.00', cardState: 'active' },
    ],
  },
};

export const errorMessages: Record<StatusError, string> = {
  'no-id': 'Name the order: add its id or number to the URL as ?id=…, URL-encoded.',
  unauthorized: 'Send the shop\'s status key: "Authorization: Bearer …".',
  'not-found': 'thankflow has not received this order as paid yet. It may arrive within seconds of the payment.',
  ambiguous: "Several orders have this number: ask with the platform's order id.",
};

const drawing = '<svg …>';
const { en } = vocabulary;
export const pageExamples: Record<'thanked' | 'waiting' | 'unknown' | 'unavailable', Content> = {
  thanked: {
    state: 'thanked',
    language: 'en',
    title: en.thanked.title,
    text: 'Your order plants 2 trees.',
    cause,
    impact,
    collect: { href: 'https://www.thanku.social/en/app/collect/sUiS29M3t0CbhOvATxnS', label: en.collect },
    share: { href: links.thanku, label: en.share },
    certificate: { href: links.certificate, label: en.certificate },
    drawing,
    order: {
      shop: posted.shop,
      orderId: posted.orderId,
      state: 'posted',
      ...trees,
      links,
      updatedAt: posted.updatedAt,
    },
  },
  waiting: { state: 'waiting', language: 'en', ...en.waiting, refreshSeconds: 3, drawing },
  unknown: { state: 'unknown', language: 'en', ...en.unknown, drawing },
  unavailable: { state: 'unavailable', language: 'en', ...en.unavailable, drawing },
};

const aboutOf = ({ shop, orderId, number, pid }: OrderStatus) => ({ shop, orderId, number, pid });

interface Example<Type extends EventType> {
  timestamp: string;
  data: z.infer<(typeof outgoingEvents)[Type]>;
}

/** An example of each event's webhook. */
export const eventExamples: { [Type in EventType]: Example<Type> } = {
  'Order Thanked': {
    timestamp: '2026-01-31T12:00:08.410Z',
    data: {
      ...aboutOf(posted),
      eventId: 'evt_4Hq1vZ0s8mX2dKpT9aBcYw3E',
      order: posted,
      simulated: false,
      cause,
      impact,
      thanku,
      customerLink: links.customer,
    },
  },
  'Order Failed': {
    timestamp: '2026-01-31T12:07:11.230Z',
    data: {
      ...aboutOf(failed),
      eventId: 'evt_p7Rk2nYd0LxQvA5tUe1oZs9C',
      order: failed,
      partner: 'thanku',
      reason: 'rejected',
    },
  },
  'Order Reversed': {
    timestamp: '2026-02-03T08:00:02.114Z',
    data: {
      ...aboutOf(posted),
      eventId: 'evt_Jw8gT3bN6cVfMi0hXr5yDq2L',
      order: { ...posted, reversed, updatedAt: '2026-02-03T08:00:02.007Z' },
      ...reversed,
      thankuId: thanku.id,
    },
  },
  'Receipt Settled': {
    timestamp: '2026-02-04T03:20:44.900Z',
    data: {
      ...aboutOf(skipped),
      eventId: 'evt_9sOuK4eWjPz7GlRb1mFnHa6t',
      order: skipped,
      state: 'applied',
      receiptId: '92b7b0dac5',
    },
  },
  'Basket Updated': {
    timestamp: '2026-02-03T08:00:12.004Z',
    data: {
      ...aboutOf(basketRefunded),
      eventId: 'evt_b7Qd1mKx3RwZt8Vn5LsYc2Fa',
      order: basketRefunded,
      state: 'refunded',
      subtotal: '25.00',
      refundedSubtotal: '10.00',
    },
  },
  'Limit Reached': {
    timestamp: '2026-10-21T16:02:30.518Z',
    data: {
      shop: 'my-shop',
      eventId: 'evt_c2Xy8iVtEo5QkS0dBgNw7uZp',
      period: 'month',
      in: '2026-10',
      percent: 80,
      units: 800,
      limit: 1000,
    },
  },
};
