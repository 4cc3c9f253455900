import type { RawWebhook } from '../platform.ts';

/** What `read` needs of the headers. The API previews drop the `X-` prefix, so both spellings count. */
export const readHeaders = ['topic', 'test', 'triggered-at', 'api-version'].flatMap((name) => [
  `x-shopify-${name}`,
  `shopify-${name}`,
]);

/** `shopifyHeader(webhook, 'topic')`: the header with or without its `X-`. */
export const shopifyHeader = ({ headers }: RawWebhook, name: string): string | undefined =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];

/** The topics that `read` knows. */
const topics = new Set([
  'orders/paid',
  'orders/create',
  'orders/cancelled',
  'refunds/create',
  'customers/redact',
  'customers/data_request',
  'shop/redact',
]);

/** The topic, if it is one of ours: nobody signs it, and any other must not tell two deliveries of a body apart. */
export function shopifyTopic(webhook: RawWebhook): string | undefined {
  const topic = shopifyHeader(webhook, 'topic');
  return topic !== undefined && topics.has(topic) ? topic : undefined;
}
