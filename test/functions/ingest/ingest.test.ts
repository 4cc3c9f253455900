import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { maxBodyBytes } from '../../../functions/ingest/ingest.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { quarantineKey } from '../../../lib/quarantine/entry.ts';
import { settingsOf, startMs, World } from './fakes.ts';

const secret = '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';

function shopify(body: string | Buffer, signedWith = secret, topic = 'orders/paid') {
  const signature = createHmac('sha256', signedWith).update(body).digest('base64');
  return webhook({ 'x-shopify-topic': topic, 'x-shopify-hmac-sha256': signature }, body);
}
const order = fixture('shopify/orders-paid.json');

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', settingsOf('acme', 'shopify'));
  world.webhookSecrets.set('acme', { current: secret });
});
const post = (request = shopify(order), shop = 'acme') => world.post(shop, request);

describe('a verified event', () => {
  it('is answered 200 after the queue took it', async () => {
    expect(await post()).toBe(200);
    expect(world.queued).toMatchObject([{ type: 'paid', shop: 'acme', order: { orderId: '6029384756102938475' } }]);
    expect(world.telemetry.counted).toEqual(['WebhookAccepted']);
  });

  it('is queued again when it comes again: the order decides, not the delivery', async () => {
    await post();
    await post();
    expect(world.queued).toHaveLength(2);
  });

  it.each([
    ['cancelled', 'orders/cancelled', '{"id":17,"cancelled_at":"2026-01-31T12:00:00Z"}'],
    ['erase', 'customers/redact', fixture('shopify/customers-redact.json')],
  ])('of the type %s is queued too', async (type, topic, body) => {
    expect(await post(shopify(body, secret, topic))).toBe(200);
    expect(world.queued).toMatchObject([{ type }]);
  });

  it('that is not for us is answered 200 and goes nowhere', async () => {
    expect(await post(shopify(order, secret, 'products/update'))).toBe(200);
    expect(world.queued).toEqual([]);
  });
});

