import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { openBytes, openCard } from '../../../lib/sealing/open.ts';
import { OrderEvent } from '../../../lib/order/event.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';
import { webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World } from './fakes.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const card = { number: '6006491234567890', pin: '918273645564738' };
const tells = [card.number, card.pin, '6006 4912 3456 7890'];
const order = (changes: object = {}) =>
  JSON.stringify({
    type: 'order.paid',
    data: {
      id: '1',
      amount: '50.00',
      currency: 'EUR',
      paidAt: '2026-01-31T12:00:00Z',
      giftCards: [{ ...card, number: '6006 4912-3456 7890' }],
      ...changes,
    },
  });

const signed = (body: string) =>
  webhook(
    {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(startMs / 1000),
      'webhook-signature': new Webhook(secret).sign('msg_1', new Date(startMs), body),
    },
    body,
  );

async function world({ adds = true, hasKey = true } = {}) {
  const made = new World();
  const thanx = { credential: 'main', merchantId: 'm', currency: 'EUR', giftCards: { providerId: 'p1' } };
  const settings = settingsOf('acme', 'standard');
  made.shops.set('acme', adds ? ShopSettings.parse({ ...settings, thanx }) : settings);
  made.webhookSecrets.set('acme', { current: secret });
  const keys = await withNewKey(undefined, 'k1');
  if (hasKey) made.cardKey = keys.publicKey;
  return { made, keys: keys.secret, post: (body: string) => made.post('acme', signed(body)) };
}

/** Everything that left ingest, as text. */
const left = ({ queued, parked, quarantine, telemetry }: World): string => {
  const raw = quarantine.map(({ body }) => Buffer.from(body, 'base64').toString('latin1'));
  return JSON.stringify([queued, parked, quarantine, raw, telemetry]);
};

describe('a gift card in an order', () => {
  it('leaves ingest sealed, with its last four digits', async () => {
    const { made, keys, post } = await world();
    expect(await post(order())).toBe(200);
    const [event] = made.queued;
    const parsed = OrderEvent.parse(event);
    const [sealed] = (parsed.type === 'paid' && parsed.order.giftCards) || [];
    expect(sealed).toEqual({ last4: '7890', jwe: expect.stringMatching(/^eyJ/) });
    expect(await openCard((sealed as { jwe: string }).jwe, keys)).toEqual({ kind: 'opened', card });
    expect(event).not.toHaveProperty('cards');
    for (const tell of tells) expect(left(made)).not.toContain(tell);
  });

  it('is parked sealed when the queue is down', async () => {
    const { made, post } = await world();
    made.moods.queue = 'refuses';
    expect(await post(order())).toBe(200);
    expect(JSON.stringify(made.parked)).toContain('"jwe"');
    for (const tell of tells) expect(left(made)).not.toContain(tell);
  });

  it.each([
    ['of a shop that adds none', { adds: false }, 'not-configured', 0],
    ['of a stage without a key', { hasKey: false }, 'no-key', 1],
  ])('%s is left out, and the order is taken', async (_, of, leftOut, counted) => {
    const { made, post } = await world(of);
    expect(await post(order())).toBe(200);
    expect(made.queued).toMatchObject([{ order: { giftCards: [{ last4: '7890', leftOut }] } }]);
    expect(made.telemetry.counted.filter((metric) => metric === 'GiftCardsLeftOut')).toHaveLength(counted);
    for (const tell of tells) expect(left(made)).not.toContain(tell);
  });

  it('is sent again by its shop while nobody can tell whether there is a key', async () => {
    const { made, post } = await world();
    made.ports.cardKey.get = () => Promise.reject(new Error('the table is away'));
    expect(await post(order())).toBe(503);
    expect(made.queued).toEqual([]);
    expect(await post(order({ giftCards: null }))).toBe(200);
  });
});

