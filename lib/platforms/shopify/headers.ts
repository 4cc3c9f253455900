import type { RawWebhook } from '../platform.ts';

/** What `read` needs of the headers. The API previews drop the `X-` prefix, so both spellings count. */
export const readHeaders = ['topic', 'test', 'triggered-at', 'api-version'].flatMap((name) => [
  `x-shopify-${name}`,
  `shopify-${name}`,
]);

/** `shopifyHeader(webhook, 'topic')`: the header with or without its `X-`. */
export const shopifyHeader = ({ headers }: RawWebhook, name: string): string | undefined =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];
