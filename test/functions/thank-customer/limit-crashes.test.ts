import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitedShop, minuteMs } from './limited-shop.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const shopWith = (limit: Record<string, unknown>) => limitedShop(world, limit);

describe('a limit, if a worker dies', () => {
  const dies = () => Promise.reject(new Error('the worker dies'));

  it('between reserving and the lease, the order uses what is reserved', async () => {
    const shop = shopWith({ perMonth: 1 });
    const { change } = shop.ports.store.thanku;
    shop.ports.store.thanku.change = dies;
    await shop.paid({ orderId: '1' });
    shop.ports.store.thanku.change = change;
    expect(await shop.limit()).toMatchObject({ monthUnits: 1, open: [{ pid: shop.pid('1') }] });
    expect((await shop.order('1'))?.counted).toBeUndefined();
    shop.pass(2 * minuteMs);
    await shop.housekeep();
    await shop.wake('1');
    expect(await shop.states(['1'])).toEqual(['posted']);
    expect(await shop.limit()).toMatchObject({ monthUnits: 1 });
  });

  it('there, and the order is cancelled, its units are returned, and a slow worker cannot use them', async () => {
    const shop = shopWith({ perMonth: 1 });
    const { change } = shop.ports.store.thanku;
    shop.ports.store.thanku.change = dies;
    await shop.paid({ orderId: '1' });
    shop.ports.store.thanku.change = change;
    await shop.cancelled('1');
    shop.pass(2 * minuteMs);
    await shop.housekeep();
    expect(await shop.order('1')).toMatchObject({ state: 'skipped', limitRound: 1 });
    expect(await shop.limit()).toMatchObject({ monthUnits: 0, open: [] });
    await shop.paid({ orderId: '2' });
    expect(await shop.states(['2'])).toEqual(['posted']);
  });

  it('between the lease and the answer, the units stay counted, and are counted once', async () => {
    const shop = shopWith({ perMonth: 1 });
    shop.state.answers.push(dies);
    await shop.paid({ orderId: '1' });
    expect(await shop.order('1')).toMatchObject({ state: 'waiting', counted: { units: 1 }, lease: {} });
    shop.pass(2 * minuteMs);
    await shop.housekeep();
    await shop.paid({ orderId: '2' });
    expect(await shop.states(['2'])).toEqual(['held']);
    await shop.wake('1');
    expect(await shop.states(['1'])).toEqual(['posted']);
    expect(await shop.limit()).toMatchObject({ monthUnits: 1 });
  });

  it('after the post and before it is recorded, the units stay counted even if the order is cancelled', async () => {
    const shop = shopWith({ perMonth: 1 });
    shop.state.answers.push(dies);
    await shop.paid({ orderId: '1' });
    shop.pass(10 * minuteMs);
    await shop.cancelled('1');
    expect(await shop.order('1')).toMatchObject({ state: 'skipped', stuck: 'perhaps-thanked' });
    await shop.housekeep();
    expect(await shop.limit()).toMatchObject({ monthUnits: 1, open: [] });
  });
});
