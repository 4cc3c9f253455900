import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datedShopOf, second, type DatedShop } from './dated-shop.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const datedShop = (...settings: [thanku?: Record<string, unknown>, rest?: Record<string, unknown>]): DatedShop =>
  datedShopOf(world, ...settings);

describe('a deletion, whose time nobody signs', () => {
  it('that is received minutes after the order was restored is undone by that', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    shop.pass(60_000);
    await shop.cancelled();
    await shop.paidAt(6);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });

  it('that comes once more after the order was restored changes nothing', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    const deleted = { type: 'cancelled' as const, shop: shop.name, at: second(2), orderId: '4711' };
    await shop.send(deleted);
    await shop.paidAt(60);
    await shop.send(deleted);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });
});

describe('what a reversal stopped', () => {
  it('of a thanked order is put before a person when the reversal is undone', async () => {
    const shop = datedShop({}, { thanx: thanxSettings });
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    expect(await shop.receipt()).toMatchObject({ state: 'skipped', reason: 'unpaid' });
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'posted', stuck: 'reinstated', dueKind: 'stuck' });
  });

  it('was nothing where the settings leave the order out', async () => {
    const shop = datedShop({ orders: { minimum: { amount: '1000', currency: 'EUR' } } });
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'below-minimum' });
    expect((await shop.order())?.stuck).toBeUndefined();
  });

  it('is put before a person when it is undone after more than a year', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await shop.reversedAt('cancelled', 2);
    shop.pass(366 * 24 * 3600 * 1000);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated' });
  });

  it('is left to a person where a receipt’s row was made by a worker that died', async () => {
    const shop = datedShop({ holdHours: 0 }, { thanx: thanxSettings });
    const { receipt } = shop.ports.store;
    const { insert } = receipt;
    receipt.insert = async (...row) => {
      receipt.insert = insert;
      await insert(...row);
      throw new Error('killed');
    };
    await shop.paidAt(1);
    await shop.reversedAt('cancelled', 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated' });
    expect(shop.calls).toEqual([]);
  });
});
