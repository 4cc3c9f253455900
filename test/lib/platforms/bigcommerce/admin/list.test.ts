import { describe, expect, it } from 'vitest';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { placeApart, start } from '../../../../local/platforms/world.ts';
import { storeWorld } from './store.ts';

const second = 1000;
const hour = 3600 * second;
const day = { fromMs: start, untilMs: start + 24 * hour };

function storeWith(count: number, stepMs: number) {
  const store = storeWorld();
  return { ...store, ids: placeApart(store, count, stepMs) };
}

const slice = (store: ReturnType<typeof storeWorld>, span = day) => listSlice(store.admin, span, () => false);
const idsIn = async (store: ReturnType<typeof storeWorld>, span = day) =>
  (await slice(store, span)).orders.map(({ orderId }) => orderId);

describe('a list', () => {
  it.each([
    [0, hour],
    [250, second],
    [251, 10 * second],
    [600, 10 * second],
    // Changed at once, so that pages of a time alone don't suffice.
    [250, 0],
    [620, 0],
    [700, 2],
  ])('of %i orders, %i ms apart, is whole', async (count, stepMs) => {
    const store = storeWith(count, stepMs);
    expect(new Set(await idsIn(store))).toEqual(new Set(store.ids));
  });

  it('contains what changed exactly at its beginning, and not at its end', async () => {
    const store = storeWith(3, second);
    expect(await idsIn(store, { fromMs: start + second, untilMs: start + 2 * second })).toEqual([store.ids[1]]);
  });

  it('is whole if more than a page changed in the second before', async () => {
    const store = storeWith(300, 0);
    store.clock.pass(second);
    const later = [store.shop.place().id, store.shop.place().id];
    expect(await idsIn(store, { fromMs: start + second, untilMs: start + 24 * hour })).toEqual(later);
  });

  it('contains what changed exactly at its beginning even if BigCommerce excludes that', async () => {
    const store = storeWith(3, second);
    store.between.alter = (answer, path) => {
      if (!path.endsWith('/v2/orders')) return answer;
      const from = new URL(store.asked.at(-1)!.split(' ')[1]!, 'http://x').searchParams.get('min_date_modified')!;
      const orders = JSON.parse(answer.body) as { date_modified: string }[];
      const later = orders.filter(({ date_modified: at }) => Date.parse(at) > Date.parse(from));
      return { ...answer, body: JSON.stringify(later) };
    };
    expect(await idsIn(store, { fromMs: start + second, untilMs: start + 24 * hour })).toEqual(store.ids.slice(1));
  });

  it('begins with the whole second, because BigCommerce counts no less', async () => {
    const store = storeWorld();
    store.clock.pass(700);
    const { id } = store.shop.place();
    expect(await idsIn(store, { fromMs: start + 500, untilMs: start + hour })).toEqual([id]);
  });

  it('misses none of a second in which others change', async () => {
    const store = storeWith(600, 0);
    store.shop.hooks.betweenPages = () => {
      store.clock.pass(2 * hour);
      store.shop.edit(store.ids[3]!);
      store.shop.hooks = {};
    };
    expect(new Set(await idsIn(store))).toEqual(new Set(store.ids));
  });

  it('that isn’t sorted, or repeats a page, is refused', async () => {
    const store = storeWith(600, second);
    store.between.alter = (answer) => ({
      ...answer,
      body: answer.body.startsWith('[') ? JSON.stringify(JSON.parse(answer.body).toReversed()) : answer.body,
    });
    await expect(slice(store)).rejects.toMatchObject({ kind: 'paging' });
    let first: string | undefined;
    store.between.alter = (answer) => ({
      ...answer,
      body: answer.body.startsWith('[') ? (first ??= answer.body) : answer.body,
    });
    await expect(slice(store)).rejects.toMatchObject({ kind: 'paging' });
  });

  it('that begins before what was asked for is refused', async () => {
    const store = storeWith(260, second);
    const { next } = await store.admin.list(day);
    const first = store.call('GET /v2/orders?sort=date_modified:asc&limit=250').body as unknown;
    store.between.alter = (answer) => ({ ...answer, body: JSON.stringify(first) });
    await expect(store.admin.list(day, next)).rejects.toMatchObject({ kind: 'paging' });
  });

  it('asks once for the refunds of a page', async () => {
    const store = storeWith(200, second);
    await slice(store);
    expect(store.asked).toHaveLength(2);
  });
});

