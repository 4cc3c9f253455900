import { createHash } from 'node:crypto';
import { hourMs, minuteMs } from '../../../lib/durations.ts';
import { squareSender } from '../../../lib/senders/square.ts';
import type { PlatformFormat, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { isCanceled, mainLocation, merchantOf, orderObject, paymentObject, refundObject } from './objects.ts';

const event = (
  { id, platformShopId = merchantOf(id) }: ShopFacts,
  topic: string,
  order: ShopOrder,
  object: object,
): ShopMessage => ({
  topic,
  body: JSON.stringify({
    merchant_id: platformShopId,
    location_id: order.sourceName,
    type: topic,
    event_id: createHash('sha256').update(`${topic} ${order.id} ${order.updatedAtMs}`).digest('hex').slice(0, 32),
    created_at: new Date(order.updatedAtMs).toISOString(),
    data: { type: topic.split('.')[0], id: order.id, object },
  }),
});

function orderUpdated(shop: ShopFacts, order: ShopOrder): ShopMessage {
  const { id, state, version, created_at, updated_at } = orderObject(order);
  const object = {
    order_updated: { order_id: id, state, version, created_at, updated_at, location_id: order.sourceName },
  };
  return event(shop, 'order.updated', order, object);
}

/**
 * Square's webhooks. None contains the order.
 * @see https://developer.squareup.com/docs/webhooks/overview (with growing delays, for a day at least)
 */
export const squareFormat: PlatformFormat = {
  platform: 'square',
  naming: {
    domain: (shop) => `${shop}.square.site`,
    orderId: (count) => `SqLocal${String(count).padStart(18, '0')}ZY`,
    orderNumber: (_, placed) => String(1000 + placed),
    gateway: 'CARD',
    sourceName: mainLocation,
  },
  retryDelaysMs: [
    ...[1, 2, 4, 8, 16, 32].map((count) => count * minuteMs),
    ...Array.from({ length: 23 }, () => hourMs),
  ],
  answerTimeoutMs: 10_000,
  isReceived: (status) => status >= 200 && status < 300,
  messages: (shop, order, events) =>
    events.flatMap((what) => {
      const payment = (topic: string) => event(shop, topic, order, { payment: paymentObject(order) });
      const refund = order.refunds.at(-1);
      switch (what) {
        case 'created':
          return [payment('payment.created')];
        case 'paid':
          return [payment('payment.updated'), orderUpdated(shop, order)];
        case 'refunded':
          return refund === undefined
            ? []
            : [
                event(shop, 'refund.updated', order, { refund: refundObject(order, refund) }),
                payment('payment.updated'),
              ];
        case 'cancelled':
          return isCanceled(order) ? [payment('payment.updated'), orderUpdated(shop, order)] : [];
        case 'updated':
        case 'deleted':
          return [];
      }
    }),
  headers: (shop, { body, secret, url: webhookUrl }, { id, triggeredAtMs: nowMs }) => ({
    'square-initial-delivery-timestamp': new Date(nowMs).toISOString(),
    ...squareSender.sign({ shop: { id: shop.id, webhookUrl }, body, secret, id, nowMs, topic: undefined }).headers,
  }),
};
