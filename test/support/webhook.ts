import { readFileSync } from 'node:fs';
import type { RawWebhook } from '../../lib/platforms/platform.ts';

/** A webhook as ingest hands it to an adapter. */
export const webhook = (headers: RawWebhook['headers'], body: string | Buffer): RawWebhook => ({
  headers,
  body: Buffer.from(body),
  url: 'https://hooks.example/webhooks/acme',
});

/** The bytes of a fixture: `fixture('shopify/orders-paid.json')`. */
export const fixture = (path: string): Buffer => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