describe('a listed order', () => {
  const time = '2026-11-20T12:00:00.000Z';

  it('is as the reader reads it', async () => {
    const store = storeWorld();
    const { id } = store.shop.place();
    store.clock.pass(second);
    const { refunds } = store.shop.refund(id, { amount: '3.50', lines: [] });
    const { orders } = await slice(store);
    expect(orders).toEqual([
      {
        orderId: id,
        number: id,
        createdAt: time,
        orderedAt: time,
        changedAt: '2026-11-20T12:00:01.000Z',
        paidAt: time,
        channel: '1',
        status: 'paid',
        wasPaid: true,
        refunded: { refunds: [{ id: refunds[0]!.id, createdAt: '2026-11-20T12:00:01.000Z' }], complete: true },
      },
    ]);
  });

  it.each([
    ['refund', { paid: true }, { status: 'refunded', wasPaid: true }],
    ['cancel', { paid: true }, { status: 'cancelled', wasPaid: true }],
    ['cancel', { paid: false }, { status: 'cancelled', wasPaid: false }],
    ['edit', { paid: false }, { status: undefined, wasPaid: false }],
  ] as const)('after %s of %j is %j', async (change, input, expected) => {
    const store = storeWorld();
    store.shop[change](store.shop.place(input).id);
    expect((await slice(store)).orders).toMatchObject([expected]);
  });

  it('keeps every digit of its ID and of its refunds', async () => {
    const store = storeWorld();
    const { id } = store.shop.place();
    const [refund] = store.shop.refund(id, { amount: '3.50' }).refunds;
    const long = '9007199254740993';
    const lengthened = (text: string) =>
      text.replaceAll(`id":${id},`, `id":${long},`).replaceAll(`"id":${refund!.id}`, `"id":${long}7`);
    const refunds = JSON.stringify(store.call(`GET /v3/orders/payment_actions/refunds?order_id:in=${id}`).body);
    store.between.alter = (answer, path) => ({
      ...answer,
      body: lengthened(path.endsWith('/refunds') ? refunds : answer.body),
    });
    expect((await slice(store)).orders).toMatchObject([
      { orderId: long, refunded: { refunds: [{ id: `${long}7` }], complete: true } },
    ]);
  });

  it('keeps no refund that was declined', async () => {
    const store = storeWorld();
    store.shop.refund(store.shop.place().id, { status: 'failure' });
    expect((await slice(store)).orders).toMatchObject([{ status: 'paid', refunded: { refunds: [], complete: true } }]);
  });

  const altered = async (from: string, to: string) => {
    const store = storeWorld();
    store.shop.place();
    store.between.alter = (answer) => ({ ...answer, body: answer.body.replace(from, to) });
    return (await slice(store)).orders;
  };

  it('that nobody can read is paid, so that it is fetched and quarantined', async () => {
    const expected = { status: 'paid', wasPaid: true, refunded: { refunds: [], complete: false } };
    expect(await altered('"captured"', '"escrowed"')).toMatchObject([expected]);
  });

  it('that is archived or migrated is neither paid nor missing', async () => {
    expect(await altered('"is_deleted":false', '"is_deleted":true')).toMatchObject([{ status: undefined }]);
    expect(await altered('"external_source":null', '"external_source":"M-MIG"')).toMatchObject([{ status: undefined }]);
  });

  it.each(['id', 'date_modified', 'date_created'])('without %s stops the list', async (field) => {
    await expect(altered(`"${field}":`, '"other":')).rejects.toMatchObject({ kind: 'unreadable' });
  });
});
