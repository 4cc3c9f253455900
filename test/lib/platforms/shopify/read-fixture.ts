import { expect } from 'vitest';
import type { ReadSettings } from '../../../../lib/platforms/platform.ts';
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

const order: unknown = JSON.parse(fixture('shopify/orders-paid.json').toString());

/** The order of the fixture with other fields; `undefined` leaves one out. Its id is rounded, its GraphQL id is not. */
export const body = (differs: Record<string, unknown> = {}): string =>
  JSON.stringify(Object.assign({}, order, differs));

/** Reads that order, or any body given as text. */
export const readBody = (
  topic: string | undefined,
  differs: Record<string, unknown> | string,
  { headers = {}, settings = {} }: { headers?: Record<string, string>; settings?: ReadSettings } = {},
) =>
  readShopify(
    webhook({ 'x-shopify-topic': topic, ...headers }, typeof differs === 'string' ? differs : body(differs)),
    { ...context, settings },
  );
