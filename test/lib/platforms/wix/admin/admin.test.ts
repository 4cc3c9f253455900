import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../../lib/order/event.ts';
import { readWix } from '../../../../../lib/platforms/wix/read.ts';
import { PlatformSecret } from '../../../../../lib/reconcile/platform-secret.ts';
import { wixApp } from '../../../../local/platforms/world.ts';
import { siteWithAdmin } from './site.ts';

const minute = 60_000;
const read = (webhook: Awaited<ReturnType<ReturnType<typeof siteWithAdmin>['admin']['fetch']>>) =>
  readWix(webhook!, { shop: 'foo', receivedAtMs: 0, settings: { platformShopId: wixApp.instanceId } });

describe('fetching an order', () => {
  it('gives the order as the reader reads it, with its time of payment and its gift cards', async () => {
    const { shop, admin, clock } = siteWithAdmin();
    const { id } = shop.place({ shipping: '4.90', paid: false });
    clock.pass(minute);
    shop.pay(id);
    clock.pass(minute);
    shop.edit(id);
    const reading = read(await admin.fetch(id));
    expect(reading).toMatchObject({
      type: 'paid',
      changedAt: '2026-11-20T12:02:00.000Z',
      order: { orderId: id, amount: '34.25', subtotal: '29.35', paidAt: '2026-11-20T12:01:00.000Z', refunds: [] },
    });
    expect(PaidEvent.parse(reading).order.giftCardAmount).toBeUndefined();
  });

  it('says what a gift card paid', async () => {
    const { shop, admin } = siteWithAdmin();
    const { id } = shop.place({ gateways: ['gift_card'] });
    expect(read(await admin.fetch(id))).toMatchObject({ order: { giftCardAmount: '29.35' } });
  });

  it('deducts what was refunded, with its ID', async () => {
    const { shop, admin } = siteWithAdmin();
    const { id } = shop.place();
    shop.refund(id, { amount: '5.00' });
    shop.refund(id, { amount: '1.00', status: 'failure' });
    expect(read(await admin.fetch(id))).toMatchObject({ order: { amount: '24.35', refunds: [{ amount: '5.00' }] } });
  });

  it.each([
    ['refund', { type: 'refunded', full: true, refunds: [{ amount: '29.35' }] }],
    ['cancel', { type: 'cancelled' }],
  ] as const)('after a %s says so', async (change, reading) => {
    const { shop, admin } = siteWithAdmin();
    const { id } = shop.place();
    shop[change](id);
    expect(read(await admin.fetch(id))).toMatchObject(reading);
  });

  it.each(['65b3f0a1-c2d3-4e4f-8a5b-000000000009', '../search', ''])(
    'gives nothing for "%s", which does not exist',
    async (id) => {
      expect(await siteWithAdmin().admin.fetch(id)).toBeUndefined();
    },
  );

  it('never takes an order for gone because the API is gone', async () => {
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
});

it('another order than the one that was asked for is refused', async () => {
  const { shop, admin, between } = siteWithAdmin();
  const [{ id }, other] = [shop.place(), shop.place()];
  between.alter = (answer) => ({ ...answer, body: answer.body.replaceAll(id, other.id) });
  await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
});

describe('the token', () => {
  it('is asked for once, and again shortly before it expires', async () => {
    const { admin, asked, clock } = siteWithAdmin();
    const grants = () => asked.filter((one) => one === 'POST /oauth2/token').length;
    await admin.access();
    await admin.access();
    expect(grants()).toBe(1);
    clock.pass(4 * 60 * minute - minute + 1);
    await admin.access();
    expect(grants()).toBe(2);
  });

  it('is asked for again if Wix refuses it', async () => {
    const { admin, account } = siteWithAdmin();
    await admin.access();
    account.tokens.clear();
    expect(await admin.access()).toMatchObject({ missingScopes: [] });
  });

  it('is not remembered if there was none', async () => {
    const { admin, between } = siteWithAdmin();
    between.alter = () => ({ status: 503, headers: {}, body: '' });
    await expect(admin.access()).rejects.toMatchObject({ kind: 'unavailable' });
    between.alter = (answer) => answer;
    expect(await admin.access()).toMatchObject({ missingScopes: [] });
  });

  it.each([{ appId: 'another' }, { appSecret: 'another' }, { instanceId: 'another' }])(
    'needs the right app and site: %j',
    async (app) => {
      await expect(siteWithAdmin(app).admin.access()).rejects.toMatchObject({ kind: 'unauthorized' });
    },
  );

  it('goes to Wix alone', () => {
    const secret = (url: string) => PlatformSecret.safeParse({ platform: 'wix', url, ...wixApp }).success;
    expect(secret('https://www.wixapis.com')).toBe(true);
    expect(secret('http://127.0.0.1:4000')).toBe(true);
    expect(secret('https://www.wixapis.com.evil.example')).toBe(false);
    expect(secret('http://www.wixapis.com')).toBe(false);
  });
});

describe('a refusal', () => {
  it('for another site than the settings comes before anything is asked', async () => {
    const { admin, asked } = siteWithAdmin({}, '00000000-0000-4000-8000-000000000000');
    await expect(admin.access()).rejects.toMatchObject({ kind: 'no-credential' });
    expect(asked).toEqual([]);
    await expect(siteWithAdmin({}, wixApp.instanceId.toUpperCase()).admin.access()).resolves.toBeDefined();
  });

  it('for a missing permission names it', async () => {
    const { admin, account } = siteWithAdmin();
    account.readOrders = false;
    expect(await admin.access()).toMatchObject({ missingScopes: ['Read Orders'] });
    await expect(admin.fetch('any')).rejects.toMatchObject({ kind: 'scope' });
  });

  it('for too many calls says when to try again', async () => {
    const { admin, shop } = siteWithAdmin();
    await admin.access();
    shop.faults = { ...shop.faults, tooManyRequests: 1, retryAfterSeconds: 7 };
    await expect(admin.access()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 7000 });
  });

  it.each([
    [{ status: 200, headers: {}, body: '<html>' }, 'unavailable'],
    [{ status: 200, headers: {}, body: '{"orders":[{}]}' }, 'unreadable'],
    [{ status: 400, headers: {}, body: '{}' }, 'version'],
    [{ status: 302, headers: {}, body: '' }, 'unavailable'],
    [{ status: 409, headers: {}, body: '{}' }, 'unavailable'],
    [{ status: 200, headers: { date: 'Fri, 20 Nov 2026 13:00:00 GMT' }, body: '{"orders":[]}' }, 'clock'],
  ])('for the answer %j', async (answer, kind) => {
    const { admin, between } = siteWithAdmin();
    await admin.access();
    between.alter = () => answer;
    await expect(admin.access()).rejects.toMatchObject({ kind });
  });

  it('for a webhook, because only the dashboard creates and shows them', async () => {
    const { admin } = siteWithAdmin();
    expect([await admin.subscriptions(), admin.topics]).toEqual([[], []]);
    await expect(admin.subscribe('any', 'https://api.example/', undefined)).rejects.toMatchObject({ kind: 'scope' });
  });
});
