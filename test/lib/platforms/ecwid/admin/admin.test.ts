import { describe, expect, it } from 'vitest';
import { ecwidAdmin } from '../../../../../lib/platforms/ecwid/admin/admin.ts';
import { start, storeWithAdmin, token } from './store.ts';

const html = '<html>not Ecwid</html>';
const failure = (errorCode: string) => JSON.stringify({ errorMessage: 'no', errorCode });

describe('a refusal', () => {
  it.each([
    [401, '', 'unauthorized', /mistyped or revoked/],
    [402, failure('STORE_IS_SUSPENDED'), 'unauthorized', /plan.*suspended/],
    [402, failure('NOT_AVAILABLE_ON_CURRENT_PLAN'), 'unauthorized', /plan/],
    [403, failure('INVALID_API_TOKEN'), 'unauthorized', /secret token/],
    [403, html, 'unavailable', /in front of .* secret token/],
    [403, failure('INSUFFICIENT_APP_SCOPE'), 'scope', /read_orders or read_store_profile/],
    [403, '{"errorMessage":"INSUFFICIENT_APP_SCOPE"}', 'scope', /read_orders/],
    [404, failure('STORE_NOT_FOUND'), 'unauthorized', /no store 15695068/],
    [405, '', 'version', /update thankflow/],
    [410, '', 'version', /update thankflow/],
    [408, failure('TIMEOUT'), 'unavailable', /too long/],
    [302, '', 'unavailable', /redirects/],
    [500, failure('INTERNAL_ERROR'), 'unavailable', /failed/],
    [503, html, 'unavailable', /failed/],
    [204, '', 'unavailable', /found something else/],
    [200, html, 'unavailable', /expected JSON/],
    [200, '{', 'unavailable', /expected JSON/],
  ])('%i %s is %s', async (status, body, kind, message) => {
    const { shop, admin, between } = storeWithAdmin();
    const { number } = shop.place();
    between.alter = () => ({ status, headers: {}, body });
    const refused = { kind, message: expect.stringMatching(message) };
    await expect(admin.fetch(number)).rejects.toMatchObject(refused);
    await expect(admin.list({ fromMs: start, untilMs: start + 1 })).rejects.toMatchObject(refused);
  });

  it('of too many calls says for how long', async () => {
    const { shop, admin, between } = storeWithAdmin();
    const { number } = shop.place();
    shop.faults = { ...shop.faults, tooManyRequests: 1, retryAfterSeconds: 42 };
    await expect(admin.fetch(number)).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 42_000 });
    between.alter = () => ({ status: 429, headers: {}, body: '' });
    await expect(admin.fetch(number)).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 10_000 });
  });

  it('never takes an order for gone because the API or the store is', async () => {
    const { shop, admin, between } = storeWithAdmin();
    const { number } = shop.place();
    between.alter = () => ({ status: 404, headers: {}, body: html });
    await expect(admin.fetch(number)).rejects.toMatchObject({ kind: 'version' });
    between.alter = () => ({ status: 200, headers: {}, body: '{"message":"welcome"}' });
    await expect(admin.fetch(number)).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('of an order without a currency waits', async () => {
    const { shop, admin, between } = storeWithAdmin();
    const { number } = shop.place();
    between.alter = (answer, path) => (path === '/profile' ? { ...answer, body: '{}' } : answer);
    await expect(admin.fetch(number)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('the credential', () => {
  it('is for the store of the settings', async () => {
    const { call, clock, shop, asked } = storeWithAdmin();
    const { number } = shop.place();
    const other = ecwidAdmin(call, token, clock.now, { platformShopId: '1003' });
    await expect(other.fetch(number)).rejects.toMatchObject({ kind: 'no-credential' });
    expect(asked).toEqual([]);
    expect(await ecwidAdmin(call, token, clock.now, { platformShopId: token.storeId }).fetch(number)).toBeDefined();
  });

  it.each([
    [['read_orders', 'read_store_profile'] as const, []],
    [['read_orders'] as const, ['read_store_profile']],
    [[] as const, ['read_orders', 'read_store_profile']],
  ])('with the scopes %j lacks %j', async (scopes, missingScopes) => {
    const { admin } = storeWithAdmin({ scopes: [...scopes] });
    expect(await admin.access()).toEqual({ missingScopes, limits: [], shop: 'the store 15695068' });
  });

  it('that is revoked may do nothing', async () => {
    const { admin, account } = storeWithAdmin();
    account.revoked = true;
    await expect(admin.access()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('shows no webhooks, and makes none', async () => {
    const { admin } = storeWithAdmin();
    expect([await admin.subscriptions(), admin.topics]).toEqual([[], []]);
    await expect(admin.subscribe('order.created', 'https://api.example/', undefined)).rejects.toThrow(/support/);
  });
});
