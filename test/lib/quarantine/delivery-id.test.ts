import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adapters } from '../../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import { clearBody, deliveryId } from '../../../lib/quarantine/entry.ts';
import { fixture, webhook } from '../../support/webhook.ts';

const delivery: Parameters<typeof deliveryId>[0] = {
  shop: 'acme',
  receivedAtMs: Date.parse('2026-01-31T00:00:00Z'),
  topic: 'orders/paid',
  body: Buffer.from('not JSON'),
};

describe('the id of an unreadable delivery', () => {
  // Made with: printf '["acme","2026-01-31","orders/paid"]\nnot JSON' | openssl dgst -sha256
  it('is a UUID of version 8, made from a hash', () => {
    expect(deliveryId(delivery)).toBe('37c62a5e-f63a-8051-a12c-2296a7f6c710');
    expect(z.uuid().safeParse(deliveryId(delivery)).success).toBe(true);
  });

  it('is the same all day', () => {
    expect(deliveryId({ ...delivery, receivedAtMs: Date.parse('2026-01-31T23:59:59.999Z') })).toBe(
      deliveryId(delivery),
    );
  });

  it.each([
    ['shop', { shop: 'other' }],
    ['day', { receivedAtMs: Date.parse('2026-02-01T00:00:00Z') }],
    ['topic', { topic: 'orders/create' }],
    ['topic, where there is none', { topic: undefined }],
    ['body', { body: Buffer.from('not JSON ') }],
  ])('is another with another %s', (_, differs) => {
    expect(deliveryId({ ...delivery, ...differs })).not.toBe(deliveryId(delivery));
  });

  const idOf = (platform: keyof typeof adapters, headers: RawWebhook['headers']) =>
    deliveryId({ ...delivery, topic: adapters[platform].topic?.(webhook(headers, '')) });

  it.each([
    ['shopify', { 'x-shopify-triggered-at': '2026-01-30T00:00:00Z' }],
    ['shopify', { 'x-shopify-test': 'true' }],
    ['shopify', { 'shopify-topic': 'orders/create' }],
    ['standard', { 'x-shopify-topic': 'orders/create', 'webhook-timestamp': '1' }],
  ] as const)('of %s does not depend on %o', (platform, headers) => {
    const topic = { 'x-shopify-topic': 'orders/paid' };
    expect(idOf(platform, { ...topic, ...headers })).toBe(idOf(platform, topic));
  });

  it.each(['x-shopify-topic', 'shopify-topic', 'x-wc-webhook-topic'])(
    'is one id whatever topic that nobody reads stands in %s',
    (header) => {
      const platform = header === 'x-wc-webhook-topic' ? 'woocommerce' : 'shopify';
      const ids = ['a', 'b/c', ''].map((topic) => idOf(platform, { [header]: topic }));
      expect(new Set(ids).size).toBe(1);
    },
  );
});

describe('a body that is kept unsealed', () => {
  it('is the very bytes where it holds no gift card', () => {
    for (const [platform, path] of [
      ['shopify', 'shopify/orders-paid.json'],
      ['woocommerce', 'woocommerce/order.json'],
    ] as const) {
      const body = fixture(path);
      expect(clearBody(adapters[platform], body)).toEqual({ bodyIs: 'raw', body: body.toString('base64') });
    }
  });

  it('says that something was left out', () => {
    const body = Buffer.from('{"id":7,"gift_cards":[{"id":1,"code":"ABCD-1234","amount":5}]}');
    const kept = clearBody(adapters.woocommerce, body);
    expect(kept.bodyIs).toBe('redacted');
    expect(JSON.parse(Buffer.from(kept.body, 'base64').toString())).toEqual({
      id: 7,
      gift_cards: [{ id: 1, amount: 5 }],
    });
  });
});
