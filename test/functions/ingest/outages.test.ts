import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { patienceMs } from '../../../functions/ingest/ports.ts';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World, type Mood } from './fakes.ts';

type Service = keyof World['moods'];

function signed(body: string | Buffer) {
  const signature = createHmac('sha256', 'secret').update(body).digest('base64');
  return webhook({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }, body);
}
const order = signed(fixture('shopify/orders-paid.json'));

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', settingsOf('acme', 'shopify'));
  world.webhookSecrets.set('acme', { current: 'secret' });
});
const post = (request = order) => world.post('acme', request);
const broken: Mood[] = ['refuses', 'hangs'];

/** How long the platform waited for its answer, ms. */
const waitedMs = () => world.nowMs - startMs;

describe.each(broken)('the queue %s', (mood) => {
  it('and the event is parked, answered 200', async () => {
    world.moods.queue = mood;
    expect(await post()).toBe(200);
    expect(world.queued).toEqual([]);
    expect(world.parked).toMatchObject([{ type: 'paid', order: { orderId: '6029384756102938475' } }]);
    expect(world.telemetry.counted).toEqual(['WebhookParked', 'WebhookAccepted']);
    expect(waitedMs()).toBeLessThanOrEqual(400);
  });

  it.each(broken)('and the table %s: 503 within a second', async (table) => {
    world.moods = { ...world.moods, queue: mood, table };
    expect(await post()).toBe(503);
    expect(world.telemetry.counted).toEqual(['WebhookLost']);
    expect(waitedMs()).toBeLessThanOrEqual(1000);
  });
});

describe.each(broken)('the bucket %s', (mood) => {
  it('and an unreadable webhook is answered 503, so that it comes again', async () => {
    world.moods.bucket = mood;
    expect(await post(signed('not JSON'))).toBe(503);
    expect(world.telemetry.counted).toEqual(['WebhookLost']);
    expect(waitedMs()).toBeLessThanOrEqual(1000);
  });

  it('once, and the webhook is in quarantine all the same', async () => {
    world.moods.bucket = mood;
    const put = world.ports.quarantine;
    let puts = 0;
    world.ports.quarantine = async (entry) => {
      if (++puts === 2) world.moods.bucket = 'works';
      await put(entry);
    };
    expect(await post(signed('not JSON'))).toBe(200);
    expect(world.quarantine).toHaveLength(1);
  });
});

describe.each(['settings', 'secrets'] as const)('the source of %s', (source) => {
  it.each(broken)('%s, and nothing is remembered: 503', async (mood) => {
    world.moods[source] = mood;
    expect(await post()).toBe(503);
    expect(world.queued).toEqual([]);
    expect(waitedMs()).toBeLessThanOrEqual(400);
  });

  it.each(broken)('%s, and what was remembered serves on, for days', async (mood) => {
    expect(await post()).toBe(200);
    world.moods[source] = mood;
    world.nowMs += 2 * 24 * 3_600_000;
    const atMs = world.nowMs;
    for (let n = 0; n < 3; n++) expect(await post()).toBe(200);
    expect(world.queued).toHaveLength(4);
    // One of them waited for the source, and not for long.
    expect(world.nowMs - atMs).toBe(mood === 'hangs' ? patienceMs : 0);
  });
});

/** Warm: everything was read once, and what was read has expired. The shop adds gift cards, and the stage has a key. */
async function warm() {
  const { thanku, ...rest } = settingsOf('acme', 'standard');
  const thanx = { credential: 'main', merchantId: 'm', currency: 'EUR', giftCards: { providerId: 'p1' } };
  world.shops.set('acme', ShopSettings.parse({ ...rest, thanku, thanx }));
  world.webhookSecrets.set('acme', { current: key });
  world.cardKey = (await withNewKey(undefined, 'k1')).publicKey;
  await world.post('acme', standard(withCard));
  world.nowMs += 3_600_000;
  world.telemetry.counted.length = 0;
}
const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const withCard = JSON.stringify({
  type: 'order.paid',
  data: {
    id: '1',
    amount: '5.00',
    currency: 'EUR',
    paidAt: '2026-01-31T12:00:00Z',
    giftCards: [{ number: '6006491234567890' }],
  },
});
function standard(body: string, signedWith = key) {
  const at = new Date(world.nowMs);
  const signature = new Webhook(signedWith).sign('m', at, body);
  const seconds = String(Math.floor(world.nowMs / 1000));
  return webhook({ 'webhook-id': 'm', 'webhook-timestamp': seconds, 'webhook-signature': signature }, body);
}

describe('whatever hangs, the answer comes within a second', () => {
  const sources = ['settings', 'secrets', 'cardKey'] as const;
  const hanging = (services: readonly Service[]) =>
    Object.fromEntries(services.map((name) => [name, 'hangs' as const]));

  it.each<[string, Service[], number, string]>([
    ['everything that is read', [...sources], 200, 'WebhookAccepted'],
    ['everything that is read, and the queue', [...sources, 'queue'], 200, 'WebhookParked'],
    ['everything', [...sources, 'queue', 'table', 'bucket'], 503, 'WebhookLost'],
  ])('an order of a shop that the process knows, while %s hangs', async (_what, services, status, metric) => {
    await warm();
    world.moods = { ...world.moods, ...hanging(services) };
    const atMs = world.nowMs;
    expect(await world.post('acme', standard(withCard))).toBe(status);
    expect(world.telemetry.counted[0]).toBe(metric);
    expect(world.nowMs - atMs).toBeLessThanOrEqual(1000);
  });

  it.each([
    ['nothing else', 'works', 200],
    ['the bucket too', 'hangs', 503],
  ] as const)('an unreadable order, while all sources hang, and %s', async (_what, bucket, status) => {
    await warm();
    world.moods = { ...world.moods, ...hanging(sources), bucket };
    const atMs = world.nowMs;
    expect(await world.post('acme', standard('{}'))).toBe(status);
    expect(world.nowMs - atMs).toBeLessThanOrEqual(1000);
  });

  it.each<[string, Service]>([
    ['the settings', 'settings'],
    ['the secret', 'secrets'],
    ['the key for gift cards', 'cardKey'],
  ])('an order of a fresh process, while %s hangs: 503', async (_what, service) => {
    await warm();
    const fresh = new World();
    Object.assign(fresh, { shops: world.shops, webhookSecrets: world.webhookSecrets, cardKey: world.cardKey });
    fresh.nowMs = world.nowMs;
    fresh.moods[service] = 'hangs';
    expect(await fresh.post('acme', standard(withCard))).toBe(503);
    expect(fresh.nowMs - world.nowMs).toBeLessThanOrEqual(1000);
  });
});
