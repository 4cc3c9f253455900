import { expect } from 'vitest';
import { readShopify } from '../../../../lib/platforms/shopify/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const context = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };
export const triggeredAt = { 'x-shopify-triggered-at': '2026-01-31T12:00:03.978733396Z' };

/** Reads text with some of its text replaced, so that big numbers stay as they are written. */
export function read(
  topic: string,
  name: string,
  replaced: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  let body = fixture(`shopify/${name}.json`).toString();
  for (const [from, to] of Object.entries(replaced)) {
    expect(body).toContain(from);
    body = body.replace(from, to);
  }
  return readShopify(webhook({ 'x-shopify-topic': topic, ...triggeredAt, ...headers }, body), context);
}
