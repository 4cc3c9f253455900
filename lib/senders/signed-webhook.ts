import { createHmac, randomUUID } from 'node:crypto';
import { signingKey } from '../platforms/woocommerce/verify.ts';

/** The shop whose webhook is sent. `LocalShop` is one. */
export interface SendingShop {
  id: string;
  platform: string;
  webhookUrl: string;
  webhookSecret: string;
}

export interface SigningOptions {
  /** Signs with this secret instead of the shop's. */
  secret?: string;
  /** The delivery's id. Equal ids mean the same delivery. */
  id?: string;
  /** The signed time, epoch ms. */
  nowMs?: number;
  /** Shopify: `orders/paid`; WooCommerce: `order.updated`. */
  topic?: string;
}

/**
 * The headers that the shop's platform would send with this body, including its signature of exactly this text.
 * @see docs/platforms.md
 */
export function signedHeaders(
  shop: Omit<SendingShop, 'webhookUrl'>,
  body: string | Buffer,
  options: SigningOptions = {},
): Record<string, string> {
  const { secret = shop.webhookSecret, id = randomUUID(), nowMs = Date.now(), topic } = options;
  const signature = (key: string) => createHmac('sha256', key).update(body).digest('base64');
  switch (shop.platform) {
    case 'shopify':
      return {
        'x-shopify-topic': topic ?? 'orders/paid',
        'x-shopify-hmac-sha256': signature(secret),
        'x-shopify-webhook-id': id,
        'x-shopify-event-id': id,
        'x-shopify-triggered-at': new Date(nowMs).toISOString(),
        'x-shopify-shop-domain': `${shop.id}.myshopify.com`,
        'x-shopify-api-version': '2026-07',
      };
    case 'woocommerce':
      return {
        'x-wc-webhook-topic': topic ?? 'order.updated',
        'x-wc-webhook-resource': 'order',
        'x-wc-webhook-event': (topic ?? 'order.updated').replace('order.', ''),
        'x-wc-webhook-signature': signature(signingKey(secret)),
        'x-wc-webhook-delivery-id': id,
        'x-wc-webhook-source': `https://${shop.id}.example/`,
      };
    case 'standard': {
      const timestamp = String(Math.floor(nowMs / 1000));
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      const signed = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
    }
    default:
      throw new Error(`no signer for ${shop.platform}`);
  }
}

/** As long as platforms wait, and longer than the API itself does. */
const answerTimeoutMs = 40_000;

/** Posts a body to a shop's webhook with these headers and its content type. */
export const postWebhook = (
  shop: Pick<SendingShop, 'webhookUrl'>,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> =>
  fetch(shop.webhookUrl, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(answerTimeoutMs),
    headers: { 'content-type': 'application/json', ...headers },
  });
