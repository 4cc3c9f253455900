import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { rereadEntry, rereadSettings } from '../../../ops/quarantine/reread-entry.ts';
import { sendingOnce } from '../../../functions/ingest/quarantine.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World, type Mood } from './fakes.ts';

const order = fixture('woocommerce/order.json');
const headers = {
  woocommerce: (signature: string) => ({ 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': signature }),
  shopify: (signature: string) => ({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }),
};

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('woo', settingsOf('woo', 'woocommerce'));
  world.webhookSecrets.set('woo', { current: 'secret' });
});

it('looks at each platform that sends once', () => {
  expect(PlatformName.options.filter((platform) => adapters[platform].sendsOnce === true)).toEqual(sendingOnce);
});

const signed = (platform: keyof typeof headers = 'woocommerce', secret = 'secret') =>
  webhook(headers[platform](createHmac('sha256', secret).update(order).digest('base64')), order);

describe.each<Mood>(['refuses', 'hangs'])('a fresh process, while the settings table %s,', (mood) => {
  beforeEach(() => {
    world.moods.settings = mood;
    world.moods.cardKey = mood;
  });

  it('keeps a genuine webhook of a platform that would not send it again, to be read later', async () => {
    expect(await world.post('woo', signed())).toBe(200);
    expect(world.nowMs - startMs).toBeLessThanOrEqual(1000);
    expect(world.queued).toEqual([]);
    expect(world.telemetry.counted).toEqual(['WebhookQuarantined']);
    const [entry] = world.quarantine;
    expect(entry).toMatchObject({ shop: 'woo', platform: 'woocommerce', reason: expect.stringContaining('settings') });
    const again = await rereadEntry(entry!, {
      settings: async (shop) => rereadSettings(shop, world.shops.get(shop)!),
      cardKeys: async () => undefined,
      cardKey: async () => undefined,
      now: () => world.nowMs,
    });
    expect(again).toMatchObject({ kind: 'event', event: { type: 'paid' } });
  });

  it.each([
    ['a forged one', signed('woocommerce', 'forged')],
    ['one without a signature', webhook({}, order)],
    ['one of a platform that sends it again', signed('shopify')],
  ])('keeps nothing of %s and says 503', async (_what, request) => {
    expect(await world.post('woo', request)).toBe(503);
    expect(world.quarantine).toEqual([]);
    expect(world.telemetry.counted).toEqual(['WebhookLost']);
  });

  it.each(['secrets', 'bucket'] as const)('says 503 within a second where %s fails too', async (other) => {
    world.moods[other] = mood;
    expect(await world.post('woo', signed())).toBe(503);
    expect(world.nowMs - startMs).toBeLessThanOrEqual(1000);
    expect(world.quarantine).toEqual([]);
  });
});

it.each<Mood>(['refuses', 'hangs'])('what neither queue nor table takes is kept too, while they %s', async (mood) => {
  world.moods.queue = mood;
  world.moods.table = mood;
  expect(await world.post('woo', signed())).toBe(200);
  expect(world.quarantine).toMatchObject([{ platform: 'woocommerce', reason: expect.stringContaining('neither') }]);
  expect(world.telemetry.counted).toEqual(['WebhookQuarantined']);
});

it('a process that knows the settings takes the order itself', async () => {
  expect(await world.post('woo', signed())).toBe(200);
  world.moods.settings = 'hangs';
  world.nowMs += 3_600_000;
  expect(await world.post('woo', signed())).toBe(200);
  expect(world.queued).toHaveLength(2);
  expect(world.quarantine).toEqual([]);
});
