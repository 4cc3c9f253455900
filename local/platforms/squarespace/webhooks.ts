import { createHash, createHmac } from 'node:crypto';
import { hourMs, minuteMs } from '../../../lib/durations.ts';
import type { PlatformFormat, ShopEvent, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';

/** 24 hex digits that belong to these texts. */
const idOf = (...texts: string[]): string => createHash('sha256').update(texts.join(' ')).digest('hex').slice(0, 24);

export const websiteIdOf = (shop: string): string => idOf('site', shop);

/** The ID of a shop's next order. */
const orderIdOf = (count: number): string => `65b3f0a1c2d3e4f5${count.toString(16).padStart(8, '0')}`;

/** Squarespace's documentation shows a time without seconds. */
const toTheMinute = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16)}+00:00`;

/** What Squarespace calls what happens to an order. It announces a new order once it is paid. */
const updates: Partial<Record<ShopEvent, string>> = { refunded: 'REFUNDED', cancelled: 'CANCELED' };

const notification = (shop: ShopFacts, order: ShopOrder, topic: string, update?: string): ShopMessage => ({
  topic,
  body: JSON.stringify({
    id: idOf('notification', order.id, update ?? topic, String(order.updatedAtMs)),
    websiteId: websiteIdOf(shop.id),
    subscriptionId: idOf('subscription', shop.id),
    topic,
    createdOn: toTheMinute(order.updatedAtMs),
    data: { orderId: order.id, ...(update !== undefined && { update }) },
  }),
});

/**
 * Squarespace's webhooks. They name the order, and say nothing about it.
 * @see https://developers.squarespace.com/webhooks/overview
 * @see https://developers.squarespace.com/webhooks/notification-delivery (up to 48 hours, at times that aren't documented; then it may delete
 * the subscription)
 */
export const squarespaceFormat: PlatformFormat = {
  platform: 'squarespace',
  naming: {
    domain: (shop) => `${shop}.squarespace.com`,
    orderId: orderIdOf,
    orderNumber: (_orderId, placed) => String(placed),
    gateway: 'SQUARESPACE',
    sourceName: 'web',
  },
  retryDelaysMs: [minuteMs, 5 * minuteMs, 30 * minuteMs, 3 * hourMs, 12 * hourMs, 24 * hourMs],
  answerTimeoutMs: 10_000,
  isReceived: (status) => status >= 200 && status < 300,
  messages: (shop, order, events) => [
    ...(events.includes('paid') ? [notification(shop, order, 'order.create')] : []),
    ...events.flatMap((event) => {
      const update = updates[event];
      return update === undefined ? [] : [notification(shop, order, 'order.update', update)];
    }),
  ],
  headers: (_shop, { body, secret }) => ({
    'user-agent': 'Squarespace/1.0',
    'squarespace-signature': createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('hex').toUpperCase(),
  }),
};
