import { describe, expect, it } from 'vitest';
import type { RawWebhook } from '../../../../../lib/platforms/platform.ts';
import { readEcwid } from '../../../../../lib/platforms/ecwid/read.ts';
import { start, storeWithAdmin } from './store.ts';

const minute = 60_000;
const bearer = { authorization: 'Bearer secret_1' };
const read = (webhook: RawWebhook | undefined) => readEcwid(webhook!, { shop: 'foo', receivedAtMs: start });

describe('fetching an order', () => {
  it.each(['number', 'id'] as const)(
    'by its %s gives it with the store’s currency, as the reader reads it',
    async (name) => {
      const { shop, admin } = storeWithAdmin();
      const order = shop.place({ shipping: '4.90' });
      expect(read(await admin.fetch(order[name]))).toMatchObject({
        type: 'paid',
        changedAt: '2026-11-20T12:00:00.000Z',
        order: { orderId: order.id, number: order.number, amount: '34.25', subtotal: '29.35', currency: 'EUR' },
      });
    },
  );

  it('by the internal ID searches for it, should its path take the other ID alone', async () => {
    const { shop, admin, between, asked } = storeWithAdmin();
    const { id } = shop.place();
    between.alter = (answer, path) => (path === `/orders/${id}` ? { ...answer, status: 404, body: '{}' } : answer);
    expect(read(await admin.fetch(id))).toMatchObject({ type: 'paid', order: { orderId: id } });
    expect(asked).toEqual([`/orders/${id}`, '/orders?ids', '/profile']);
  });

  it('asks for the profile once in a while', async () => {
    const { shop, admin, asked, clock } = storeWithAdmin();
    const { id } = shop.place();
    const profiles = async () => {
      await admin.fetch(id);
      return asked.filter((path) => path === '/profile').length;
    };
    expect([await profiles(), await profiles()]).toEqual([1, 1]);
    clock.pass(10 * minute);
    expect(await profiles()).toBe(2);
  });

  it.each([
    ['refund', { type: 'refunded', full: true, refundsComplete: true }],
    ['cancel', { type: 'cancelled' }],
  ] as const)('after a %s says so', async (change, reading) => {
    const { shop, admin } = storeWithAdmin();
    const { id } = shop.place();
    shop[change](id);
    expect(read(await admin.fetch(id))).toMatchObject({ ...reading, orderId: id });
  });

  it('refuses an answer that is older than the list', async () => {
    const { shop, admin } = storeWithAdmin();
    const { id } = shop.place();
    await expect(admin.fetch(id, '2026-11-20T12:00:01.000Z')).rejects.toMatchObject({ kind: 'outdated' });
  });

  it('keeps each digit of an ID', async () => {
    const { shop, admin, between } = storeWithAdmin();
    const { id } = shop.place();
    const long = '9007199254740993123';
    between.alter = (answer) => ({ ...answer, body: answer.body.replaceAll(id, long) });
    expect(read(await admin.fetch(shop.order(id)!.number))).toMatchObject({ order: { orderId: long } });
  });
});

describe('what an event may name', () => {
  it.each(['NOSUCH', '17', 'last', 'deleted', 'a/b?c#d', 'A,B', '%2e%2e', 'OAK-', ' '])(
    '"%s" gives nothing: no such order is there',
    async (id) => {
      const { shop, admin } = storeWithAdmin();
      shop.place();
      expect(await admin.fetch(id)).toBeUndefined();
    },
  );

  it('may be spelt otherwise, should the API take that', async () => {
    const { shop, admin, between, call } = storeWithAdmin();
    const { id, number } = shop.place();
    const right = await call({ method: 'GET', path: `/api/v3/15695068/orders/${number}`, headers: bearer });
    between.alter = (answer, path) => (path.startsWith('/orders/') ? right : answer);
    expect(read(await admin.fetch(number.toLowerCase()))).toMatchObject({ order: { orderId: id } });
  });

  it.each([400, 404, 405, 410])('stops nothing if Ecwid refuses that ID alone (%i)', async (status) => {
    const { shop, admin, between } = storeWithAdmin();
    shop.place();
    const isNamed = (path: string) => path === '/orders/ODD' || path === '/orders?ids';
    between.alter = (answer, path) => (isNamed(path) ? { ...answer, status, body: '{}' } : answer);
    expect(await admin.fetch('ODD')).toBeUndefined();
  });

  it('isn’t taken for gone because the API is', async () => {
    const { admin, between } = storeWithAdmin();
    between.alter = (answer) => ({ ...answer, status: 404, body: '{}' });
    await expect(admin.fetch('ODD')).rejects.toMatchObject({ kind: 'version' });
    await expect(admin.fetch('A,B')).rejects.toMatchObject({ kind: 'version' });
  });

  it('never gets another order than the one it names', async () => {
    const { shop, admin, between } = storeWithAdmin();
    const [first, second] = [shop.place(), shop.place()];
    between.alter = (answer) => ({ ...answer, body: answer.body.replaceAll(first.id, second.id) });
    expect(await admin.fetch(first.id)).toBeUndefined();
  });
});

describe('a deleted order', () => {
  it.each(['number', 'id'] as const)(
    'asked for by its %s is cancelled, because the API lists it as deleted',
    async (name) => {
      const { shop, admin, clock } = storeWithAdmin();
      const order = shop.place();
      clock.pass(minute);
      shop.trash(order.id);
      const at = '2026-11-20T12:01:00.000Z';
      expect(read(await admin.fetch(order[name]))).toEqual({
        type: 'cancelled',
        shop: 'foo',
        at,
        changedAt: at,
        orderId: order.id,
      });
    },
  );

  it('that the list doesn’t have isn’t cancelled: it may not be there yet', async () => {
    const { shop, admin } = storeWithAdmin();
    const { id } = shop.place();
    shop.delete(id);
    expect(await admin.fetch(id)).toBeUndefined();
  });

  it('is found behind others', async () => {
    const { shop, admin } = storeWithAdmin();
    const ids = Array.from({ length: 120 }, () => shop.place().id);
    for (const id of ids) shop.trash(id);
    expect(read(await admin.fetch(ids[119]!))).toMatchObject({ type: 'cancelled', orderId: ids[119] });
  });

  it.each([
    [403, '{"errorCode":"INSUFFICIENT_APP_SCOPE"}'],
    [404, '{}'],
  ])('isn’t known if the list is refused (%i), and nothing else stops', async (status, body) => {
    const { shop, admin, between } = storeWithAdmin();
    const { id } = shop.place();
    shop.trash(id);
    between.alter = (answer, path) => (path === '/orders/deleted' ? { ...answer, status, body } : answer);
    expect(await admin.fetch(id)).toBeUndefined();
  });
});
