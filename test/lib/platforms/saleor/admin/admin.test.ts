import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../../lib/order/event.ts';
import { readSaleor } from '../../../../../lib/platforms/saleor/read.ts';
import { PlatformSecret } from '../../../../../lib/reconcile/platform-secret.ts';
import { shopAddress } from '../../../../../ops/platform/address.ts';
import { shopWithAdmin } from './shop.ts';

const minute = 60_000;
type Fetched = Awaited<ReturnType<ReturnType<typeof shopWithAdmin>['admin']['fetch']>>;
const read = (webhook: Fetched) => readSaleor(webhook!, { shop: 'foo', receivedAtMs: 0 });

describe.each(['3.20.117', '3.21.3', '3.22.31', '3.23.12', '3.24.0'])('an order from Saleor %s', (version) => {
  it('is fetched as the reader reads it, with its time of payment', async () => {
    const { shop, admin, clock } = shopWithAdmin({ version });
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

  it('is reported by a webhook with a query that this version takes', async () => {
    const { admin } = shopWithAdmin({ version });
    for (const topic of admin.topics) await admin.subscribe(topic, 'https://api.example/webhooks/foo', undefined);
    expect(await admin.subscriptions()).toMatchObject(
      admin.topics.map((topic) => ({ topic, url: 'https://api.example/webhooks/foo', state: 'active' })),
    );
  });
});

describe('fetching an order', () => {
  it('says what a gift card paid, and that a card did', async () => {
    const { shop, admin } = shopWithAdmin();
    const [byGiftCard, byCard] = [shop.place({ gateways: ['gift_card'] }), shop.place()];
    expect(read(await admin.fetch(byGiftCard.id))).toMatchObject({ order: { giftCardAmount: '29.35' } });
    expect(read(await admin.fetch(byCard.id))).toMatchObject({ order: { paymentType: 'card' } });
  });

  it('deducts what was refunded', async () => {
    const { shop, admin } = shopWithAdmin();
    const { id } = shop.place();
    shop.refund(id, { amount: '5.00' });
    shop.refund(id, { amount: '1.00', status: 'failure' });
    expect(read(await admin.fetch(id))).toMatchObject({
      order: { amount: '24.35', refunds: [{ id: 'refunded-5', amount: '5.00' }] },
    });
  });

  it.each([
    ['refund', { type: 'refunded', full: true, refunds: [{ amount: '29.35' }] }],
    ['cancel', { type: 'cancelled' }],
  ] as const)('after a %s says so', async (change, reading) => {
    const { shop, admin } = shopWithAdmin();
    const { id } = shop.place();
    shop[change](id);
    expect(read(await admin.fetch(id))).toMatchObject(reading);
  });

  it('gives nothing for one that does not exist', async () => {
    expect(await shopWithAdmin().admin.fetch('T3JkZXI6MQ==')).toBeUndefined();
  });

  it('refuses an answer that is older than the list, and another order', async () => {
    const { shop, admin, between } = shopWithAdmin();
    const [{ id }, other] = [shop.place(), shop.place()];
    await expect(admin.fetch(id, '2026-11-20T12:00:00.001Z')).rejects.toMatchObject({ kind: 'outdated' });
    between.alter = (answer) => ({ ...answer, body: answer.body.replaceAll(id, other.id) });
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('asks for the version once', async () => {
    const { shop, admin, asked } = shopWithAdmin();
    const { id } = shop.place();
    await admin.fetch(id);
    await admin.fetch(id);
    expect(asked).toHaveLength(3);
  });
});

describe('the credential', () => {
  it('says what it may do', async () => {
    const { admin, account } = shopWithAdmin();
    expect(await admin.access()).toEqual({ missingScopes: [], limits: [], shop: 'foo.saleor.cloud' });
    account.permissions = ['MANAGE_PRODUCTS'];
    expect(await admin.access()).toMatchObject({ missingScopes: ['MANAGE_ORDERS'] });
    await expect(admin.fetch('T3JkZXI6MQ==')).rejects.toMatchObject({ kind: 'scope' });
  });

  it('that Saleor doesn’t know is refused as such, and not as one that lacks a permission', async () => {
    for (const { admin } of [shopWithAdmin({ appToken: 'another-token' })]) {
      await expect(admin.access()).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(admin.fetch('T3JkZXI6MQ==')).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(admin.subscriptions()).rejects.toMatchObject({ kind: 'unauthorized' });
    }
  });

  it('for another shop than the settings is never sent anywhere', async () => {
    const { admin, asked } = shopWithAdmin({ platformShopId: 'bar.saleor.cloud' });
    await expect(admin.access()).rejects.toMatchObject({ kind: 'no-credential' });
    expect(asked).toEqual([]);
    for (const url of ['https://foo.saleor.cloud', 'http://127.0.0.1:4000'])
      await expect(shopWithAdmin({ platformShopId: 'foo.saleor.cloud', url }).admin.access()).resolves.toBeDefined();
  });

  it('is of an address, which people copy from their browser', () => {
    const secret = (url: string) =>
      PlatformSecret.safeParse({ platform: 'saleor', url, appToken: 'token-12345' }).success;
    expect([secret('https://foo.saleor.cloud'), secret('http://foo.saleor.cloud')]).toEqual([true, false]);
    for (const typed of [
      'foo.saleor.cloud',
      'https://foo.saleor.cloud/graphql/',
      'https://foo.saleor.cloud/dashboard/orders?asc=false',
    ])
      expect(shopAddress('saleor', typed)).toBe('https://foo.saleor.cloud');
  });
});

describe('a refusal', () => {
  const error = (code: string) =>
    JSON.stringify({ errors: [{ message: 'ada@example.com', extensions: { exception: { code } } }] });

  it('for too many calls says when to try again', async () => {
    const { admin, shop } = shopWithAdmin();
    shop.faults = { ...shop.faults, tooManyRequests: 1, retryAfterSeconds: 7 };
    await expect(admin.access()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 7000 });
  });

  it.each([
    [{ status: 200, body: '<html>' }, 'unavailable'],
    [{ status: 200, body: '{"data":{}}' }, 'unreadable'],
    [{ status: 404, body: 'Not found' }, 'unavailable'],
    [{ status: 400, body: '{}' }, 'unavailable'],
    [{ status: 400, body: error('GraphQLError') }, 'version'],
    [{ status: 200, body: error('InvalidTokenError') }, 'unauthorized'],
    [{ status: 200, body: error('OperationalError') }, 'unavailable'],
    [{ status: 200, body: '{"errors":[{"message":"x"}]}' }, 'unavailable'],
    [{ status: 302, body: '' }, 'unavailable'],
    [{ status: 503, body: '' }, 'unavailable'],
  ])('for the answer %j', async (answer, kind) => {
    const { admin, between } = shopWithAdmin();
    between.alter = () => ({ headers: {}, ...answer });
    const refused = await admin.access().catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ kind });
    expect(String(refused)).not.toContain('ada@');
  });

  it('of a webhook says why', async () => {
    const { admin } = shopWithAdmin();
    await expect(admin.subscribe('ORDER_FULLY_PAID', 'ftp://api.example/', undefined)).rejects.toThrow(
      "Saleor doesn't create the webhook ORDER_FULLY_PAID: INVALID",
    );
  });
});

it('a webhook without the event’s type in its query doesn’t count: nobody can read what it sends', async () => {
  const { admin, between } = shopWithAdmin();
  const webhook = (id: string, subscriptionQuery: string | null) => ({
    id,
    isActive: id !== 'c',
    targetUrl: 'https://api.example/webhooks/foo',
    asyncEvents: [{ eventType: 'ORDER_FULLY_PAID' }, { eventType: 'ORDER_REFUNDED' }],
    subscriptionQuery,
  });
  const query = 'subscription { event { __typename } }';
  const webhooks = [webhook('a', null), webhook('b', query.replace('__typename', 'issuedAt')), webhook('c', query)];
  between.alter = () => ({ status: 200, headers: {}, body: JSON.stringify({ data: { app: { webhooks } } }) });
  expect(await admin.subscriptions()).toEqual([
    { id: 'c', topic: 'ORDER_FULLY_PAID', url: 'https://api.example/webhooks/foo', state: 'paused' },
    { id: 'c', topic: 'ORDER_REFUNDED', url: 'https://api.example/webhooks/foo', state: 'paused' },
  ]);
});
