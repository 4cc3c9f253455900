import { createHash, createHmac } from 'node:crypto';
import type { PlatformFormat, ShopMessage } from '../platform-format.ts';
import { orderIsGone } from './errors.ts';
import { wooCommerceOrderBody } from './order-body.ts';

/**
 * WooCommerce's webhooks. The secret is used as it is: it must not contain HTML entities.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
 * @see https://woocommerce.com/document/webhooks/ (disabled after 5 failures; 2xx, 301 and 302 count as received)
 */
export const wooCommerceFormat: PlatformFormat = {
  platform: 'woocommerce',
  naming: {
    domain: (shop) => `${shop}.example`,
    orderId: String,
    orderNumber: (orderId) => orderId,
    gateway: 'bacs',
    sourceName: 'checkout',
  },
  retryDelaysMs: [],
  maxFailures: 5,
  answerTimeoutMs: 60_000,
  isReceived: (status) => (status >= 200 && status < 300) || status === 301 || status === 302,
  messages: (shop, order, events) => {
    if (events.includes('deleted')) return [{ topic: 'order.deleted', body: JSON.stringify({ id: Number(order.id) }) }];
    const body = JSON.stringify(wooCommerceOrderBody(shop, order));
    const created: ShopMessage[] = events.includes('created') ? [{ topic: 'order.created', body }] : [];
    // A checkout saves an order several times, so `order.updated` follows even a new one.
    return [...created, { topic: 'order.updated', body }];
  },
  // WooCommerce queues only the order's ID, and asks its own REST API for the body. It sends the API's errors, too.
  bodyWhenSent: (shop, topic, order) => {
    if (topic !== 'order.created' && topic !== 'order.updated') return undefined;
    const body = order === undefined ? orderIsGone.body : wooCommerceOrderBody(shop, order);
    return JSON.stringify(body);
  },
  headers: (shop, { topic, body, secret }, { id, subscriptionId }) => ({
    'user-agent': 'WooCommerce/10.9.0 Hookshot (WordPress/7.0)',
    'x-wc-webhook-source': `https://${shop.domain}/`,
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': 'order',
    'x-wc-webhook-event': topic.replace('order.', ''),
    'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
    'x-wc-webhook-id': subscriptionId,
    'x-wc-webhook-delivery-id': createHash('md5').update(`${subscriptionId} ${id}`).digest('hex'),
  }),
};
