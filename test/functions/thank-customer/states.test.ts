import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const day = 24 * 3600 * 1000;

describe('a paid order', () => {
  it('becomes one ThankU, is told of, and leaves only a tombstone', async () => {
    const shop = world.shop();
    expect(await shop.paid()).toEqual({ done: true });
    expect(shop.calls).toHaveLength(1);
    expect(JSON.parse(shop.calls[0]!.body)).toMatchObject({
      slug: 'oak-and-ash',
      donateeGroup: 'PlantTrees',
      impactValue: 1,
      message: 'Thank you, Ada!',
      pid: `${shop.name}-4711`,
      orderId: 'A-21-13',
    });
    expect(await shop.order()).toMatchObject({ state: 'posted', id: 'sUiS29M3t0CbhOvATxnS', attempts: 1 });
    expect((await shop.order())?.settledAt).toBeDefined();
    expect((await shop.order())?.dueKind).toBeUndefined();
    expect(await shop.payload()).toBeUndefined();
    expect(shop.events).toEqual([
      expect.objectContaining({
        type: 'Order Thanked',
        detail: expect.objectContaining({
          orderId: '4711',
          customerLink: 'https://thx.to/you/sUiS29M3t0CbhOvATxnS',
        }),
      }),
    ]);
    expect((await shop.control()).ordersExist).toBe(true);
  });

  it('told again is not thanked again, whether settled or not', async () => {
    const shop = world.shop();
    await shop.paid();
    await shop.paid({ amount: '99.00' });
    await shop.wake();
    expect(shop.calls).toHaveLength(1);
    expect(shop.events).toHaveLength(1);
  });

  it('told to two workers at the same time is posted by one', async () => {
    const shop = world.shop();
    await Promise.all([shop.paid(), shop.paid(), shop.paid()]);
    expect(shop.calls).toHaveLength(1);
    expect((await shop.order())?.state).toBe('posted');
    expect(await shop.payload()).toBeUndefined();
  });

  it('paid before the shop began, or a year ago, is history and leaves no row', async () => {
    const shop = world.shop();
    await shop.paid({ paidAt: '2025-12-31T23:59:59.000Z' });
    shop.state.settings = { ...shop.state.settings!, ordersPaidFrom: '2020-01-01T00:00:00.000Z' };
    await shop.paid({ orderId: '2', paidAt: '2025-02-01T00:00:00.000Z' });
    expect(await shop.order()).toBeUndefined();
    expect(await shop.order('2')).toBeUndefined();
    expect(shop.telemetry.counted).toEqual(['OrderIgnored', 'OrderIgnored']);
  });

  it('below the minimum is skipped, and still gets its receipt', async () => {
    const shop = world.shop({ orders: { minimum: { amount: '100.00', currency: 'EUR' } } }, { thanx: thanxSettings });
    await shop.paid();
    expect(shop.calls).toHaveLength(0);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'below-minimum', receipt: 'created' });
    expect(await shop.receipt()).toMatchObject({ state: 'waiting', credential: 'main', amount: '59.90' });
    expect((await shop.payload())?.receipt).toMatchObject({ amount: '59.90', email: 'ada@example.com' });
    expect(shop.wakes).toEqual([shop.pid()]);
  });

  it('keeps its payload until the receipt is through', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid();
    expect((await shop.order())?.state).toBe('posted');
    expect((await shop.order())?.settledAt).toBeUndefined();
    expect(await shop.payload()).toBeDefined();
  });

  it('whose receipt cannot be woken is thanked all the same, and the row brings the receipt back', async () => {
    const shop = world.shop(
      {},
      { thanx: thanxSettings },
      { wakeReceipt: () => Promise.reject(new Error('SQS is away')) },
    );
    await shop.paid();
    expect((await shop.order())?.state).toBe('posted');
    expect(await shop.receipt()).toMatchObject({ state: 'waiting', dueKind: 'receipt' });
  });

  it('paid in the future by a clock that is wrong is thanked now', async () => {
    const shop = world.shop();
    await shop.paid({ paidAt: '2026-03-01T14:00:00.000Z' });
    expect((await shop.order())?.state).toBe('posted');
  });

  it('that gets a receipt only, and that after a wait, is not looked at before', async () => {
    const shop = world.shop(
      { holdHours: 72, orders: { minimum: { amount: '100', currency: 'EUR' } } },
      { thanx: thanxSettings },
    );
    await shop.paid({ paidAt: '2026-03-01T12:00:00.000Z' });
    expect(await shop.order()).toMatchObject({ state: 'skipped', dueAt: shop.state.nowMs + 3 * day });
    shop.pass(3 * day);
    await shop.wake();
    expect((await shop.receipt())?.state).toBe('waiting');
  });

  it('waits for cancellations as long as the shop wants, receipt and all', async () => {
    const shop = world.shop({ holdHours: 72 }, { thanx: thanxSettings });
    await shop.paid({ paidAt: '2026-03-01T12:00:00.000Z' });
    expect(shop.calls).toHaveLength(0);
    expect(await shop.order()).toMatchObject({ state: 'held', dueAt: shop.state.nowMs + 3 * day, receipt: 'wanted' });
    expect(await shop.receipt()).toBeUndefined();
    shop.pass(3 * day);
    await shop.wake();
    expect((await shop.order())?.state).toBe('posted');
    expect((await shop.receipt())?.state).toBe('waiting');
  });
});

