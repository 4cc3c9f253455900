import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { putInQuarantine, s3Client } from '../../../lib/quarantine/bucket.ts';
import { quarantined, QuarantinedWebhook, quarantineKey, webhookOf } from '../../../lib/quarantine/entry.ts';
import { fixture, webhook } from '../../support/webhook.ts';

const headers = {
  'x-shopify-topic': 'orders/paid',
  'x-shopify-triggered-at': '2026-01-31T12:00:00Z',
  'x-shopify-hmac-sha256': 'signature',
  authorization: 'Bearer token',
};
const details = {
  id: '0b8e5c1e-6d1f-4a53-9a39-7f6f0d3f1c11',
  shop: 'acme',
  platform: 'shopify' as const,
  receivedAtMs: Date.parse('2026-01-31T23:59:59.999Z'),
  reason: 'total_price: expected a decimal',
  readHeaders: adapters.shopify.readHeaders,
};

const neverSealed = () => Promise.reject(new Error('nothing was sealed'));

describe('a quarantined webhook', () => {
  it('can be read again later, as it would have been when it came', async () => {
    const original = webhook(headers, fixture('shopify/orders-paid.json'));
    const stored = JSON.stringify(quarantined(original, details));
    const again = await webhookOf(QuarantinedWebhook.parse(JSON.parse(stored)), neverSealed);
    const context = { shop: 'acme', receivedAtMs: details.receivedAtMs };
    expect(adapters.shopify.read(again, context)).toEqual(adapters.shopify.read(original, context));
  });

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    const again = await webhookOf(quarantined(webhook(headers, bytes), details), neverSealed);
    expect(again.body).toEqual(bytes);
  });

  it('keeps no signature and nothing else that its adapter does not read', () => {
    const stored = JSON.stringify(quarantined(webhook(headers, ''), details));
    expect(stored).not.toContain('signature');
    expect(stored).not.toContain('Bearer');
  });

  it.each(Object.entries(adapters))('of %s keeps no header that proves anything', (_platform, { readHeaders }) => {
    expect(readHeaders.filter((name) => /sign|hmac|auth|secret|cookie/.test(name))).toEqual([]);
  });

  it('lies under its shop and its UTC day', async () => {
    const entry = quarantined(webhook(headers, ''), details);
    expect(quarantineKey(entry)).toBe('acme/2026-01-31/0b8e5c1e-6d1f-4a53-9a39-7f6f0d3f1c11.json');
    const client = s3Client({ region: 'eu-central-1' });
    const s3 = mockClient(client);
    await putInQuarantine(client, 'quarantine', entry);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'quarantine',
      Key: quarantineKey(entry),
      Body: JSON.stringify(entry),
    });
  });
});
