import { describe, expect, it } from 'vitest';
import { squareTopics } from '../../../../../lib/platforms/square/read.ts';
import { merchantOf } from '../../../../../local/platforms/square/objects.ts';
import { sellerWithAdmin } from './seller.ts';

const url = 'https://api.example/webhooks/foo';
const subscribe = ({ shop }: ReturnType<typeof sellerWithAdmin>, ...topics: string[]) =>
  topics.map((topic) => shop.outbox.subscribe(topic, url));

describe('access', () => {
  it('says whose token it is', async () => {
    const merchant = merchantOf('foo');
    expect(await sellerWithAdmin().admin.access()).toEqual({
      missingScopes: [],
      limits: [],
      shop: `the merchant ${merchant}`,
    });
  });

  it.each(['ORDERS_READ', 'PAYMENTS_READ', 'MERCHANT_PROFILE_READ'])('misses %s', async (permission) => {
    const { admin } = sellerWithAdmin({ lacks: [permission] });
    expect(await admin.access()).toMatchObject({ missingScopes: [permission] });
  });

  it('goes without CUSTOMERS_READ, and says what that means', async () => {
    const { admin } = sellerWithAdmin({ lacks: ['CUSTOMERS_READ'] });
    expect(await admin.access()).toMatchObject({
      missingScopes: [],
      limits: [expect.stringContaining('CUSTOMERS_READ')],
    });
  });

  it('is refused with another token', async () => {
    const { admin, account } = sellerWithAdmin();
    account.revoked = true;
    await expect(admin.access()).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

describe('subscriptions', () => {
  it('are listed by event type, and say whether they are enabled', async () => {
    const seller = sellerWithAdmin();
    const [first] = subscribe(seller, 'payment.created', 'payment.updated');
    const id = expect.stringMatching(/^wbhk_[\da-f]{32}$/);
    expect(await seller.admin.subscriptions()).toEqual([
      { id, topic: 'payment.created', url, state: 'active' },
      { id, topic: 'payment.updated', url, state: 'active' },
    ]);
    first!.status = 'paused';
    expect((await seller.admin.subscriptions())[0]).toMatchObject({ state: 'paused' });
  });

  it('belong to the application: a seller’s token can’t see them', async () => {
    const { admin } = sellerWithAdmin({ token: 'oauth' });
    await expect(admin.subscriptions()).rejects.toMatchObject({ kind: 'scope' });
  });

  it('get a type that is missing, and keep the others and the key', async () => {
    const seller = sellerWithAdmin();
    subscribe(seller, 'payment.updated');
    for (const topic of squareTopics) await seller.admin.subscribe(topic, url, undefined);
    const topics = (await seller.admin.subscriptions()).map(({ topic }) => topic);
    expect(topics.toSorted()).toEqual([...squareTopics].toSorted());
    expect(new Set(seller.shop.outbox.subscriptions.map(({ secret }) => secret))).toEqual(new Set(['shh']));
  });

  it('are created by a person, who is shown the signature key', async () => {
    const seller = sellerWithAdmin();
    subscribe(seller, 'payment.updated');
    const elsewhere = seller.admin.subscribe('payment.created', `${url}/`, undefined);
    await expect(elsewhere).rejects.toMatchObject({
      kind: 'scope',
      message: expect.stringContaining('Developer Console'),
    });
  });
});
