import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { storedAs } from '../../lib/order/support.ts';
import { everyLevel, newerSettings, withNewer } from '../../lib/shops/newer.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const done = { done: true };
const parkedRows = async () => (await world.tables.all(world.tables.orders)).filter(({ sk }) => sk === 'parked');
beforeEach(async () => {
  for (const { pk } of await parkedRows()) await world.shop().ports.parking.remove(String(pk));
});

type Shop = ReturnType<typeof world.shop>;
const newShop = () => world.shop(everyLevel.thanku, everyLevel.rest);
/** A newer version has its settings applied; gives what it takes to go back. */
function getsNewer({ state }: Shop, path: readonly string[] = ['thanku', 'maxPerMonth'], value: unknown = 100) {
  const before = state.settings!;
  state.settings = withNewer(before, path, value);
  return () => (state.settings = before);
}

describe('a shop whose settings are of a newer version', () => {
  it.each(newerSettings)('has its orders wait and nothing decided: %s', async (named, path, value) => {
    const shop = newShop();
    const goBack = getsNewer(shop, path, value);
    expect(await shop.paid()).toEqual(done);
    expect(await shop.order()).toBeUndefined();
    expect(shop.calls).toEqual([]);
    expect(await parkedRows()).toMatchObject([
      { waitsFor: 'settings-newer', shop: shop.name, dueAt: shop.state.nowMs + 15 * 60_000, event: { type: 'paid' } },
    ]);
    expect(shop.telemetry.counted).toEqual(['EventWaiting']);
    expect(shop.telemetry.lines.map((line) => JSON.stringify(line)).join()).toContain(named);
    goBack();
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('is believed to be so only after its settings were read again', async () => {
    const shop = newShop();
    const inForce = shop.state.settings!;
    const remembered = withNewer(inForce, ['thanku', 'maxPerMonth'], 100);
    shop.ports.settings = async (_, { fresh } = { fresh: false }) => storedAs(fresh ? inForce : remembered);
    await shop.paid();
    expect(shop.calls).toHaveLength(1);
  });

  it('has reversals recorded, which the order then meets', async () => {
    const shop = newShop();
    const goBack = getsNewer(shop);
    await shop.paid();
    expect(await shop.cancelled()).toEqual(done);
    expect(await shop.order()).toMatchObject({ state: 'early', reversed: { kind: 'cancelled' } });
    goBack();
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(shop.calls).toEqual([]);
  });

  it('has orders that are frozen go on, and cancellations stop those that wait', async () => {
    const shop = world.shop({ holdHours: 4 });
    await shop.paid();
    await shop.paid({ orderId: '4712', number: '#1002' });
    getsNewer(shop);
    await shop.cancelled('4712');
    shop.pass(3 * 3_600_000);
    await shop.wake();
    await shop.wake('4712');
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect(await shop.order('4712')).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(shop.calls).toHaveLength(1);
    // Told of it once more, it is known: there is nothing to wait for.
    await shop.paid();
    await shop.refunded([{ id: 'r1', amount: '5.00' }]);
    expect(await shop.order()).toMatchObject({ refunds: { r1: '5.00' } });
    expect(await parkedRows()).toEqual([]);
  });

  it('has what waits found by an erasure', async () => {
    const shop = newShop();
    getsNewer(shop);
    await shop.paid({ customer: { email: 'ada@example.com' } });
    const at = new Date(shop.state.nowMs).toISOString();
    const erase = { shop: shop.name, at, customer: { email: 'ada@example.com' } };
    expect(await eraseRows({ ...shop.ports, finish: async () => {} }, erase)).toMatchObject({ parked: 1 });
    expect(await parkedRows()).toEqual([]);
  });

  it('keeps the pids of its orders, and has everything wait where nobody can say them', async () => {
    const shop = newShop();
    await shop.paid();
    getsNewer(shop, ['thanku'], 'elsewhere');
    await shop.refunded([{ id: 'r1', amount: '5.00' }]);
    expect(await shop.order()).toMatchObject({ refunds: { r1: '5.00' } });
    const other = newShop();
    getsNewer(other, ['thanku'], 'elsewhere');
    await other.cancelled();
    expect(await parkedRows()).toMatchObject([{ waitsFor: 'settings-newer', event: { type: 'cancelled' } }]);
  });
});
