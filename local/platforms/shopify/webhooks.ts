import { createHmac } from 'node:crypto';
import { bigNumber, losslessText } from '../lossless-json.ts';
import type { PlatformFormat, ShopMessage } from '../platform-format.ts';
import { shopifyOrderBody, shopifyRefundBody } from './order-body.ts';

/** The version that webhooks are written in. */
export const webhookVersion = '2026-10';

const tries = 8;
const fourHoursMs = 4 * 3_600_000;

/** Shopify tries 8 more times in 4 hours, with growing delays. Which delays isn't documented: each is twice the one before. */
const retryDelaysMs = Array.from({ length: tries }, (_, n) => Math.round((fourHoursMs * 2 ** n) / (2 ** tries - 1)));

/** Every third order has an ID that no JavaScript number can hold. */
const idBases = { plain: 5_500_000_000_000n, large: 9_007_199_254_740_993n };

/**
 * Shopify's webhooks.
 * @see https://shopify.dev/docs/apps/build/webhooks
 * @see https://shopify.dev/changelog/updates-to-webhook-retry-mechanism
 */
export const shopifyFormat: PlatformFormat = {
  platform: 'shopify',
  naming: {
    domain: (shop) => `${shop}.myshopify.com`,
    orderId: (count, placed) => String((placed % 3 === 0 ? idBases.large : idBases.plain) + BigInt(count)),
    orderNumber: (_, placed) => `#${1000 + placed}`,
    gateway: 'shopify_payments',
    sourceName: 'web',
  },
  retryDelaysMs,
  answerTimeoutMs: 5000,
  isReceived: (status) => status >= 200 && status < 300,
  messages: (shop, order, events) =>
    events.flatMap((event): ShopMessage[] => {
      const ofOrder = (topic: string) => [{ topic, body: shopifyOrderBody(shop, order) }];
      const refund = order.refunds.at(-1);
      switch (event) {
        case 'created':
          return ofOrder('orders/create');
        case 'paid':
          return ofOrder('orders/paid');
        case 'updated':
          return ofOrder('orders/updated');
        case 'cancelled':
          return ofOrder('orders/cancelled');
        case 'refunded':
          return refund === undefined
            ? []
            : [{ topic: 'refunds/create', body: shopifyRefundBody(shop, order, refund) }];
        case 'deleted':
          return [{ topic: 'orders/delete', body: losslessText({ id: bigNumber(order.id) }) }];
      }
    }),
  headers: (shop, { topic, body, secret }, { id, eventId, triggeredAtMs }) => ({
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'x-shopify-shop-domain': shop.domain,
    'x-shopify-api-version': webhookVersion,
    'x-shopify-webhook-id': uuidOf(shop.id, id),
    'x-shopify-event-id': uuidOf(shop.id, eventId),
    'x-shopify-triggered-at': new Date(triggeredAtMs).toISOString(),
  }),
};

/** The same UUID for the same IDs. */
function uuidOf(...ids: string[]): string {
  const hex = createHmac('sha256', 'uuid').update(ids.join(' ')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