describe('an order that cannot be read', () => {
  const unreadable = order({ amount: 50 });

  it('is quarantined sealed whole', async () => {
    const { made, keys, post } = await world();
    expect(await post(unreadable)).toBe(200);
    const [entry] = made.quarantine;
    expect(entry).toMatchObject({ bodyIs: 'sealed' });
    const opened = await openBytes(entry!.body, keys);
    expect(opened.kind === 'opened' && Buffer.from(opened.bytes).toString()).toBe(unreadable);
    for (const tell of tells) expect(left(made)).not.toContain(tell);
  });

  it.each([
    ['without its cards', unreadable, '"amount"'],
    ['as nothing where it is no JSON', unreadable.slice(0, -1), ''],
    ['without a card that is none', order({ giftCards: [{ number: card.number, pin: `${card.pin}-` }] }), '"amount"'],
    ['without cards under another name', order({ amount: 50, cards: [card] }), '"amount"'],
  ])('is quarantined %s where the stage has no key', async (_, body, keeps) => {
    const { made, post } = await world({ hasKey: false });
    expect(await post(body)).toBe(200);
    const [entry] = made.quarantine;
    expect(entry).toMatchObject({ bodyIs: 'redacted' });
    expect(Buffer.from(entry!.body, 'base64').toString()).toContain(keeps);
    for (const tell of tells) expect(left(made)).not.toContain(tell);
  });
});

describe.each([
  ['woocommerce', { 'x-wc-webhook-topic': 'order.updated' }, 'x-wc-webhook-signature'],
  ['shopify', { 'x-shopify-topic': 'orders/paid' }, 'x-shopify-hmac-sha256'],
] as const)('an order of %s that cannot be read', (platform, headers, signature) => {
  const code = 'GIFT-AB12-CD34';
  const cards = platform === 'woocommerce' ? { gift_cards: [{ id: 7, code, amount: '5.00' }] } : {};
  const body = JSON.stringify({ id: 4711, total: 'much', ...cards });
  const request = webhook(
    { ...headers, [signature]: createHmac('sha256', 'secret').update(body).digest('base64') },
    body,
  );
  async function shopOf(platformOf: PlatformName) {
    const made = new World();
    made.shops.set('acme', settingsOf('acme', platformOf));
    made.webhookSecrets.set('acme', { current: 'secret' });
    return { made, post: () => made.post('acme', request), keys: await withNewKey(undefined, 'k1') };
  }

  it('is quarantined sealed whole', async () => {
    const { made, post, keys } = await shopOf(platform);
    made.cardKey = keys.publicKey;
    expect(await post()).toBe(200);
    expect(made.quarantine).toMatchObject([{ bodyIs: 'sealed' }]);
    const opened = await openBytes(made.quarantine[0]!.body, keys.secret);
    expect(opened.kind === 'opened' && Buffer.from(opened.bytes).toString()).toBe(body);
    expect(left(made)).not.toContain(code);
  });

  it('is quarantined without codes where the stage has no key, and all else is kept', async () => {
    const { made, post } = await shopOf(platform);
    expect(await post()).toBe(200);
    const [entry] = made.quarantine;
    expect(entry?.bodyIs).toBe(platform === 'woocommerce' ? 'redacted' : 'raw');
    expect(Buffer.from(entry!.body, 'base64').toString()).toContain('"id":4711');
    expect(left(made)).not.toContain(code);
  });

  it.each(['refuses', 'hangs'] as const)('is quarantined so in time while the key %s', async (mood) => {
    const { made, post } = await shopOf(platform);
    await made.ports.settings.get('acme');
    made.moods.cardKey = mood;
    expect(await post()).toBe(200);
    expect(made.quarantine).toHaveLength(1);
    expect(left(made)).not.toContain(code);
    expect(made.nowMs - startMs).toBeLessThanOrEqual(1000);
    expect(made.telemetry.lines.map(({ message }) => message)).toContainEqual(expect.stringContaining("can't be read"));
  });
});

it('a generic order that cannot be read is sent again while nobody can tell whether there is a key', async () => {
  const { made, post } = await world();
  made.ports.cardKey.get = () => Promise.reject(new Error('the table is away'));
  expect(await post(order({ amount: 50 }))).toBe(503);
  expect(made.quarantine).toEqual([]);
});
