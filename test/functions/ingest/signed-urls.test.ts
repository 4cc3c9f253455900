import { expect, it } from 'vitest';
import { squareSender } from '../../../lib/senders/square.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { startMs, World } from './fakes.ts';

const secret = 'Ra4j7aXmCvxtGYlSuV0gAg';
const merchant = 'MLQ5ZC7VYC3V4';
const body = squareSender.topics.paid!.body(plainOrder({ id: 'o-1', site: merchant }), new Date(startMs));
const own = 'https://hooks.example/webhooks/cafe';

/** Posts a webhook that is signed with this URL. */
async function post(signedUrl: string, settings: object = {}) {
  const world = new World();
  world.webhookSecrets.set('cafe', { current: secret });
  world.shops.set('cafe', { shop: 'cafe', platform: 'square', platformShopId: merchant, ...settings });
  const shop = { id: 'cafe', webhookUrl: 'https://unused.example', signedUrl };
  const { headers } = squareSender.sign({ shop, body, secret, id: '1', nowMs: startMs, topic: undefined });
  // What the request itself says about its URL must not matter.
  const status = await world.post('cafe', {
    headers: { ...headers, host: 'evil.example' },
    body: Buffer.from(body),
    url: signedUrl,
  });
  return { status, lookups: world.lookups.map(({ orderId }) => orderId) };
}

it('the URL that a platform signs is the one that the stage gives the shop', async () => {
  expect(await post(own)).toEqual({ status: 200, lookups: ['o-1'] });
});

it.each([
  `${own}/`,
  `${own}?a=1`,
  own.toUpperCase(),
  'https://other.example/webhooks/cafe',
  'https://hooks.example/webhooks/oak',
])('a signature of another URL is refused: %s', async (url) => {
  expect(await post(url)).toEqual({ status: 401, lookups: [] });
});

it('or the one that the settings say, to the letter', async () => {
  const webhookUrl = 'https://Pay.example/square/?shop=cafe';
  expect(await post(webhookUrl, { webhookUrl })).toEqual({ status: 200, lookups: ['o-1'] });
  expect(await post(webhookUrl.toLowerCase(), { webhookUrl })).toEqual({ status: 401, lookups: [] });
  expect(await post(own, { webhookUrl })).toEqual({ status: 401, lookups: [] });
});

it('with a URL in a form that only a newer version knows, nothing is proven', async () => {
  expect(await post(own, { webhookUrl: { newer: own } })).toEqual({ status: 503, lookups: [] });
});

it('an event of another seller of the application is answered 200, because a refusal may end the webhooks of all', async () => {
  expect(await post(own, { platformShopId: 'ML000000OTHER' })).toEqual({ status: 200, lookups: [] });
});
