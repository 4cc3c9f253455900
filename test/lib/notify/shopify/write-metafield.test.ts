import { describe, expect, it } from 'vitest';
import { metafieldSender } from '../../../../lib/notify/shopify/write-metafield.ts';
import type { Notification } from '../../../../lib/notify/notification.ts';
import { shopifyWorld } from '../../../local/platforms/world.ts';
import { callsOf, limitReached, link, statusOf, thanked, type Disturbance } from '../notification.ts';

const target = { name: 'admin', to: 'shopify-metafield' } as const;
const url = 'https://foo.myshopify.com';
const secret = { to: 'shopify-metafield', platform: { platform: 'shopify', url, accessToken: 'shpat_1' } } as const;

function world({ scopes = ['read_orders', 'write_orders'], disturbances = [] as Disturbance[] } = {}) {
  const { shop, api, clock, ...rest } = shopifyWorld(scopes);
  const { id } = shop.place();
  const { asked, call } = callsOf(api, disturbances);
  const sender = metafieldSender({ call, now: clock.now });
  const send = (notification: Notification = thanked(id)) => sender(target, secret, notification);
  const metafields = () =>
    Object.fromEntries(
      shop.order(id)!.metafields.map(({ namespace, key, type, value }) => [`${namespace}.${key}`, [type, value]]),
    );
  return { id, shop, send, asked, metafields, api, clock, ...rest };
}

const graphql = (errors: object[], more: object = {}): Disturbance => ({
  status: 200,
  body: JSON.stringify({ errors, ...more }),
});

it('writes the status and the links: of the shop’s page, of ThankU and of the certificate', async () => {
  const { id, send, metafields } = world();
  const page = 'https://hooks.example/t/oak?o=1&k=2';
  const links = { ...statusOf(id).links, page };
  expect(await send(thanked(id, { links }))).toEqual({ kind: 'delivered' });
  expect(metafields()).toEqual({
    'thankflow.status': ['json', JSON.stringify({ ...statusOf(id), links })],
    'thankflow.link': ['url', page],
    'thankflow.thanku_link': ['url', link],
    'thankflow.certificate': ['url', 'https://thx.to/c/1'],
  });
});

it('removes links that are gone, and succeeds if they were never there', async () => {
  const { id, send, metafields } = world();
  const reversed = thanked(id, { links: {} });
  expect(await send(reversed)).toEqual({ kind: 'delivered' });
  await send();
  expect(await send(reversed)).toEqual({ kind: 'delivered' });
  expect(Object.keys(metafields())).toEqual(['thankflow.status']);
});

it('leaves the link of the shop’s page if it isn’t known', async () => {
  const { id, send, metafields } = world();
  const page = 'https://hooks.example/t/oak?o=1&k=2';
  await send(thanked(id, { links: { page } }));
  expect(await send(thanked(id, { links: {} }))).toEqual({ kind: 'delivered' });
  expect(metafields()).toHaveProperty(['thankflow.link', 1], page);
});

it('may be repeated', async () => {
  const { send, metafields } = world();
  await send();
  const before = metafields();
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(metafields()).toEqual(before);
});

it('finds no order that was deleted', async () => {
  const { id, shop, send } = world();
  shop.delete(id);
  expect(await send()).toEqual({ kind: 'no-order' });
});

it.each([['shop', limitReached]])('has nothing to write about a %s', async (_, notification) => {
  expect(await world().send(notification)).toMatchObject({ kind: 'refused', code: 'no-status' });
});

it('stops if the secret is a credential of another platform', async () => {
  const { id, clock, api } = world();
  const woo = { platform: 'woocommerce', url, consumerKey: 'ck_12345', consumerSecret: 'cs_12345' } as const;
  const sender = metafieldSender({ ...callsOf(api), now: clock.now });
  expect(await sender(target, { to: 'shopify-metafield', platform: woo }, thanked(id))).toMatchObject({
    kind: 'stop',
    reason: 'unauthorized',
  });
});

it('stops if the app may only read', async () => {
  const { send, metafields } = world({ scopes: ['read_orders'] });
  expect(await send()).toMatchObject({
    kind: 'stop',
    reason: 'unauthorized',
    code: 'scope',
    words: expect.stringContaining('write_orders'),
  });
  expect(metafields()).toEqual({});
});

it('stops if the token was revoked', async () => {
  const { send, account } = world();
  account.revoked = true;
  expect(await send()).toMatchObject({ kind: 'stop', reason: 'unauthorized', code: 'unauthorized' });
});

