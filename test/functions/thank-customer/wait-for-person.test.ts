import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parked } from '../../../functions/housekeeping/jobs.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { OrdersMessage } from '../../../lib/order/event.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const quarterHourMs = 15 * 60_000;
const done = { done: true };
const parkedRows = async () => (await world.tables.all(world.tables.orders)).filter(({ sk }) => sk === 'parked');

/** Sends what is parked and due to the worker, as housekeeping and the queue would. */
async function housekeep(shop: ReturnType<typeof world.shop>): Promise<number> {
  const sent: OrdersMessage[] = [];
  const { due, parking, store, telemetry, now, control, limits, newId } = shop.ports;
  const nothing = async () => {};
  const sending = {
    wakeFetches: nothing,
    wakeOrders: nothing,
    wakeReceipts: nothing,
    wakeNotices: nothing,
    pollReceipts: nothing,
  };
  const looking = {
    stopsOf: async () => ({ isPaused: false }),
    credentials: [],
    random: Math.random,
    currentRow: async () => undefined,
    stopCounts: async () => ({ shops: 0, credentials: 0, targets: 0, paused: 0, limitedShops: [] }),
    quarantined: async () => 0,
    publishLevels: () => undefined,
  };
  const ports = { due, parking, store, telemetry, now, control, limits, newId, ...sending, ...looking };
  await parked({ ...ports, sendEvent: async (event) => void sent.push(OrdersMessage.parse(event)) }, Infinity);
  for (const event of sent) await shop.send(event);
  return sent.length;
}

beforeEach(async () => {
  for (const { pk } of await parkedRows()) await world.shop().ports.parking.remove(String(pk));
});

describe('an event of a shop without settings', () => {
  it('waits on a row for as long as it takes, and is thanked when the settings are back', async () => {
    const shop = world.shop();
    const { settings } = shop.state;
    shop.state.settings = undefined;
    expect(await shop.paid()).toEqual(done);
    expect(await housekeep(shop)).toBe(0);
    for (let day = 0; day < 3; day++) {
      shop.pass(24 * 4 * quarterHourMs);
      expect(await housekeep(shop)).toBe(1);
    }
    expect(await parkedRows()).toHaveLength(1);
    expect(shop.telemetry.counted.filter((metric) => metric === 'EventWaiting')).toHaveLength(4);
    shop.state.settings = settings;
    shop.pass(quarterHourMs);
    expect(await housekeep(shop)).toBe(1);
    expect((await shop.order())?.state).toBe('posted');
    expect(await parkedRows()).toEqual([]);
  });

  it('is found by an erasure, and not kept again if it was in the queue then', async () => {
    const shop = world.shop();
    shop.state.settings = undefined;
    await shop.paid();
    const [row] = await parkedRows();
    const { event } = row as { event: { order: { customer: { email: string } } } };
    const erase = async () =>
      await eraseRows(
        { ...shop.ports, finish: async () => {} },
        { shop: shop.name, at: new Date(shop.state.nowMs).toISOString(), customer: event.order.customer },
      );
    expect((await erase()).parked).toBe(1);
    expect(await parkedRows()).toEqual([]);
    await shop.paid();
    expect(await parkedRows()).toEqual([]);
  });

  it('waits for the customer key in the same way', async () => {
    const customers = {
      current: () => Promise.reject(new ThankflowError('no-access', 'no')),
      earlier: () => Promise.reject(new ThankflowError('no-access', 'no')),
    };
    const plain = world.shop();
    const shop = world.shop({}, {}, { store: { ...plain.ports.store, customers } });
    expect(await shop.paid()).toEqual(done);
    expect(await parkedRows()).toHaveLength(1);
    // Nor can it be noted who is to be forgotten, or found out who asked for their data.
    const at = new Date(shop.state.nowMs).toISOString();
    for (const type of ['erase', 'export'] as const)
      expect(await shop.send({ type, shop: shop.name, at, customer: { id: '7' } })).toEqual(done);
    expect(await parkedRows()).toHaveLength(3);
    // A cancellation names nobody.
    expect(await shop.cancelled()).toEqual(done);
    expect((await shop.order())?.state).toBe('early');
  });
});
