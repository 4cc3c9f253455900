import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedAs } from '../../lib/order/support.ts';
import { withNewer } from '../../lib/shops/newer.ts';
import { dayMs, given, ids, limitedShop, minuteMs, rejected } from './limited-shop.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const shopWith = (limit: Record<string, unknown>, thanku: Record<string, unknown> = {}) =>
  limitedShop(world, limit, thanku);

describe('a limit', () => {
  it('is never passed by a unit, however many orders come at once', async () => {
    const shop = shopWith({ perMonth: 20 });
    await Promise.all(ids(50).map((orderId) => shop.paid({ orderId })));
    for (const orderId of ids(50)) await shop.wake(orderId);
    expect(given(shop)).toBe(20);
    const states = await shop.states(ids(50));
    expect(states.filter((state) => state === 'posted')).toHaveLength(20);
    expect(states.filter((state) => state === 'held')).toHaveLength(30);
    expect(await shop.limit()).toMatchObject({ monthUnits: 20, waiting: true });
  });

  it('that was written with settings, but not put in force, is kept by workers that remember unreadable settings', async () => {
    const shop = shopWith({ perMonth: 2 });
    const inForce = shop.state.settings!;
    const remembered = withNewer(inForce, ['thanku', 'maxPerMonth'], 100);
    shop.ports.settings = async (_, { fresh } = { fresh: false }) => storedAs(fresh ? inForce : remembered);
    for (const orderId of ids(3)) await shop.paid({ orderId });
    expect(given(shop)).toBe(2);
    expect(await shop.limit()).toMatchObject({ monthUnits: 2, waiting: true });
  });

  it('releases waiting orders once it is raised, the oldest first, and new ones wait behind them', async () => {
    const shop = shopWith({ perMonth: 2 });
    for (const orderId of ids(6)) {
      await shop.paid({ orderId });
      shop.pass(1000);
    }
    expect(await shop.states(ids(6))).toEqual(['posted', 'posted', 'held', 'held', 'held', 'held']);
    expect(await shop.order('3')).toMatchObject({ reason: 'limit', dueKind: 'limit', attempts: 0 });
    await shop.enforce({ perMonth: 4 });
    await shop.paid({ orderId: '7' });
    expect(await shop.order('7')).toMatchObject({ state: 'held', reason: 'limit' });
    expect(await shop.housekeep()).toEqual([shop.pid('3'), shop.pid('4')]);
    expect(await shop.states(ids(7))).toEqual(['posted', 'posted', 'posted', 'posted', 'held', 'held', 'held']);
    await shop.enforce({ perMonth: 100 });
    await shop.housekeep();
    expect(await shop.states(ids(7))).toEqual(Array(7).fill('posted'));
    expect((await shop.limit())?.waiting).toBeUndefined();
    await shop.paid({ orderId: '8' });
    expect(await shop.states(['8'])).toEqual(['posted']);
    expect(given(shop)).toBe(8);
  });

  it('begins again with the next day', async () => {
    const shop = shopWith({ perDay: 1 });
    for (const orderId of ids(2)) await shop.paid({ orderId });
    expect(await shop.housekeep()).toEqual([]);
    shop.pass(dayMs);
    expect(await shop.housekeep()).toEqual([shop.pid('2')]);
    expect(await shop.states(ids(2))).toEqual(['posted', 'posted']);
  });

  it('skips orders instead, if the settings say so', async () => {
    const shop = shopWith({ perMonth: 1, then: 'skip' });
    for (const orderId of ids(2)) await shop.paid({ orderId });
    expect(await shop.order('2')).toMatchObject({ state: 'skipped', reason: 'limit', announced: true });
    expect((await shop.limit())?.waiting).toBeUndefined();
  });

  it('gets the units of an order back that ThankU rejected', async () => {
    const shop = shopWith({ perMonth: 1 });
    shop.state.answers.push(rejected, rejected);
    await shop.paid({ orderId: '1' });
    expect(await shop.order('1')).toMatchObject({ state: 'failed', counted: { units: 1, day: '2026-03-01' } });
    shop.pass(2 * minuteMs);
    await shop.housekeep();
    expect((await shop.order('1'))?.counted).toBeUndefined();
    expect(await shop.limit()).toMatchObject({ monthUnits: 0, dayUnits: 0, open: [] });
    await shop.housekeep();
    expect(await shop.limit()).toMatchObject({ monthUnits: 0 });
  });

  it('counts nothing of simulated orders', async () => {
    const shop = shopWith({ perMonth: 1 });
    await shop.paid({ orderId: '1', test: true });
    expect(await shop.states(['1'])).toEqual(['simulated']);
    expect(await shop.limit()).toBeUndefined();
  });

  it('costs a shop without one neither a read nor a write', async () => {
    const shop = world.shop({});
    shop.ports.reserver.reserve = () => Promise.reject(new Error('was asked'));
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect((await shop.order())?.counted).toBeUndefined();
    expect(await shop.control()).not.toHaveProperty('limit');
  });

  it('of a newer version lets no order be given that is not counted', async () => {
    const shop = shopWith({ perMonth: 5 });
    await shop.ports.control(shop.name).change((state) => ({ ...state, limit: { perYear: 1 } }));
    await shop.paid({ orderId: '1' });
    expect(await shop.order('1')).toMatchObject({ state: 'held', reason: 'limit' });
    expect(await shop.housekeep()).toEqual([]);
    await shop.enforce({ perMonth: 5 });
    await shop.housekeep();
    expect(await shop.states(['1'])).toEqual(['posted']);
  });

  it('is told at its warning and when it is full, once for each', async () => {
    const shop = shopWith({ perMonth: 5, warnAt: '60%' });
    for (const orderId of ids(7)) await shop.paid({ orderId });
    const about = { shop: shop.name, period: 'month', in: '2026-03', limit: 5 };
    const told = shop.state.events.flatMap(({ type, detail }) => (type === 'Limit Reached' ? [detail] : []));
    expect(told).toEqual([
      { ...about, eventId: expect.stringMatching(/^evt_/), percent: 60, units: 3 },
      { ...about, eventId: expect.stringMatching(/^evt_/), percent: 100, units: 5 },
    ]);
    expect(told[0]?.eventId).not.toBe(told[1]?.eventId);
  });

  it('holds up no order because nobody can be told, and is told with the next one, with the same ID', async () => {
    const shop = shopWith({ perMonth: 5, warnAt: '20%' });
    const { publish } = shop.ports;
    const told: string[] = [];
    shop.ports.publish = async (event) => {
      if (event.type !== 'Limit Reached') return await publish(event);
      told.push(event.detail.eventId);
      if (told.length === 1) throw new Error('throttled');
    };
    await shop.paid({ orderId: '1' });
    expect(await shop.states(['1'])).toEqual(['posted']);
    await shop.paid({ orderId: '2' });
    await shop.paid({ orderId: '3' });
    expect(await shop.states(['2', '3'])).toEqual(['posted', 'posted']);
    expect(told).toEqual([told[0], told[0]]);
  });

  it('lets an order that never fits wait aside', async () => {
    const shop = shopWith({ perDay: 2 }, { impact: { perItem: 1 } });
    await shop.paid({ orderId: '1', itemsOmitted: 3 });
    await shop.paid({ orderId: '2' });
    expect(await shop.states(ids(2))).toEqual(['held', 'posted']);
    shop.pass(dayMs);
    expect(await shop.housekeep()).toEqual([]);
    await shop.enforce({ perDay: 9 });
    expect(await shop.housekeep()).toEqual([shop.pid('1')]);
  });
});
