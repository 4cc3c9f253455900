import { beforeEach, describe, expect, it } from 'vitest';
import { webhookOf } from '../../../lib/quarantine/entry.ts';
import { wix } from '../../../lib/platforms/wix/adapter.ts';
import { wixPayment } from '../../../lib/senders/wix.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { newSentSecret, signedWith } from '../../../lib/senders/sent-secret.ts';
import { signedWebhook, type SigningOptions } from '../../../lib/senders/signed-webhook.ts';
import { webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World } from './fakes.ts';

/* Wix's bodies contain their signature, and one key signs for all sites of an app. */

const site = '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931';
const keys = newSentSecret('wix');
const shop = { id: 'acme', platform: 'wix', platformShopId: site, webhookUrl: '', ...signedWith(keys) };
const order = plainOrder({ id: '2f6d1c7e-94b3-4a58-b0f1-6c8e3d5a7b90', paidAt: new Date(startMs) });
const paid = wixPayment(order, order.paidAt);
const unreadable = wixPayment(order, order.paidAt, { currency: null });
const signed = (body: string, options: SigningOptions = {}, platformShopId = site) => {
  const { headers, body: token } = signedWebhook({ ...shop, platformShopId }, body, { nowMs: startMs, ...options });
  return webhook(headers, String(token));
};

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', { ...settingsOf('acme', 'standard'), platform: 'wix', platformShopId: site });
  world.webhookSecrets.set('acme', keys);
});

it('a token is accepted', async () => {
  expect(await world.post('acme', signed(paid))).toBe(200);
  expect(world.queued).toMatchObject([{ type: 'paid', order: { orderId: order.id } }]);
});

it.each([
  ['with another app’s key', 401, signed(paid, { secret: newSentSecret('wix').signingKey! }), 'WebhookRefused'],
  ['that isn’t a token', 401, webhook({}, paid), undefined],
  ['of another site', 200, signed(paid, {}, '00000000-0000-4000-8000-000000000000'), 'WebhookOtherSite'],
])('a body %s is answered %i and stored nowhere', async (_, status, request, metric) => {
  expect(await world.post('acme', request)).toBe(status);
  expect(world.telemetry.counted).toEqual(metric === undefined ? [] : [metric]);
  expect([world.queued, world.parked, world.quarantine]).toEqual([[], [], []]);
});

it('with a secret that isn’t a key, nothing is refused for good', async () => {
  world.webhookSecrets.set('acme', { current: 'correct horse battery staple' });
  expect(await world.post('acme', signed(paid))).toBe(503);
  expect(world.telemetry.counted).toEqual(['WebhookSecretMissing']);
});

describe('quarantine', () => {
  it('keeps no signature of a token, and what it keeps can be read again', async () => {
    const request = signed(unreadable);
    expect(await world.post('acme', request)).toBe(200);
    const [entry] = world.quarantine;
    expect(entry).toMatchObject({ platform: 'wix', reason: expect.stringContaining('currency'), bodyIs: 'raw' });
    const signature = request.body.toString().split('.').at(-1)!;
    const kept = Buffer.from(entry!.body, 'base64').toString();
    expect(kept).toContain(order.id);
    expect(kept).not.toContain(signature);
    const again = await webhookOf(entry!, () => Promise.reject(new Error('it isn’t sealed')));
    expect(() => wix.read(again, { shop: 'acme', receivedAtMs: startMs })).toThrow('currency: expected a currency');
  });

  it('has one entry of an event that is sent again in a new token', async () => {
    await world.post('acme', signed(unreadable));
    await world.post('acme', signed(unreadable, { nowMs: startMs + 60_000 }));
    expect(new Set(world.quarantine.map(({ id }) => id)).size).toBe(1);
    expect(world.quarantine).toHaveLength(2);
  });
});
