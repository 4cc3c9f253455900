import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith, settingsWith, storedAs } from '../../lib/order/support.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Lets something happen after a claim has read its row and before it writes it. */
function during(shop: ReturnType<typeof world.shop>, happens: () => Promise<unknown>) {
  const { store } = shop.ports;
  const { putNumber } = store;
  let armed = true;
  store.putNumber = async (...args) => {
    if (armed) {
      armed = false;
      await happens();
    }
    await putNumber(...args);
  };
}

describe('what comes while an order with an early row is claimed is not lost', () => {
  it('a cancellation', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.refunded([{ id: 'r1', amount: '29.90' }]);
    during(shop, () => shop.cancelled());
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reversed: { kind: 'cancelled' } });
    expect(shop.calls).toEqual([]);
    expect(shop.wakes).toEqual([]);
    expect(await shop.payload()).toBeUndefined();
  });

  it('the refund of the rest', async () => {
    const shop = world.shop();
    await shop.refunded([{ id: 'r1', amount: '29.90' }]);
    during(shop, () => shop.refunded([{ id: 'r2', amount: '30.00' }]));
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reversed: { kind: 'refunded' } });
    expect(shop.calls).toEqual([]);
  });

  it('another partial refund', async () => {
    const shop = world.shop();
    await shop.refunded([{ id: 'r1', amount: '1.00' }]);
    during(shop, () => shop.refunded([{ id: 'r2', amount: '2.00' }]));
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted', refunds: { r1: '1.00', r2: '2.00' } });
  });
});

describe('a shop whose pids are changed before its first order', () => {
  it('has one pid for each order, whatever a worker remembers', async () => {
    const shop = world.shop();
    const old = settingsWith({ pidPrefix: 'old-' }, { shop: shop.name });
    const inForce = settingsWith({ pidPrefix: 'new-' }, { shop: shop.name });
    const remembers = (settings: typeof old) => {
      shop.ports.settings = async (_, { fresh } = { fresh: false }) => storedAs(fresh ? inForce : settings);
    };
    remembers(old);
    await shop.paid();
    remembers(inForce);
    await shop.paid();
    remembers(old);
    await shop.paid();
    expect(shop.calls.map(({ body }) => JSON.parse(body).pid)).toEqual(['new-4711']);
  });

  it('has its tombstones under the same pid', async () => {
    const shop = world.shop();
    const old = settingsWith({ pidPrefix: 'old-' }, { shop: shop.name });
    const inForce = settingsWith({ pidPrefix: 'new-' }, { shop: shop.name });
    shop.ports.settings = async (_, { fresh } = { fresh: false }) => storedAs(fresh ? inForce : old);
    await shop.cancelled();
    shop.ports.settings = async () => storedAs(inForce);
    await shop.paid();
    expect(shop.calls).toEqual([]);
    expect(await shop.ports.store.thanku.get(keys.thanku(shop.name, 'new-4711'))).toMatchObject({
      reason: 'cancelled',
    });
  });

  it('keeps the pids of its first order if the settings were changed at the same moment', async () => {
    const shop = world.shop();
    const old = settingsWith({ pidPrefix: 'old-' }, { shop: shop.name });
    const changed = settingsWith({ pidPrefix: 'new-' }, { shop: shop.name });
    shop.ports.settings = async () => storedAs(old);
    await shop.paid();
    shop.ports.settings = async () => storedAs(changed);
    await shop.paid();
    expect(shop.calls.map(({ body }) => JSON.parse(body).pid)).toEqual(['old-4711']);
  });
});

describe('a claim that broke off before it wrote the order’s row', () => {
  it('decided what is sent, and the row says that, even if the settings have changed since', async () => {
    const shop = world.shop({ impact: { fixed: 1 } });
    const insert = shop.ports.store.thanku.insert;
    shop.ports.store.thanku.insert = async () => {
      throw new Error('no answer');
    };
    await expect(shop.paid()).rejects.toThrow('no answer');
    shop.ports.store.thanku.insert = insert;
    shop.state.settings = settingsWith({ impact: { fixed: 2 } }, { shop: shop.name });
    await shop.paid();
    expect(shop.calls.map(({ body }) => JSON.parse(body).impactValue)).toEqual([1]);
    expect(await shop.order()).toMatchObject({ state: 'posted', impact: 1 });
  });
});

describe('personal data of a settled order', () => {
  it('that a claim wrote before it broke off goes with the next message of the order', async () => {
    const shop = world.shop();
    await shop.paid();
    const payload = { order: orderWith() };
    await shop.ports.store.payload.insert(keys.payload(shop.name, shop.pid()), payload);
    await shop.paid();
    expect(await shop.payload()).toBeUndefined();
    await shop.ports.store.payload.insert(keys.payload(shop.name, shop.pid()), payload);
    await shop.wake();
    expect(await shop.payload()).toBeUndefined();
  });
});

describe('a platform’s test order', () => {
  it('is simulated whatever came before it, however old it is and whatever the filters are', async () => {
    const shop = world.shop({ orders: { minimum: { amount: '1000', currency: 'EUR' } } });
    await shop.cancelled();
    await shop.paid({ test: true, paidAt: '2021-12-31T19:00:00-05:00', refunds: [{ id: 'r1', amount: '59.90' }] });
    expect(await shop.order()).toMatchObject({ state: 'simulated', simulated: true });
    expect(shop.calls).toEqual([expect.objectContaining({ simulate: true })]);
  });
});