describe("Shopify's other answers", () => {
  const cost = { requestedQueryCost: 20, throttleStatus: { currentlyAvailable: 0, restoreRate: 10 } };
  it.each<[string, Disturbance, object]>([
    ['a frozen shop', { status: 402 }, { kind: 'stop', reason: 'unauthorized' }],
    ['a locked shop', { status: 423 }, { kind: 'stop', reason: 'unauthorized' }],
    ['a shop that is gone', { status: 404 }, { kind: 'stop', reason: 'moved' }],
    ['a forbidden call', { status: 403 }, { kind: 'stop', reason: 'unauthorized' }],
    [
      'a version that is gone',
      { status: 200, headers: { 'x-shopify-api-version': '2027-10' }, body: '{"data":{}}' },
      { kind: 'stop', reason: 'moved' },
    ],
    [
      'too costly calls',
      graphql([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], { extensions: { cost } }),
      { kind: 'retry', code: 'throttled', afterMs: 2000 },
    ],
    ['too many calls', { status: 429, headers: { 'retry-after': '7' } }, { kind: 'retry', afterMs: 7000 }],
    ['an outage', { status: 503 }, { kind: 'retry', code: 'unavailable' }],
    ['a failure', graphql([{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]), { kind: 'retry' }],
    ['a redirect', { status: 302, headers: { location: 'http://10.0.0.1/' } }, { kind: 'retry', code: 'unavailable' }],
    ['a page', { status: 200, body: '<html>' }, { kind: 'retry', code: 'unavailable' }],
    ['no answer', 'lost before', { kind: 'retry', code: 'unavailable' }],
    ['a lost answer', 'lost after', { kind: 'retry', code: 'unavailable' }],
  ])('%s', async (_, disturbance, outcome) => {
    expect(await world({ disturbances: [disturbance] }).send()).toMatchObject(outcome);
  });

  const userError = (code: string | null, message: string): Disturbance => ({
    status: 200,
    body: JSON.stringify({ data: { metafieldsSet: { userErrors: [{ code, message }] } } }),
  });
  it.each<[string | null, object]>([
    ['INVALID_TYPE', { kind: 'refused', code: 'rejected' }],
    [null, { kind: 'refused', code: 'rejected' }],
    ['APP_NOT_AUTHORIZED', { kind: 'stop', reason: 'unauthorized' }],
    ['INTERNAL_ERROR', { kind: 'retry' }],
    ['STALE_OBJECT', { kind: 'retry' }],
  ])('the user error %s', async (code, outcome) => {
    expect(await world({ disturbances: [userError(code, 'no')] }).send()).toMatchObject(outcome);
  });

  it('quotes what Shopify says without what was sent', async () => {
    const message = `Value ${link} isn't a product, ada@example.com`;
    const outcome = await world({ disturbances: [userError('INVALID_VALUE', message)] }).send();
    expect(outcome).toMatchObject({ words: expect.stringContaining("isn't a product") });
    expect(JSON.stringify(outcome)).not.toMatch(/tk-1001|ada@/);
  });
});

describe('an app that gets its tokens', () => {
  const granting = (body: object) => ({ status: 200, body: JSON.stringify(body) });
  const ok = granting({ data: { metafieldsSet: { userErrors: [] } } });
  const appSecret = {
    to: 'shopify-metafield',
    platform: { platform: 'shopify', url, clientId: 'client-1', clientSecret: 'secret-1' },
  } as const;

  function app(...disturbances: Disturbance[]) {
    const { id, api, clock } = world();
    const { asked, call } = callsOf(api, disturbances);
    const sender = metafieldSender({ call, now: clock.now });
    const grants = () => asked.filter(({ path }) => path.endsWith('/access_token')).length;
    return { clock, grants, send: () => sender(target, appSecret, thanked(id)) };
  }

  it('asks for one token for many writes, and for another one half a day later', async () => {
    const token = granting({ access_token: 'shpat_2' });
    const { clock, grants, send } = app(token, ok, ok, token, ok);
    expect([await send(), await send()]).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }]);
    expect(grants()).toBe(1);
    clock.pass(12.5 * 3_600_000);
    expect(await send()).toEqual({ kind: 'delivered' });
    expect(grants()).toBe(2);
  });

  it('asks for another one after its own was refused', async () => {
    const token = granting({ access_token: 'shpat_2' });
    const { grants, send } = app(token, { status: 401 }, token, ok);
    expect(await send()).toMatchObject({ kind: 'stop' });
    expect(await send()).toEqual({ kind: 'delivered' });
    expect(grants()).toBe(2);
  });
});
