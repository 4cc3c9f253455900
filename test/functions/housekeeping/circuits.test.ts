import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shopControl } from '../../../lib/store/control.ts';
import { watchScope, watchKey } from '../../../lib/circuit/watch.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const minute = 60_000;
const hour = 60 * minute;
const scope = { what: 'thanku' as const, shop: 'oak' };

/** Three orders of a shop that is held, and one of another shop. */
async function held(more: Partial<OpenCircuit> = {}) {
  const world = worldOf(tables);
  const { clock, ports, order } = world;
  const control = shopControl(tables.documents, tables.control)('oak');
  const hold: OpenCircuit = {
    reason: 'unauthorized',
    since: new Date(clock.nowMs).toISOString(),
    probeAt: clock.nowMs + 15 * minute,
    ...more,
  };
  await control.change((state) => ({ ...state, hold }));
  await watchScope(ports.store.scopeWatches, scope, clock.nowMs + 15 * minute);
  for (const [index, pid] of ['oak-1', 'oak-2', 'oak-3'].entries()) {
    const untilMs = clock.nowMs + (9 - index) * hour;
    await order(pid, {
      state: 'held',
      reason: 'held-unauthorized',
      notBefore: untilMs,
      dueKind: 'thanku',
      dueAt: untilMs,
    });
  }
  return {
    ...world,
    control,
    pass: async (ms: number) => {
      clock.nowMs += ms;
      await world.run();
    },
    watch: () => ports.store.scopeWatches.get(watchKey(scope)),
  };
}

describe('a hold', () => {
  it('has one order woken when its probe is due, the one that is due first, and another if nobody takes the probe', async () => {
    const { pass, woken, control, clock, read } = await held();
    await pass(10 * minute);
    expect(woken).toEqual([]);
    await pass(6 * minute);
    expect(woken).toEqual(['thanku oak-3']);
    const untilMs = clock.nowMs + 12 * hour;
    expect(await read('oak-3')).toMatchObject({ state: 'held', notBefore: untilMs, dueAt: untilMs });
    await pass(minute);
    expect(woken).toHaveLength(1);
    await pass(2 * minute);
    expect(woken).toEqual(['thanku oak-3', 'thanku oak-2']);
    // Somebody has: the next one's turn comes with the next probe.
    await control.change((state) => ({ ...state, hold: { ...state.hold!, probeAt: clock.nowMs + 15 * minute } }));
    await pass(10 * minute);
    expect(woken).toHaveLength(2);
  });

  it('keeps what is due waiting without a wake-up, for hours', async () => {
    const { pass, woken, read, clock } = await held({ probeAt: Date.parse('2026-03-03T00:00:00.000Z') });
    await pass(9 * hour);
    expect(woken).toEqual([]);
    for (const pid of ['oak-1', 'oak-2', 'oak-3']) {
      const row = (await read(pid))!;
      expect(row).toMatchObject({ state: 'held', notBefore: row.dueAt });
      expect(row.dueAt! - clock.nowMs).toBeGreaterThanOrEqual(6 * hour);
    }
  });

  it('that is lifted has all that waited woken, and its watch goes', async () => {
    const { pass, woken, control, clock, read, ports, watch } = await held();
    await control.change((state) => ({ ...state, hold: undefined }));
    await watchScope(ports.store.scopeWatches, scope, clock.nowMs);
    await pass(minute);
    expect(woken.toSorted()).toEqual(['thanku oak-1', 'thanku oak-2', 'thanku oak-3']);
    expect(await read('oak-1')).toMatchObject({ state: 'waiting', notBefore: clock.nowMs });
    expect(await watch()).toBeUndefined();
  });

  it('that was lifted by a worker that died before it could say so is noticed with its next probe', async () => {
    const { pass, woken, control } = await held();
    await control.change((state) => ({ ...state, hold: undefined }));
    await pass(16 * minute);
    expect(woken).toHaveLength(3);
  });

  it('that is lifted has those woken too that failed in a run which was broken off', async () => {
    const { pass, woken, control, clock, order, ports, watch } = await held();
    const untilMs = clock.nowMs + 10 * hour;
    const waits = { state: 'held' as const, reason: 'held-unauthorized', notBefore: untilMs, dueAt: untilMs };
    for (let number = 4; number <= 101; number++)
      await order(`oak-${number}`, { ...waits, dueKind: 'thanku', dueAt: untilMs + number });
    await control.change((state) => ({ ...state, hold: undefined }));
    await watchScope(ports.store.scopeWatches, scope, clock.nowMs);
    const { wakeOrders } = ports;
    ports.wakeOrders = async () => {
      clock.nowMs += minute;
      throw new Error('SQS is away');
    };
    await expect(pass(minute)).rejects.toThrow('housekeeping jobs failed');
    expect(await watch()).toMatchObject({ left: { failed: true } });
    ports.wakeOrders = wakeOrders;
    await pass(minute);
    expect(woken).toEqual(['thanku oak-101']);
    expect((await watch())?.left).toBeUndefined();
    await pass(3 * minute);
    expect(woken).toHaveLength(101);
    expect(await watch()).toBeUndefined();
  });

  it('that comes back while what waited is rescheduled keeps its watch', async () => {
    const { pass, control, clock, ports, watch } = await held();
    await control.change((state) => ({ ...state, hold: undefined }));
    await watchScope(ports.store.scopeWatches, scope, clock.nowMs);
    const { wakeOrders } = ports;
    ports.wakeOrders = async (orders) => {
      await watchScope(ports.store.scopeWatches, scope, clock.nowMs + 15 * minute);
      await wakeOrders(orders);
    };
    await pass(minute);
    expect(await watch()).toMatchObject({ dueAt: clock.nowMs + 15 * minute });
  });

  it('leaves what waits for cancellations alone, and the braked where they are', async () => {
    const { pass, woken, control, clock, ports, order, read } = await held();
    const untilMs = clock.nowMs + 2 * hour;
    const cancellations = { reason: 'waiting-for-cancellations', notBefore: untilMs, dueAt: untilMs };
    await order('oak-4', { state: 'held', dueKind: 'thanku', ...cancellations });
    const thankuBrake = { reason: 'stop', by: 'local:ada', since: new Date(clock.nowMs).toISOString() };
    await control.change((state) => ({ ...state, hold: undefined, thankuBrake }));
    await watchScope(ports.store.scopeWatches, scope, clock.nowMs);
    await pass(minute);
    expect(woken).toEqual([]);
    await control.change((state) => ({ ...state, thankuBrake: undefined }));
    await pass(16 * minute);
    expect(woken).toHaveLength(3);
    expect(await read('oak-4')).toMatchObject(cancellations);
  });
});

