import type { RawWebhook } from '../platform.ts';

/** The headers that `read` uses. API previews omit the `X-`, so there are two names for each. */
export const shopifyHeaders = ['topic', 'test', 'triggered-at', 'api-version'].flatMap((name) => [
  `x-shopify-${name}`,
  `shopify-${name}`,
]);

/** Returns a header, with or without `X-`: `shopifyHeader(webhook, 'topic')`. */
export const shopifyHeader = ({ headers }: RawWebhook, name: string): string | undefined =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];

/** The topics that `read` knows. */
export const shopifyTopics: ReadonlySet<string | undefined> = new Set([
  'orders/paid',
  'orders/create',
  'orders/cancelled',
  'refunds/create',
  'customers/redact',
  'customers/data_request',
  'shop/redact',
]);

/** The topic if `read` knows it. It isn't signed, so unknown topics must not make two deliveries of the same body look different. */
export function shopifyTopic(webhook: RawWebhook): string | undefined {
  const topic = shopifyHeader(webhook, 'topic');
  return shopifyTopics.has(topic) ? topic : undefined;
}
