import { createHash } from 'node:crypto';
import { hourMs, minuteMs } from '../../../lib/durations.ts';
import { ecwidSender } from '../../../lib/senders/ecwid.ts';
import type { PlatformFormat, ShopEvent, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { numberOf, orderIdOf, storeIdOf } from './ids.ts';
import { paymentStatusIn, seconds } from './order-body.ts';

export const ecwidTopics = ['order.created', 'order.updated', 'order.deleted'] as const;

/** A UUID that belongs to these texts. */
function eventIdOf(...texts: string[]): string {
  const hex = createHash('sha256').update(texts.join(' ')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const event = (shop: ShopFacts, order: ShopOrder, eventType: string): ShopMessage => ({
  topic: eventType,
  body: JSON.stringify({
    eventId: eventIdOf(shop.id, order.id, eventType, String(order.updatedAtMs), paymentStatusIn(order)),
    eventCreated: seconds(order.updatedAtMs),
    storeId: Number(shop.platformShopId ?? storeIdOf(shop.id)),
    entityId: Number(order.id),
    eventType,
    data: { orderId: order.number, newPaymentStatus: paymentStatusIn(order) },
  }),
});

/** Whatever changes is one `order.updated`. */
function messages(shop: ShopFacts, order: ShopOrder, events: readonly ShopEvent[]): ShopMessage[] {
  if (events.includes('created')) return [event(shop, order, 'order.created')];
  if (events.includes('deleted')) return [event(shop, order, 'order.deleted')];
  return [event(shop, order, 'order.updated')];
}

/**
 * Ecwid's webhooks. They name the order, and say nothing about it that is signed.
 * @see https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/how-to-process-webhooks
 */
export const ecwidFormat: PlatformFormat = {
  platform: 'ecwid',
  naming: {
    domain: (shop) => `${shop}.company.site`,
    orderId: orderIdOf,
    orderNumber: (orderId) => numberOf(orderId),
    gateway: 'Credit card',
    sourceName: 'web',
  },
  retryDelaysMs: [
    15 * minuteMs,
    15 * minuteMs,
    15 * minuteMs,
    15 * minuteMs,
    ...Array.from({ length: 23 }, () => hourMs),
  ],
  // All webhooks of the app are blocked after two weeks of failures.
  maxFailures: Number.POSITIVE_INFINITY,
  answerTimeoutMs: 10_000,
  isReceived: (status) => [200, 201, 202, 204, 209].includes(status),
  messages,
  headers: ({ id, platformShopId }, { topic, body, secret }, { id: deliveryId, triggeredAtMs: nowMs }) => ({
    'content-type': 'application/json; charset=UTF-8',
    ...ecwidSender.sign({ shop: { id, webhookUrl: '', platformShopId }, body, secret, id: deliveryId, nowMs, topic })
      .headers,
  }),
};
