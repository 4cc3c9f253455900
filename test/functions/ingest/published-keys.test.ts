import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../lib/durations.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { saleorEvent, saleorSender } from '../../../lib/senders/saleor.ts';
import { newSentSecret, signedWith } from '../../../lib/senders/sent-secret.ts';
import { signedWebhook } from '../../../lib/senders/signed-webhook.ts';
import { webhook } from '../../support/webhook.ts';
import { settingsOf, startMs, World } from './fakes.ts';

/* Saleor publishes its keys at the domain in the settings, and gives up for ever after any 4xx. */

const domain = 'acme.saleor.cloud';
const url = `https://${domain}/.well-known/jwks.json`;
const [keys, newer] = [newSentSecret('saleor'), newSentSecret('saleor')];
const shopWith = (secret: typeof keys) => ({
  id: 'acme',
  platform: 'saleor',
  platformShopId: domain,
  webhookUrl: '',
  ...signedWith(secret),
});
const published = (...secrets: (typeof keys)[]): string => {
  const sets = secrets.map(
    (secret) => JSON.parse(saleorSender.publicKey!(shopWith(secret)).text) as { keys: object[] },
  );
  return JSON.stringify({ keys: sets.flatMap((set) => set.keys) });
};
const order = plainOrder({ id: 'T3JkZXI6MQ==', paidAt: new Date(startMs) });
const paid = saleorEvent('ORDER_FULLY_PAID', order, order.paidAt);
const signed = (secret = keys, body = paid) => {
  const { headers, body: sent } = signedWebhook(shopWith(secret), body);
  return webhook(headers, String(sent));
};

let world: World;
beforeEach(() => {
  world = new World();
  world.shops.set('acme', { ...settingsOf('acme', 'standard'), platform: 'saleor', platformShopId: domain });
  world.publicKeys.set(url, published(keys));
});

it('a webhook is accepted with the key that the shop’s domain publishes, which is fetched once', async () => {
  expect(await world.post('acme', signed())).toBe(200);
  expect(await world.post('acme', signed())).toBe(200);
  expect(world.queued).toMatchObject([{ type: 'paid', order: { orderId: order.id } }, { type: 'paid' }]);
  expect(world.keysFetched).toEqual([url]);
});

it('headers name no other host', async () => {
  world.publicKeys.set('https://evil.example/.well-known/jwks.json', published(newer));
  const evil = { 'saleor-domain': 'evil.example', 'saleor-api-url': 'https://evil.example/graphql/' };
  const { headers } = signed(newer);
  expect(await world.post('acme', webhook({ ...headers, ...evil }, paid))).toBe(401);
  expect(new Set(world.keysFetched)).toEqual(new Set([url]));
});

it('a key that was replaced is found at once, also while both are published', async () => {
  await world.post('acme', signed());
  world.publicKeys.set(url, published(newer, keys));
  expect(await world.post('acme', signed(newer))).toBe(200);
  expect(await world.post('acme', signed(keys))).toBe(200);
  world.nowMs += minuteMs;
  world.publicKeys.set(url, published(newer));
  world.nowMs += hourMs;
  expect(await world.post('acme', signed(newer))).toBe(200);
});

describe('a forgery is answered 401, and stored nowhere', () => {
  it.each([
    ['another shop’s key', signed(newer)],
    ['no signature', webhook({}, paid)],
    ['a secret key', webhook({ 'saleor-signature': 'a'.repeat(64) }, paid)],
    ['another body', webhook(signed().headers, paid.replace('29.35', '2935'))],
  ])('with %s', async (_, request) => {
    expect(await world.post('acme', request)).toBe(401);
    expect([world.queued, world.parked, world.quarantine]).toEqual([[], [], []]);
  });
});

describe('what can’t be decided is answered 503, so that Saleor sends it again', () => {
  it.each(['refuses', 'hangs'] as const)('while the host %s', async (mood) => {
    world.moods.keyHost = mood;
    expect(await world.post('acme', signed())).toBe(503);
  });

  it.each(['', '<html>maintenance</html>', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}'])(
    'if the key set is %j',
    async (text) => {
      world.publicKeys.set(url, text);
      expect(await world.post('acme', signed())).toBe(503);
    },
  );

  it('if there is no key set: the settings name another host', async () => {
    world.publicKeys.clear();
    expect(await world.post('acme', signed())).toBe(503);
  });
});
