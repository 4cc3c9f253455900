import { describe, expect, it } from 'vitest';
import { start, storeWithAdmin } from './store.ts';

const minute = 60_000;

/** All pages of a span. */
async function all({ admin }: ReturnType<typeof storeWithAdmin>, fromMs: number, untilMs: number) {
  const pages: Awaited<ReturnType<typeof admin.list>>[] = [];
  let next: string | undefined;
  do {
    const page = await admin.list({ fromMs, untilMs }, next);
    pages.push(page);
    ({ next } = page);
  } while (next !== undefined);
  return { pages, orders: pages.flatMap(({ orders }) => orders) };
}

describe('a list of orders', () => {
  it('says of each what reconciliation needs', async () => {
    const store = storeWithAdmin();
    const { id, number } = store.shop.place({ lines: [{ quantity: 2, price: '10.00' }], sourceName: 'blog' });
    store.clock.pass(minute);
    store.shop.refund(id, { amount: '5.00' });
    expect((await all(store, start, start + 2 * minute)).orders).toEqual([
      {
        orderId: id,
        number,
        createdAt: '2026-11-20T12:00:00.000Z',
        orderedAt: '2026-11-20T12:00:00.000Z',
        changedAt: '2026-11-20T12:01:00.000Z',
        paidAt: '2026-11-20T12:00:00.000Z',
        channel: 'blog',
        status: 'paid',
        wasPaid: true,
        refunded: { refunds: [{ id: 'refunded-5' }], complete: true },
      },
    ]);
  });

  it.each([
    [150, 0],
    [250, 20],
  ])('of %i orders, %i ms apart, as after a change of many at once, takes few calls', async (count, stepMs) => {
    const store = storeWithAdmin();
    store.clock.pass(1234);
    const placed = Array.from({ length: count }, () => {
      store.clock.pass(stepMs);
      return store.shop.place().id;
    });
    const { orders } = await all(store, start - 60 * minute, start + 60 * minute);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(placed));
    expect(store.asked.length).toBeLessThan(100);
  });

  it.each([
    ['nothing', {}, undefined, 'paid', true],
    ['no payment', { paid: false }, undefined, undefined, false],
    ['a lost payment', { paid: false }, 'edit', 'unpaid', false],
    ['a refund', {}, 'refund', 'refunded', true],
    ['a cancellation', {}, 'cancel', 'cancelled', false],
  ] as const)('after %s has its status', async (_what, input, change, status, wasPaid) => {
    const store = storeWithAdmin();
    const { id } = store.shop.place(input);
    store.clock.pass(minute);
    if (change !== undefined) store.shop[change](id);
    expect((await all(store, start, start + 2 * minute)).orders).toMatchObject([{ orderId: id, status, wasPaid }]);
  });

  it('takes what nobody can read for paid: fetching it says what is wrong', async () => {
    const store = storeWithAdmin();
    store.shop.place();
    store.between.alter = (answer) => ({ ...answer, body: answer.body.replace('"PAID"', '"CUSTOM_PAYMENT_STATUS_2"') });
    expect((await all(store, start, start + 1)).orders).toMatchObject([{ status: 'paid', wasPaid: true }]);
    const settings = { ignoredStatuses: ['custom_payment_status_2'] };
    const told = storeWithAdmin({}, settings);
    told.shop.place();
    told.between.alter = store.between.alter;
    expect((await all(told, start, start + 1)).orders).toMatchObject([{ status: undefined }]);
  });

  it('has every order once, the oldest change first, however many there are', async () => {
    const store = storeWithAdmin();
    const ids = Array.from({ length: 350 }, (_, index) => {
      store.clock.pass(index % 50 === 0 ? 20 * minute : 1000);
      return store.shop.place().id;
    });
    const { orders, pages } = await all(store, start, store.clock.ms + 1);
    expect(orders.map(({ orderId }) => orderId)).toEqual(ids);
    expect(pages.every(({ orders: some }) => some.length > 0 && some.length <= 100)).toBe(true);
  });

  it('excludes its end, and nothing of its beginning', async () => {
    const store = storeWithAdmin();
    const [first, second] = [start, start + 1000].map(() => {
      const { id } = store.shop.place();
      store.clock.pass(1000);
      return id;
    });
    const listed = async (fromMs: number, untilMs: number) =>
      (await all(store, fromMs, untilMs)).orders.map(({ orderId }) => orderId);
    expect(await listed(start, start + 1000)).toEqual([first]);
    expect(await listed(start + 1000, start + 2000)).toEqual([second]);
    expect(await listed(start + 1, start + 1000)).toEqual([]);
  });
});

describe('a second with more orders than a page', () => {
  const crowded = () => {
    const store = storeWithAdmin();
    const ids = Array.from({ length: 250 }, () => store.shop.place().id);
    return { ...store, ids };
  };

  it('is read page by page', async () => {
    const store = crowded();
    const { orders } = await all(store, start, start + 1000);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(store.ids));
  });

  it('is read again if an order leaves it meanwhile, because another one is then skipped', async () => {
    const store = crowded();
    store.shop.hooks.betweenPages = () => {
      store.clock.pass(minute);
      store.shop.edit(store.ids[249]!);
      store.shop.hooks = {};
    };
    await expect(all(store, start, start + 1000)).rejects.toMatchObject({ kind: 'unavailable' });
    expect((await all(store, start, start + 1000)).orders).toHaveLength(249);
  });

  it('that never ends is given up', async () => {
    const store = crowded();
    store.between.alter = (answer) => ({ ...answer, body: answer.body.replace('"total":250', '"total":999') });
    await expect(all(store, start, start + 1000)).rejects.toMatchObject({ kind: 'paging' });
  });
});

it.each([
  { internalId: null, orderNumber: null },
  { updateTimestamp: null, updateDate: null },
])('refuses a list with %j instead of leaving the order out', async (fields) => {
  const store = storeWithAdmin();
  store.shop.place();
  store.between.alter = (answer) => {
    const body = JSON.parse(answer.body) as { items: object[] };
    for (const item of body.items) Object.assign(item, fields);
    return { ...answer, body: JSON.stringify(body) };
  };
  await expect(all(store, start, start + 1)).rejects.toMatchObject({ kind: 'unreadable' });
});
