import { createHmac, randomUUID } from 'node:crypto';
import type { LocalShop } from '../../../local/endpoints.ts';

export interface WebhookOptions {
  /** Sign with another secret than the shop's. */
  secret?: string;
  /** The delivery's id; the same one is the same delivery. */
  id?: string;
  /** The signed time, ms. */
  nowMs?: number;
  /** Shopify: `orders/paid`; WooCommerce: `order.updated`. */
  topic?: string;
}

/** Posts a webhook, signed as the shop's platform signs it. */
export function sendWebhook(shop: LocalShop, payload: unknown, options: WebhookOptions = {}): Promise<Response> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const headers = headersFor(shop, body, options);
  return fetch(shop.webhookUrl, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

function headersFor(shop: LocalShop, body: string, options: WebhookOptions): Record<string, string> {
  const { secret = shop.webhookSecret, id = randomUUID(), nowMs = Date.now(), topic } = options;
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  switch (shop.platform) {
    case 'shopify':
      return {
        'x-shopify-topic': topic ?? 'orders/paid',
        'x-shopify-hmac-sha256': signature,
        'x-shopify-webhook-id': id,
        'x-shopify-event-id': id,
        'x-shopify-triggered-at': new Date(nowMs).toISOString(),
        'x-shopify-shop-domain': `${shop.id}.myshopify.com`,
        'x-shopify-api-version': '2026-07',
      };
    case 'woocommerce':
      return {
        'x-wc-webhook-topic': topic ?? 'order.updated',
        'x-wc-webhook-signature': signature,
        'x-wc-webhook-delivery-id': id,
        'x-wc-webhook-source': `https://${shop.id}.example/`,
      };
    case 'standard': {
      const timestamp = String(Math.floor(nowMs / 1000));
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
    }
    default:
      throw new Error(`no signer for ${shop.platform}`);
  }
}

/** An order of the generic format, paid just now; `order` overrides its fields. */
export const genericOrder = (order: { id: string } & Record<string, unknown>) => ({
  type: 'order.paid',
  data: {
    amount: '29.35',
    currency: 'EUR',
    paidAt: new Date().toISOString(),
    customer: { id: 'c-1', email: 'ada@example.com', firstName: 'Ada' },
    items: [{ title: 'Tea', quantity: 2 }],
    ...order,
  },
});