it('a brake that is taken off leaves receipts alone whose credential the stage does not have', async () => {
  const { run, receipt, woken, ports, clock } = worldOf(tables);
  const thanx = { what: 'thanx' as const, shop: 'oak' };
  const untilMs = clock.nowMs + 9 * hour;
  const waits = { waitsFor: 'brake' as const, notBefore: untilMs, dueKind: 'receipt' as const, dueAt: untilMs };
  await receipt('oak-1', { ...waits, credential: 'gone' });
  await receipt('oak-2', waits);
  await watchScope(ports.store.scopeWatches, thanx, clock.nowMs - minute);
  ports.wakeReceipts = async (credential, orders) => {
    if (!ports.credentials.includes(credential)) throw new Error('no such queue');
    woken.push(...orders.map(({ pid }) => pid));
  };
  await run();
  expect(woken).toEqual(['oak-2']);
  expect(await ports.store.receipt.get(keys.receipt('oak', 'oak-1'))).toMatchObject(waits);
  expect(await ports.store.scopeWatches.get(watchKey(thanx))).toBeUndefined();
});

it('the thirty days’ deletion goes on behind what may not be given up, and that still says since when it waits', async () => {
  const { run, order, receipt, payload, ports, clock } = worldOf(tables);
  const day = 24 * hour;
  const since = clock.nowMs - 40 * day;
  await order('oak-1', { state: 'posted', announced: true, receipt: 'created' });
  await receipt('oak-1', { state: 'unknown', dueKind: 'stuck', dueAt: since });
  await payload('oak-1');
  const looked: string[] = [];
  const { thanku } = ports.store;
  Object.assign(ports.store, {
    thanku: { ...thanku, get: (key: { pk: string; sk: string }) => (looked.push(key.pk), thanku.get(key)) },
  });
  await run();
  await run();
  expect(looked).toHaveLength(1);
  const row = await ports.store.receipt.get(keys.receipt('oak', 'oak-1'));
  expect(row).toMatchObject({ dueKind: 'stuck', stuckSince: { at: since, dueAt: row!.dueAt } });
  clock.nowMs += day;
  await run();
  expect(looked).toHaveLength(2);
  expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeDefined();
});
