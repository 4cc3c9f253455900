import { describe, expect, it } from 'vitest';
import { bigCommerce } from '../../../../../lib/platforms/bigcommerce/adapter.ts';
import { readWebhook } from '../../../../../lib/platforms/read-webhook.ts';
import { storeWorld } from './store.ts';

const minute = 60_000;

/** What the reader makes of an order that is fetched. */
async function fetched({ admin, clock }: ReturnType<typeof storeWorld>, id: string, listedAt?: string) {
  const webhook = await admin.fetch(id, listedAt);
  return webhook && readWebhook(bigCommerce, webhook, { shop: 'foo', receivedAtMs: clock.now() });
}

describe('fetching an order', () => {
  it('gives it with its lines and its refunds, as the reader reads it', async () => {
    const store = storeWorld();
    const lines = [
      { quantity: 2, price: '10.00' },
      { title: 'A gift', price: '20.00', giftCard: true },
    ];
    const { id } = store.shop.place({ lines, shipping: '4.90', presentmentCurrency: 'USD', rate: '2', test: true });
    store.clock.pass(minute);
    store.shop.refund(id, { amount: '3.00', lines: [] });
    expect(await fetched(store, id)).toMatchObject({
      type: 'paid',
      changedAt: '2026-11-20T12:01:00.000Z',
      refundsComplete: true,
      order: {
        orderId: id,
        number: id,
        amount: '83.8000',
        subtotal: '74.0000',
        currency: 'USD',
        paidAt: '2026-11-20T12:00:00.000Z',
        items: [
          { title: 'Oak desk', quantity: 2, giftCard: false },
          { title: 'A gift', quantity: 1, giftCard: true },
        ],
        refunds: [{ amount: '6', currency: 'USD' }],
        test: true,
      },
    });
    expect(store.asked).toHaveLength(2);
  });

  it.each([
    ['refund', true, { type: 'refunded', full: true, refundsComplete: true }, 2],
    ['cancel', true, { type: 'cancelled' }, 1],
    ['cancel', false, { type: 'cancelled' }, 1],
    ['edit', false, { type: 'ignored', reason: 'not paid' }, 1],
    ['trash', true, { type: 'ignored', reason: 'archived' }, 2],
  ] as const)(
    'after a %s (paid: %s) says so, and asks for refunds only if they matter',
    async (change, isPaid, reading, calls) => {
      const store = storeWorld();
      const { id } = store.shop.place({ paid: isPaid });
      store.shop[change](id);
      expect(await fetched(store, id)).toMatchObject(reading);
      expect(store.asked).toHaveLength(calls);
    },
  );

  it('counts no refund that the payment provider declined', async () => {
    const store = storeWorld();
    const { id } = store.shop.place();
    store.shop.refund(id, { status: 'failure' });
    expect(await fetched(store, id)).toMatchObject({ type: 'paid', order: { amount: '29.3500', refunds: [] } });
  });

  it('keeps every digit', async () => {
    const { admin, between } = storeWorld();
    const long = '9007199254740993';
    between.alter = (_, path) => ({
      status: 200,
      headers: {},
      body: path.endsWith('/refunds')
        ? `{"data":[{"id":${long}1,"total_amount":1.10}]}`
        : `{"id":${long},"status_id":11}`,
    });
    const { body } = (await admin.fetch(long))!;
    expect(body.toString()).toBe(
      `{"order":{"id":${long},"status_id":11},"refunds":{"data":[{"id":${long}1,"total_amount":1.10}]}}`,
    );
  });

  it.each(['15', '"Awaiting Fulfillment"', 'null'])(
    'asks for the refunds of an order in the unknown status %s',
    async (status) => {
      const store = storeWorld();
      const { id } = store.shop.place();
      const body = (text: string) => text.replace('"status_id":11', `"status_id":${status}`);
      store.between.alter = (answer) => ({ ...answer, body: body(answer.body) });
      expect(await fetched(store, id)).toMatchObject({
        type: 'unreadable',
        reason: expect.stringContaining('status_id'),
      });
      expect(store.asked).toHaveLength(2);
    },
  );

  it.each(['999', '../store', ''])('gives nothing for "%s", which does not exist', async (id) => {
    expect(await storeWorld().admin.fetch(id)).toBeUndefined();
  });

  it('never takes an order for gone because the API is', async () => {
    const { shop, admin } = storeWorld();
    const { id } = shop.place();
    shop.faults = { ...shop.faults, versionGone: true };
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'version' });
  });

  it('refuses an answer that is older than the list', async () => {
    const { shop, admin } = storeWorld();
    const { id } = shop.place();
    await expect(admin.fetch(id, '2026-11-20T12:00:01.000Z')).rejects.toMatchObject({ kind: 'outdated' });
    expect(await admin.fetch(id, '2026-11-20T12:00:00.000Z')).toBeDefined();
  });

  it.each(['{"id":7,"status_id":11}', '[]', '<html></html>', '{}'])('refuses %s for an order', async (body) => {
    const { shop, admin, between } = storeWorld();
    const { id } = shop.place();
    between.alter = () => ({ status: 200, headers: {}, body });
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['no list', 200, '{}', 'unreadable'],
    ['a page', 200, '<html>', 'unavailable'],
    // Neither of that order nor of all.
    ['nothing', 404, '{"status":404}', 'version'],
  ])('refuses %s for its refunds', async (_, status, body, kind) => {
    const { shop, admin, between } = storeWorld();
    const { id } = shop.place();
    between.alter = (answer, path) => (path.endsWith('/refunds') ? { status, headers: {}, body } : answer);
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind });
  });

  it('whose refunds are "no such thing" has those that the list of all refunds has', async () => {
    const store = storeWorld();
    const [one, other] = [store.shop.place(), store.shop.place()];
    store.shop.refund(one.id, { amount: '9.35' });
    store.shop.refund(other.id, { amount: '5.00' });
    const all = store.call(`GET /v3/orders/payment_actions/refunds?order_id:in=${one.id},${other.id}`).body;
    store.between.alter = (answer, path) => {
      if (path.endsWith(`/${one.id}/payment_actions/refunds`))
        return { ...answer, status: 404, body: '{"status":404}' };
      return path.endsWith('/refunds') ? { ...answer, body: JSON.stringify(all) } : answer;
    };
    expect(await fetched(store, one.id)).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      order: { amount: '20.0000', refunds: [{ amount: '9.35' }] },
    });
  });

  it('takes "no content" for no refunds', async () => {
    const store = storeWorld();
    const { id } = store.shop.place();
    store.between.alter = (answer, path) =>
      path.endsWith('/refunds') ? { status: 204, headers: {}, body: '' } : answer;
    expect(await fetched(store, id)).toMatchObject({ type: 'paid', refundsComplete: true, order: { refunds: [] } });
  });
});
