import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { metaSender } from '../../../../lib/notify/woocommerce/write-meta.ts';
import type { Notification } from '../../../../lib/notify/notification.ts';
import { wooCommerceOrderBody } from '../../../../local/platforms/woocommerce/order-body.ts';
import { wooCommerceWorld } from '../../../local/platforms/world.ts';
import { callsOf, limitReached, link, statusOf, thanked, type Disturbance } from '../notification.ts';

const target = { name: 'admin', to: 'woocommerce-meta' } as const;
const platform = {
  platform: 'woocommerce',
  url: 'https://foo.example',
  consumerKey: 'ck_1',
  consumerSecret: 'cs_1',
} as const;
const secret = { to: 'woocommerce-meta', platform } as const;

function world({ permissions, disturbances }: { permissions?: 'read'; disturbances?: Disturbance[] } = {}) {
  const { shop, api, ...rest } = wooCommerceWorld(permissions);
  const { id } = shop.place();
  const { asked, call } = callsOf(api, disturbances);
  const send = (notification: Notification = thanked(id)) => metaSender({ call })(target, secret, notification);
  const meta = () => Object.fromEntries(shop.order(id)!.meta.map(({ key, value }) => [key, value]));
  return { id, shop, send, asked, meta, ...rest };
}

it('writes flat texts and the whole status as JSON', async () => {
  const { id, send, meta } = world();
  const page = 'https://hooks.example/t/oak?o=1&k=2';
  const links = { ...statusOf(id).links, page };
  expect(await send(thanked(id, { links }))).toEqual({ kind: 'delivered' });
  expect(meta()).toEqual({
    thankflow_state: 'posted',
    thankflow_link: page,
    thankflow_thanku_link: link,
    thankflow_certificate: 'https://thx.to/c/1',
    thankflow_impact: '2 trees',
    thankflow_status: JSON.stringify({ ...statusOf(id), links }),
  });
});

it('touches nothing else of the order', async () => {
  const { id, shop, send, clock } = world();
  const body = () => wooCommerceOrderBody(shop.options, shop.order(id)!);
  const before = body();
  clock.pass(60_000);
  await send();
  const changed = Object.keys(before).filter((field) => !isDeepStrictEqual(before[field], body()[field]));
  expect(changed).toEqual(['date_modified', 'date_modified_gmt', 'meta_data']);
});

it('removes a link that is gone, and may be repeated', async () => {
  const { id, send, meta } = world();
  await send();
  expect(
    await send(thanked(id, { links: {}, reversed: { kind: 'cancelled', at: '2026-11-20T13:00:00.000Z' } })),
  ).toEqual({ kind: 'delivered' });
  expect(meta()).not.toHaveProperty('thankflow_thanku_link');
  expect(meta()).toMatchObject({ thankflow_reversed: 'cancelled' });
  await send();
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(Object.keys(meta())).toHaveLength(5);
});

it('writes to an order in the trash, too: it may be restored', async () => {
  const { id, shop, send, meta } = world();
  shop.trash(id);
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(meta()).toHaveProperty('thankflow_thanku_link');
});

it('finds no order that was deleted, which WooCommerce answers 400', async () => {
  const { id, shop, send } = world();
  shop.delete(id);
  expect(await send()).toEqual({ kind: 'no-order' });
});

it('stops if the key may only read', async () => {
  const { send, meta } = world({ permissions: 'read' });
  expect(await send()).toMatchObject({ kind: 'stop', reason: 'unauthorized', code: 'scope' });
  expect(meta()).toEqual({});
});

it('stops if the key was revoked', async () => {
  const { send, account } = world();
  account.revoked = true;
  expect(await send()).toMatchObject({ kind: 'stop', reason: 'unauthorized', code: 'unauthorized' });
});

it('stops if the secret is a credential of another platform', async () => {
  const { id } = world();
  const shopify = { platform: 'shopify', url: platform.url, accessToken: 'shpat_12345' } as const;
  const call = () => () => Promise.reject(new Error('nothing is to be called'));
  const outcome = await metaSender({ call })(target, { to: 'woocommerce-meta', platform: shopify }, thanked(id));
  expect(outcome).toMatchObject({ kind: 'stop', code: 'no-credential' });
});

it('has nothing to write about a shop', async () => {
  expect(await world().send(limitReached)).toMatchObject({ kind: 'refused', code: 'no-status' });
});

it("doesn't mind a shop whose clock is wrong", async () => {
  const { shop, send } = world();
  shop.faults = { ...shop.faults, dateSkewMs: 3_600_000 };
  expect(await send()).toEqual({ kind: 'delivered' });
});

describe("WooCommerce's other answers", () => {
  const failure = (code: string, message = 'x') => JSON.stringify({ code, message, data: {} });
  it.each<[string, Disturbance, object]>([
    [
      'a page',
      { status: 200, body: '<html>' },
      { kind: 'retry', code: 'unavailable', words: expect.stringContaining('JSON') },
    ],
    ['another order', { status: 200, body: '{"id":7}' }, { kind: 'retry', code: 'unavailable' }],
    ['another form', { status: 200, body: '{}' }, { kind: 'retry', code: 'unreadable' }],
    ['an outage', { status: 503 }, { kind: 'retry', code: 'unavailable' }],
    ['no answer', 'lost before', { kind: 'retry', code: 'unavailable' }],
    ['a lost answer', 'lost after', { kind: 'retry', code: 'unavailable' }],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://other.example' } },
      { kind: 'retry', code: 'unavailable' },
    ],
    ['too many calls', { status: 429, headers: { 'retry-after': '9' } }, { kind: 'retry', afterMs: 9000 }],
    ['a firewall', { status: 403, body: '<html>' }, { kind: 'retry', code: 'unavailable' }],
    ['no REST API', { status: 404, body: '<html>' }, { kind: 'stop', reason: 'moved' }],
    ['no route', { status: 404, body: failure('rest_no_route') }, { kind: 'stop', reason: 'moved' }],
    ['a 404 of a plugin', { status: 404, body: failure('plugin_says_no') }, { kind: 'retry', code: 'unavailable' }],
    [
      'no right to edit',
      { status: 403, body: failure('woocommerce_rest_cannot_edit') },
      { kind: 'stop', code: 'scope' },
    ],
    [
      'a refusal',
      { status: 400, body: failure('rest_invalid_param', `Invalid parameter(s): ${link} of ada@example.com`) },
      { kind: 'refused', code: 'rejected', words: expect.stringContaining('rest_invalid_param') },
    ],
    ['a 400 of something else', { status: 400, body: '<html>' }, { kind: 'retry', code: 'unavailable' }],
  ])('%s', async (_, disturbance, expected) => {
    const outcome = await world({ disturbances: [disturbance] }).send();
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toMatch(/tk-1001|ada@/);
  });
});
