import { describe, expect, it } from 'vitest';
import { readSquarespace } from '../../../../../lib/platforms/squarespace/read.ts';
import { websiteIdOf } from '../../../../../local/platforms/squarespace/webhooks.ts';
import { siteWithAdmin } from './site.ts';

const minute = 60_000;
const page = { status: 404, headers: {}, body: '<html>404</html>' };

describe('fetching an order', () => {
  it('gives the order as the reader of webhooks reads it', async () => {
    const { shop, admin, clock } = siteWithAdmin();
    const { id } = shop.place({ shipping: '4.90' });
    const webhook = await admin.fetch(id);
    expect(readSquarespace(webhook!, { shop: 'foo', receivedAtMs: clock.now() })).toMatchObject({
      type: 'paid',
      changedAt: '2026-11-20T12:00:00.000Z',
      order: { orderId: id, amount: '34.25', subtotal: '29.35', customer: { firstName: 'Ada' } },
    });
  });

  it.each([
    ['refund', { type: 'refunded', full: true, refundsComplete: true }],
    ['cancel', { type: 'cancelled' }],
  ] as const)('after a %s says so', async (change, reading) => {
    const { shop, admin, clock } = siteWithAdmin();
    const { id } = shop.place();
    shop[change](id);
    const webhook = await admin.fetch(id);
    expect(readSquarespace(webhook!, { shop: 'foo', receivedAtMs: clock.now() })).toMatchObject(reading);
  });

  it.each(['65b3f0a1c2d3e4f500000009', 'TEST', '../authorization/website', ''])(
    'gives nothing for "%s", which does not exist',
    async (id) => {
      expect(await siteWithAdmin().admin.fetch(id)).toBeUndefined();
    },
  );

  it('never takes an order for gone because the version is gone', async () => {
    const { shop, admin } = siteWithAdmin();
    const { id } = shop.place();
    shop.faults = { ...shop.faults, versionGone: true };
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'version' });
  });

  it('refuses an answer that is older than the list', async () => {
    const { shop, admin } = siteWithAdmin();
    const { id } = shop.place();
    await expect(admin.fetch(id, '2026-11-20T12:00:00.001Z')).rejects.toMatchObject({ kind: 'outdated' });
  });

  it.each(['{"id":"65b3f0a1c2d3e4f500000002"}', '[]', '<html></html>'])('refuses %s for an order', async (body) => {
    const { shop, admin, between } = siteWithAdmin();
    const { id } = shop.place();
    between.alter = () => ({ status: 200, headers: {}, body });
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a refusal', () => {
  const refused = async (alter: () => { status: number; headers: Record<string, string>; body: string }) => {
    const { admin, between, shop } = siteWithAdmin();
    const { id } = shop.place();
    between.alter = alter;
    return await admin.fetch(id).then(
      () => 'none',
      (error: unknown) => error,
    );
  };
  const failure = (type: string) => JSON.stringify({ type, subtype: null, message: '', details: null, contextId: 'x' });

  it.each([
    [400, failure('INVALID_REQUEST_ERROR'), 'version'],
    [400, '<html>', 'unavailable'],
    [402, failure('WEBSITE_EXPIRED'), 'unauthorized'],
    [403, '<html>', 'unavailable'],
    [404, '<html>', 'version'],
    [410, '', 'version'],
    [302, '', 'unavailable'],
    [500, failure('SERVER_ERROR'), 'unavailable'],
    [503, '', 'unavailable'],
    [418, '', 'unavailable'],
  ])('with the status %i and the body %s is %s', async (status, body, kind) => {
    expect(await refused(() => ({ status, headers: {}, body }))).toMatchObject({ kind });
  });

  it('of an unknown key', async () => {
    const { admin, account } = siteWithAdmin();
    account.revoked = true;
    await expect(admin.list({ fromMs: 0, untilMs: 1 })).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('of a key without the permission', async () => {
    const { admin } = siteWithAdmin({ orders: false });
    await expect(admin.list({ fromMs: 0, untilMs: 1 })).rejects.toMatchObject({ kind: 'scope' });
  });

  it('of too many calls waits for a minute, unless the answer says for how long', async () => {
    const { admin, shop } = siteWithAdmin();
    shop.faults = { ...shop.faults, tooManyRequests: 1 };
    await expect(admin.fetch('65b3f0a1c2d3e4f500000009')).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: minute,
    });
    expect(await refused(() => ({ status: 429, headers: { 'retry-after': '7' }, body: '' }))).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 7000,
    });
  });

  it('of a clock that is far from ours', async () => {
    const { admin, shop } = siteWithAdmin();
    shop.faults = { ...shop.faults, dateSkewMs: 6 * minute };
    await expect(admin.list({ fromMs: 0, untilMs: 1 })).rejects.toMatchObject({ kind: 'clock' });
  });

  it('quotes nothing of the key', async () => {
    const { admin, account } = siteWithAdmin();
    account.revoked = true;
    await expect(admin.access()).rejects.toThrow(/^(?!.*key-1)/);
  });
});

describe('access', () => {
  const site = `the site ${websiteIdOf('foo')}`;

  it('names the site', async () => {
    expect(await siteWithAdmin().admin.access()).toEqual({ missingScopes: [], limits: [], shop: site });
  });

  it('names the missing permission', async () => {
    const { admin } = siteWithAdmin({ orders: false });
    expect(await admin.access()).toEqual({ missingScopes: ['Orders: Read Only'], limits: [], shop: site });
  });

  it('needs a version that exists', async () => {
    const { admin, between } = siteWithAdmin();
    between.alter = () => page;
    await expect(admin.access()).rejects.toMatchObject({ kind: 'version' });
  });
});

describe('webhook subscriptions', () => {
  it('are shown to OAuth tokens, with a line for each topic', async () => {
    const { admin, call } = siteWithAdmin({ token: 'oauth' });
    const subscription = { endpointUrl: 'https://api.example/webhooks/foo', topics: ['order.create', 'order.update'] };
    call('POST /1.0/webhook_subscriptions', { body: subscription });
    const found = await admin.subscriptions();
    expect(found.map(({ topic, url, state }) => ({ topic, url, state }))).toEqual([
      { topic: 'order.create', url: subscription.endpointUrl, state: 'active' },
      { topic: 'order.update', url: subscription.endpointUrl, state: 'active' },
    ]);
  });

  it('are neither shown to API keys, nor made by them', async () => {
    const { admin } = siteWithAdmin();
    await expect(admin.subscriptions()).rejects.toMatchObject({ kind: 'scope' });
    await expect(admin.subscribe('order.create', 'https://api.example/', undefined)).rejects.toMatchObject({
      kind: 'scope',
    });
  });
});
