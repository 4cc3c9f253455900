import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ShopSettings } from '../../../lib/shops/settings.ts';
import { everyLevel, newerSettings, withNewer } from '../../lib/shops/newer.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, World } from './fakes.ts';

const order = fixture('woocommerce/order.json');
const signed = (secret = 'secret') => {
  const signature = createHmac('sha256', secret).update(order).digest('base64');
  return webhook({ 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': signature }, order);
};
const plain = settingsOf('woo', 'woocommerce');
const base = { ...plain, ...everyLevel.rest, thanku: { ...plain.thanku, ...everyLevel.thanku } };

let world: World;
beforeEach(() => {
  world = new World();
  world.webhookSecrets.set('woo', { current: 'secret' });
});

const queuedPaid = [expect.objectContaining({ type: 'paid', shop: 'woo' })];

describe('a shop whose settings are of a newer version', () => {
  it.each(newerSettings)('has its webhooks accepted and forgeries refused: %s', async (_, path, value) => {
    const newer = withNewer(base, path, value);
    expect(ShopSettings.safeParse(newer).success).toBe(false);
    world.shops.set('woo', newer);
    expect(await world.post('woo', signed())).toBe(200);
    expect(world.queued).toEqual(queuedPaid);
    expect(await world.post('woo', signed('forged'))).toBe(401);
  });

  it.each([undefined, 'text', [], { slug: ['a'] }])('and no `thanku` that is known: %j', async (thanku) => {
    world.shops.set('woo', { ...base, thanku });
    expect(await world.post('woo', signed())).toBe(200);
    expect(world.queued).toEqual(queuedPaid);
  });

  it('has what it cannot be read by in quarantine, verified and to be read again, and never a forgery', async () => {
    world.shops.set('woo', { ...base, paidStatuses: { packing: 'paid' } });
    expect(await world.post('woo', signed('forged'))).toBe(401);
    expect(world.quarantine).toEqual([]);
    expect(await world.post('woo', signed())).toBe(200);
    expect(world.queued).toEqual([]);
    expect(world.quarantine).toMatchObject([{ shop: 'woo', reason: expect.stringContaining('settings-newer') }]);
  });
});

describe('a shop of a platform that this version does not know', () => {
  const other = webhook({ 'x-new-signature': 'abc' }, order);

  it('has its webhooks answered 503 and not 401, also by a process that remembers another platform', async () => {
    world.shops.set('woo', base);
    expect(await world.post('woo', signed())).toBe(200);
    world.shops.set('woo', { ...base, platform: 'new-platform' });
    world.nowMs += 3_600_000;
    expect(await world.post('woo', other)).toBe(503);
    expect(world.telemetry.counted).toContain('WebhookLost');
    expect(world.quarantine).toEqual([]);
  });

  it('keeps those that come once and that the shop’s secret proves', async () => {
    world.shops.set('woo', { ...base, platform: 'woocommerce-next' });
    expect(await world.post('woo', signed('forged'))).toBe(503);
    expect(world.quarantine).toEqual([]);
    expect(await world.post('woo', signed())).toBe(200);
    expect(world.quarantine).toMatchObject([{ platform: 'woocommerce', shop: 'woo' }]);
  });
});