describe('a payload that a dead worker left under other settings', () => {
  it('keeps what may have been sent, and gains what cannot have been', async () => {
    const shop = world.shop({ orders: { minimum: { amount: '100.00', currency: 'EUR' } } }, { thanx: thanxSettings });
    const { insert } = shop.ports.store.thanku;
    shop.ports.store.thanku.insert = () => Promise.reject(new Error('killed'));
    await expect(shop.paid()).rejects.toThrow('killed');
    shop.ports.store.thanku.insert = insert;
    shop.state.settings = { ...shop.state.settings!, thanku: { ...shop.state.settings!.thanku, orders: {} } };
    await shop.paid();
    expect((await shop.order())?.state).toBe('posted');
    expect((await shop.payload())?.receipt?.amount).toBe('59.90');
  });

  const baskets = { ...thanxSettings, mode: 'baskets' as const, locationUid: 'online' };

  it.each([
    ['a basket', baskets, thanxSettings, 'basket'],
    ['a receipt', thanxSettings, baskets, undefined],
  ])('of the other mode keeps the order in it, so that refunds of %s reach it', async (_of, first, then, reason) => {
    const shop = world.shop({}, { thanx: first });
    const { insert } = shop.ports.store.thanku;
    shop.ports.store.thanku.insert = () => Promise.reject(new Error('killed'));
    await expect(shop.paid({ beforeTax: '50.00' })).rejects.toThrow('killed');
    shop.ports.store.thanku.insert = insert;
    shop.state.settings = { ...shop.state.settings!, thanx: settingsWith({}, { thanx: then }).thanx };
    await shop.paid({ beforeTax: '50.00' });
    expect(await shop.order()).toMatchObject({ receipt: 'created' });
    expect((await shop.order())?.receiptReason).toBe(reason);
    await shop.refunded([{ id: 'r1', amount: '59.90' }], true);
    const basket = await shop.ports.store.basket.get(keys.basket(shop.name, shop.pid()));
    const row = basket ?? (await shop.receipt());
    expect(row).toMatchObject({ state: 'skipped', reason: 'refunded' });
  });
});

describe('what spends nothing', () => {
  it.each([
    ['the stage', {}, { simulateAll: true }, {}],
    ['the shop', { simulate: true }, {}, {}],
    ['the platform', {}, {}, { test: true }],
  ])('is simulated by %s: final, without a link, without a receipt', async (_by, thanku, overrides, order) => {
    const shop = world.shop(thanku, { thanx: thanxSettings }, overrides);
    await shop.paid(order);
    expect(shop.calls.map((call) => call.simulate)).toEqual([true]);
    expect(await shop.order()).toMatchObject({ state: 'simulated', receipt: 'none' });
    expect(shop.events[0]?.detail).toMatchObject({ simulated: true });
    expect(shop.events[0]?.detail).not.toHaveProperty('customerLink');
    expect(await shop.receipt()).toBeUndefined();
    expect(await shop.payload()).toBeUndefined();
  });

  it('is never upgraded', async () => {
    const shop = world.shop({ simulate: true });
    await shop.paid();
    shop.state.settings = { ...shop.state.settings!, thanku: { ...shop.state.settings!.thanku, simulate: false } };
    await shop.paid();
    expect(shop.calls).toHaveLength(1);
    expect((await shop.order())?.state).toBe('simulated');
  });
});