describe('a webhook nobody signed', () => {
  it.each([
    ['with another secret', shopify(order, 'forged')],
    ['over another body', webhook(shopify(order).headers, `${order.toString()} `)],
    ['with something else', webhook({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': '?' }, order)],
  ])('%s is answered 401, and nothing is queued', async (_what, forged) => {
    expect(await post(forged)).toBe(401);
    expect(world.queued).toEqual([]);
    expect(world.quarantine).toEqual([]);
    expect(world.telemetry.counted).toEqual(['WebhookRefused']);
  });

  it.each(['shopify', 'woocommerce', 'standard'] as const)(
    'and that does not even claim to be of %s is answered 401 without an alarm, secret or no secret',
    async (platform) => {
      world.shops.set('acme', settingsOf('acme', platform));
      for (const body of [order, Buffer.alloc(maxBodyBytes + 1)]) expect(await post(webhook({}, body))).toBe(401);
      world.webhookSecrets.clear();
      world.moods.secrets = 'refuses';
      expect(await post(webhook({}, order))).toBe(401);
      expect(world.secretReads).toBe(0);
      expect(world.telemetry.counted).toEqual([]);
      expect(world.telemetry.lines.every(({ level }) => level === 'info')).toBe(true);
    },
  );

  it('with a stale time is answered 401', async () => {
    world.shops.set('own', settingsOf('own', 'standard'));
    world.webhookSecrets.set('own', { current: 'whsec_dGhhbmtmbG93IHN0YW5kYXJkIHdlYmhvb2tzIGtleSE=' });
    const signer = new Webhook('whsec_dGhhbmtmbG93IHN0YW5kYXJkIHdlYmhvb2tzIGtleSE=');
    const at = (seconds: number) => {
      const body = fixture('standard/order-paid.json').toString();
      const time = new Date(startMs + seconds * 1000);
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(time.getTime() / 1000),
        'webhook-signature': signer.sign('msg_1', time, body),
      };
      return post(webhook(headers, body), 'own');
    };
    expect(await at(-301)).toBe(401);
    expect(world.queued).toEqual([]);
    expect(await at(-300)).toBe(200);
  });

  it('in a flood reads the secret twice at most', async () => {
    for (let n = 0; n < 100; n++) await post(shopify(order, `forged ${n}`));
    expect(world.secretReads).toBe(2);
  });
});

describe('a shop', () => {
  it.each(['unknown', 'Not/A/Shop', ''])('that is %j is answered 404, without asking for its secret', async (shop) => {
    expect(await post(shopify(order), shop)).toBe(404);
    expect(world.secretReads).toBe(0);
  });

  it('without a secret is answered 503: the order is real, and the operator has to put the secret', async () => {
    world.webhookSecrets.clear();
    expect(await post()).toBe(503);
    expect(world.telemetry.counted).toEqual(['WebhookSecretMissing']);
    expect(world.telemetry.lines).toMatchObject([{ level: 'error', fields: { shop: 'acme', outcome: 'no-secret' } }]);
  });

  it('of WooCommerce can be connected before its secret is put', async () => {
    world.shops.set('woo', settingsOf('woo', 'woocommerce'));
    expect(await post(webhook({}, 'webhook_id=17'), 'woo')).toBe(200);
    expect(await post(webhook({}, 'webhook_id=17'), 'acme')).toBe(401);
  });
});

describe('a body', () => {
  it('over the limit is answered 413 with an alarm, if it is genuine', async () => {
    const padded = Buffer.concat([order, Buffer.alloc(maxBodyBytes - order.length, ' ')]);
    const larger = Buffer.concat([padded, Buffer.from(' ')]);
    expect(await post(shopify(padded))).toBe(200);
    expect(await post(shopify(larger))).toBe(413);
    expect(world.telemetry.counted).toEqual(['WebhookAccepted', 'WebhookTooLarge']);
    expect(await post(shopify(larger, 'forged'))).toBe(401);
    expect(await post(shopify(larger), 'unknown')).toBe(404);
    world.moods.settings = 'refuses';
    expect(await post(shopify(larger), 'another')).toBe(503);
    expect(world.telemetry.counted.slice(2)).toEqual(['WebhookRefused', 'WebhookLost']);
  });

  it.each([
    ['no JSON', 'not JSON', 'the body is not JSON'],
    [
      'of another topic',
      '{"id":1,"currency":"EUR"}',
      'header and body disagree: financial_status: expected the status of a payment',
    ],
  ])('%s, but signed, is quarantined whole and answered 200', async (_what, body, reason) => {
    expect(await post(shopify(body))).toBe(200);
    expect(world.quarantine).toEqual([
      {
        version: 1,
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
        shop: 'acme',
        platform: 'shopify',
        receivedAt: '2026-01-31T12:00:00.000Z',
        reason,
        url: 'https://hooks.example/webhooks/acme',
        headers: { 'x-shopify-topic': 'orders/paid' },
        bodyIs: 'raw',
        body: Buffer.from(body).toString('base64'),
      },
    ]);
    expect(world.telemetry.counted).toEqual(['WebhookQuarantined']);
  });

  it('that nobody can read is one entry, however often it is replayed and with whatever unsigned headers', async () => {
    const body = '{"id":1,"currency":"EUR"}';
    await post(shopify(body));
    for (const header of ['x-shopify-triggered-at', 'x-shopify-test', 'shopify-topic', 'x-shopify-webhook-id']) {
      const replayed = shopify(body);
      await post({ ...replayed, headers: { ...replayed.headers, [header]: 'false' } });
      world.nowMs += 60_000;
    }
    expect(new Set(world.quarantine.map(quarantineKey)).size).toBe(1);
    expect(world.quarantine).toHaveLength(5);
  });
});

it('says nothing personal and no secret in any line', async () => {
  await post();
  await post(
    shopify('{"id":1,"financial_status":"paid","total_price":"lotte@lindgren.example","currency":"Lindgren"}'),
  );
  await post(shopify(order, 'forged'));
  world.moods.queue = 'refuses';
  await post();
  const said = JSON.stringify(world.telemetry.lines);
  for (const word of [secret, 'Lindgren', 'Lotte', 'lotte@', 'Gravensteiner']) expect(said).not.toContain(word);
});
