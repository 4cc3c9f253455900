import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datedShopOf, type DatedShop } from './dated-shop.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const datedShop = (...settings: [thanku?: Record<string, unknown>, rest?: Record<string, unknown>]): DatedShop =>
  datedShopOf(world, ...settings);

describe('refunds of an order whose platform signs when it changed it', () => {
  it('add up to a reversal in whatever order they come', async () => {
    const events = {
      paid1: (shop: DatedShop) => shop.paidAt(1),
      half2: (shop: DatedShop) => shop.partAt(2, 'r1'),
      half3: (shop: DatedShop) => shop.partAt(3, 'r2'),
      paid4: (shop: DatedShop) => shop.paidAt(4),
    };
    const orders = (names: (keyof typeof events)[]): (keyof typeof events)[][] =>
      names.length < 2
        ? [names]
        : names.flatMap((name) => orders(names.filter((other) => other !== name)).map((rest) => [name].concat(rest)));
    for (const order of orders(['paid1', 'half2', 'half3', 'paid4'])) {
      const shop = datedShop();
      for (const name of order) await events[name](shop);
      const { state, reason } = (await shop.order()) ?? {};
      expect([...order, state, reason]).toEqual([...order, 'skipped', 'refunded']);
    }
  });

  const listed = (...amounts: [id: string, amount: string][]) => amounts.map(([id, amount]) => ({ id, amount }));
  it('that are listed each time are a reversal only if nothing is left of the amount', async () => {
    const shop = datedShop();
    // Half of it is refunded at the claim; then that refund is deleted and another half refunded.
    await shop.listAt(1, '29.95', listed(['1', '29.95']));
    await shop.listAt(2, '59.90', []);
    await shop.listAt(3, '29.95', listed(['2', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'held' });
    await shop.listAt(4, '0.00', listed(['2', '29.95'], ['3', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    await shop.listAt(5, '29.95', listed(['2', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });

  it('of all of it that are listed in an older body, after it is refunded, leave it settled', async () => {
    const shop = datedShop();
    await shop.refundedAt(5);
    await shop.listAt(1, '59.90', []);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    expect((await shop.order())?.settledAt).toBeDefined();
  });

  it('that leave nothing of an order at its claim reverse it, and can be undone', async () => {
    const shop = datedShop();
    await shop.listAt(1, '0.00', listed(['1', '59.90']));
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    await shop.listAt(2, '59.90', []);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });
});
