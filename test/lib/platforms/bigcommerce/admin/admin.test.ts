import { describe, expect, it } from 'vitest';
import { storeHash, storeWorld, token } from './store.ts';

const second = 1000;
const minute = 60 * second;
const url = 'https://api.example/webhooks/foo';

describe('a refusal', () => {
  it.each([
    [400, '[{"status":400}]', 'version'],
    [401, '', 'unauthorized'],
    [403, '[{"status":403}]', 'scope'],
    [403, '<html>', 'unavailable'],
    [404, '<html>', 'unavailable'],
    [410, '', 'unavailable'],
    [302, '', 'unavailable'],
    [500, '[]', 'unavailable'],
    [503, '', 'unavailable'],
    [418, '', 'unavailable'],
  ])('with the status %i and the body %s is %s', async (status, body, kind) => {
    const { admin, between, shop } = storeWorld();
    const { id } = shop.place();
    between.alter = () => ({ status, headers: {}, body });
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind });
  });

  it('of too many calls waits as long as BigCommerce says', async () => {
    const { admin, shop, between } = storeWorld();
    shop.faults = { ...shop.faults, tooManyRequests: 1, retryAfterSeconds: 7 };
    await expect(admin.fetch('101')).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 7000 });
    between.alter = () => ({ status: 429, headers: {}, body: '' });
    await expect(admin.fetch('101')).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 30_000 });
  });

  it('of a store’s call beyond the limit says when the next is allowed', async () => {
    const { admin, clock } = storeWorld();
    for (let made = 0; made < 75; made++) await admin.fetch('999');
    clock.pass(10 * second);
    await expect(admin.fetch('999')).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 20_000 });
    clock.pass(20 * second);
    expect(await admin.fetch('999')).toBeUndefined();
  });

  it('of a clock that is far from ours', async () => {
    const { admin, shop } = storeWorld();
    shop.faults = { ...shop.faults, dateSkewMs: 6 * minute };
    await expect(admin.list({ fromMs: 0, untilMs: 1 })).rejects.toMatchObject({ kind: 'clock' });
  });

  it('quotes nothing of the token', async () => {
    const { admin, account } = storeWorld();
    account.revoked = true;
    await expect(admin.access()).rejects.toThrow(new RegExp(`^(?!.*${token}).*\\(401\\)`));
  });

  it('comes before any call, if the credential is for another store than the settings', async () => {
    const { admin, asked } = storeWorld({ settings: { platformShopId: 'another0001' } });
    await expect(admin.fetch('101')).rejects.toMatchObject({ kind: 'no-credential' });
    await expect(admin.access()).rejects.toMatchObject({ kind: 'no-credential' });
    expect(asked).toEqual([]);
    expect(await storeWorld({ settings: { platformShopId: storeHash } }).admin.fetch('101')).toBeUndefined();
  });
});

describe('access', () => {
  const shop = `the store ${storeHash}`;

  it('names the store, and the missing scope', async () => {
    expect(await storeWorld().admin.access()).toEqual({ missingScopes: [], limits: [], shop });
    const { admin } = storeWorld({ orders: false });
    expect(await admin.access()).toEqual({ missingScopes: ['Orders: read-only'], limits: [], shop });
  });
});

describe('webhooks', () => {
  it('are created, listed, and switched on again', async () => {
    const { admin, shop } = storeWorld();
    expect(await admin.subscriptions()).toEqual([]);
    for (const topic of admin.topics) await admin.subscribe(topic, url, undefined);
    const all = admin.topics.map((topic) => ({ topic, url, state: 'active' }));
    expect(await admin.subscriptions()).toMatchObject(all);
    shop.outbox.subscriptions[1]!.status = 'disabled';
    expect((await admin.subscriptions()).map(({ state }) => state)).toContain('paused');
    await admin.subscribe(admin.topics[1]!, url, undefined);
    expect(await admin.subscriptions()).toMatchObject(all);
  });

  it('are refused with the reason, if BigCommerce doesn’t take them', async () => {
    const { admin } = storeWorld();
    await expect(admin.subscribe('store/order/created', 'http://shop.example/', undefined)).rejects.toMatchObject({
      kind: 'version',
    });
  });

  it('may be on several pages', async () => {
    const { admin, between, asked } = storeWorld();
    const hook = (id: number) => ({ id, scope: 'store/order/created', destination: url, is_active: true });
    const page = (pages: number) => ({
      status: 200,
      headers: {},
      body: JSON.stringify({ data: [hook(asked.length)], meta: { pagination: { total_pages: pages } } }),
    });
    between.alter = () => page(3);
    expect((await admin.subscriptions()).map(({ id }) => id)).toEqual(['1', '2', '3']);
    between.alter = () => page(1e9);
    await expect(admin.subscriptions()).rejects.toMatchObject({ kind: 'paging' });
  });
});
