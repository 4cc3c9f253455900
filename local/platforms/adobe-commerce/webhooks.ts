import { minuteMs } from '../../../lib/durations.ts';
import { adobeCommerceSender, commerceEvent, orderSaved } from '../../../lib/senders/adobe-commerce.ts';
import type { PlatformFormat, ShopEvent, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { commerceOrderBody } from './order-body.ts';

/** The fields that docs/platforms/adobe-commerce.md tells shops to subscribe to. Those without a value are `null`. */
const subscribed = [
  'entity_id',
  'increment_id',
  'state',
  'status',
  'store_id',
  'grand_total',
  'subtotal',
  'discount_amount',
  'total_paid',
  'total_canceled',
  'total_refunded',
  'order_currency_code',
  'gift_cards_amount',
  'customer_balance_amount',
  'customer_id',
  'customer_is_guest',
  'customer_email',
  'customer_firstname',
  'customer_lastname',
  'created_at',
  'updated_at',
  'payment',
];
const ofItems = [
  'name',
  'sku',
  'product_id',
  'qty_ordered',
  'product_type',
  'parent_item_id',
  'row_total',
  'discount_amount',
];

/** What an event contains: most numbers are texts there. */
const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : (value ?? null));

function valueOf(order: ShopOrder): object {
  const body = commerceOrderBody(order);
  const { items, billing_address: billing } = body;
  return {
    ...Object.fromEntries(subscribed.map((name) => [name, asText(body[name])])),
    addresses: [billing],
    items: (Array.isArray(items) ? items : []).map((item: Record<string, unknown>) =>
      Object.fromEntries(ofItems.map((name) => [name, asText(item[name])])),
    ),
  };
}

/** Commerce sends an event for each time that it saves an order. Deleted orders have none. */
const messages = (shop: ShopFacts, order: ShopOrder, events: readonly ShopEvent[]): ShopMessage[] =>
  events.every((event) => event === 'deleted')
    ? []
    : [
        {
          topic: orderSaved,
          body: commerceEvent(orderSaved, new Date(order.updatedAtMs), shop.platformShopId, valueOf(order)),
        },
      ];

/**
 * Adobe's events. Without a signing key, they are sent with a signature that is none, and refused.
 * @see https://developer.adobe.com/events/docs/support/faq/#what-happens-if-my-webhook-is-down-why-is-my-event-registration-marked-as-unstable
 */
export const adobeCommerceFormat: PlatformFormat = {
  platform: 'adobe-commerce',
  naming: {
    domain: (shop) => `${shop}.example`,
    orderId: (count) => String(1000 + count),
    orderNumber: (_, placed) => String(placed).padStart(9, '0'),
    gateway: 'checkmo',
    sourceName: '1',
  },
  retryDelaysMs: [1, 2, 4, 8, ...Array.from({ length: 95 }, () => 15)].map((minutes) => minutes * minuteMs),
  // Adobe disables a registration by the share of failures, not by their number.
  maxFailures: Number.POSITIVE_INFINITY,
  answerTimeoutMs: 10_000,
  // Only 429 and 5xx other than 505 are sent again.
  isReceived: (status) => status < 429 || (status > 429 && status < 500) || status === 505,
  messages,
  headers: ({ id, platformShopId }, { topic, body, secret }, { eventId, triggeredAtMs: nowMs }) => {
    if (!secret.includes('PRIVATE KEY')) return { 'x-adobe-digital-signature-1': 'none' };
    const shop = { id, webhookUrl: '', platformShopId };
    return adobeCommerceSender.sign({ shop, body, secret, id: eventId, nowMs, topic }).headers;
  },
};
