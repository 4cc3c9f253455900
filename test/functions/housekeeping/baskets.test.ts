import { afterEach, beforeEach, expect, it } from 'vitest';
import { gauge } from '../../../functions/housekeeping/gauge.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import { repairMs } from '../../../lib/order/repair-time.ts';
import { keys } from '../../../lib/store/keys.ts';
import { basketRow, refundable } from '../../lib/order/rows.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(() => {
  tables = memoryTables();
});
afterEach(() => tables.close());

/** A thanked order with a basket. */
async function withBasket(differs: Partial<BasketState>) {
  const world = worldOf(tables);
  const { store } = world.ports;
  const key = keys.basket('oak', 'oak-1');
  await world.order('oak-1', { state: 'posted', receipt: 'created', receiptReason: 'basket', announced: true });
  await store.basket.insert(key, basketRow({ dueKind: undefined, dueAt: undefined, ...differs }));
  return { ...world, basket: () => store.basket.get(key), kept: () => store.payload.get(keys.payload('oak', 'oak-1')) };
}
const nowMs = Date.parse('2026-03-01T12:00:00.000Z');

it('a basket whose message got lost is woken', async () => {
  const { run, woken, basket } = await withBasket({ dueKind: 'receipt', dueAt: nowMs });
  await run();
  expect(woken).toEqual(['main oak-1']);
  expect((await basket())?.dueAt).toBeGreaterThan(nowMs);
});

it('a basket whose credential the stage doesn’t have waits for it', async () => {
  const { run, woken, basket } = await withBasket({ credential: 'gone', dueKind: 'receipt', dueAt: nowMs });
  await run();
  expect(woken).toEqual([]);
  expect(await basket()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
});

it.each<[string, Partial<BasketState>, object]>([
  ['a billed basket', { state: 'billed' }, { state: 'billed' }],
  ['a basket of which Thanx doesn’t know every refund', { state: 'billed', wanted: '9.00' }, { state: 'billed' }],
])('nothing is kept for the refunds of %s after their time, and not a moment less', async (_, differs, became) => {
  const until = nowMs + 1000;
  const rests = {
    refundable: refundable({ until }),
    dueKind: 'refundable',
    dueAt: until,
    settledAt: '2026-02-01T12:00:00.000Z',
  } as const;
  const { run, clock, basket } = await withBasket({ ...rests, ...differs });
  await run();
  expect(await basket()).toMatchObject({ refundable: {}, dueKind: 'refundable' });
  clock.nowMs = until + 1;
  await run();
  expect(await basket()).toMatchObject(became);
  for (const gone of ['refundable', 'dueKind', 'dueAt']) expect(await basket()).not.toHaveProperty(gone);
});

it.each<[string, Partial<BasketState>]>([
  ['a refused basket', { state: 'rejected', reason: 'rejected' }],
  ['a refused refund', { state: 'refund-failed', wanted: '9.00', refundable: refundable() }],
])('%s counts as a receipt that waits for a person, and is given up after thirty days', async (_, differs) => {
  const { run, ports, clock, payload, telemetry, basket, kept } = await withBasket({
    announced: true,
    dueKind: 'stuck',
    dueAt: nowMs,
    ...differs,
  });
  await payload('oak-1');
  await gauge(ports, clock.nowMs + 5000);
  expect(telemetry.levels).toMatchObject({ ReceiptsStuck: 1, OrdersStuck: 0 });
  clock.nowMs += repairMs - 1000;
  await run();
  expect(await kept()).toBeDefined();
  clock.nowMs += 2000;
  await run();
  expect(await kept()).toBeUndefined();
  for (const gone of ['refundable', 'dueKind', 'dueAt']) expect(await basket()).not.toHaveProperty(gone);
  expect((await basket())?.refundMissed).toBe(differs.state === 'refund-failed' ? 'too-late' : undefined);
});

it('the data of an order whose basket is given another chance is kept', async () => {
  const {
    run,
    order: _,
    ports,
    clock,
    payload,
    kept,
  } = await withBasket({ dueKind: 'receipt', dueAt: nowMs + 3 * repairMs });
  await payload('oak-1');
  await ports.store.thanku.change(keys.thanku('oak', 'oak-1'), (row) => ({
    ...row,
    state: 'failed' as const,
    dueKind: 'stuck' as const,
    dueAt: nowMs,
  }));
  clock.nowMs += repairMs + 1;
  await run();
  expect(await kept()).toBeDefined();
});
