import { probeEveryMs } from '../../../lib/circuit/circuit.ts';
import { lastRecheckAt, recheckAt } from '../../../lib/order/waiting.ts';
import { expect, it } from 'vitest';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { watchScope, type StopScope } from '../../../lib/circuit/watch.ts';
import { keys } from '../../../lib/store/keys.ts';
import { countedWorld, dollars } from './counted-world.ts';

const held = 100_000;
const [minutes, perDay] = [6 * 60, 4];
const startMs = Date.parse('2026-03-01T12:00:00.000Z');
const at = new Date(startMs).toISOString();
const words = 'x'.repeat(300);
const error = { at, code: 'unauthorized', status: 401, words };
const history = [{ what: 'held' as const, why: 'held-unauthorized', status: 401, at: startMs, words }];
const base = { orderId: '5550001234567', attempts: 1, createdAt: at, updatedAt: at, lastError: error, history };

const thanku = (shop: string, pid: string, dueAt: number): ThankuState => ({
  ...base,
  shop,
  pid,
  number: '#10234',
  amount: '123.45',
  currency: 'EUR',
  cause: 'PlantTrees',
  impact: 3,
  receipt: 'none',
  state: 'held',
  reason: 'held-unauthorized',
  notBefore: dueAt,
  dueKind: 'thanku',
  dueAt,
});
const receipt = (shop: string, pid: string, dueAt: number): ReceiptState => ({
  ...base,
  shop,
  pid,
  credential: 'main',
  state: 'waiting',
  waitsFor: 'hold',
  notBefore: dueAt,
  dueKind: 'receipt',
  dueAt,
});

const kinds = {
  ThankUs: { key: keys.thanku, row: thanku, scope: { what: 'thanku', shop: 'oak' } },
  receipts: { key: keys.receipt, row: receipt, scope: { what: 'credential', credential: 'main' } },
} satisfies Record<string, { key: unknown; row: unknown; scope: StopScope }>;

/** A hold that keeps 100,000 rows waiting. @param dueAt of each */
async function heldWorld(kind: keyof typeof kinds, dueAt: () => number) {
  const { key, row, scope } = kinds[kind];
  const world = countedWorld(startMs, JSON.stringify(row('oak', 'oak-1', startMs)).length);
  const put = (shop: string, pid: string, due: number, changes = {}) => {
    const { pk, sk } = key(shop, pid);
    world.put(`${pk} ${sk}`, { ...row(shop, pid, due), ...changes });
  };
  for (let number = 0; number < held; number++) put('oak', `oak-${number}`, dueAt());
  world.stops.circuit = { reason: 'unauthorized', since: at, probeAt: startMs + probeEveryMs };
  await watchScope(world.ports.store.scopeWatches, scope, startMs + probeEveryMs);
  const reset = () => Object.assign(world.used, { reads: 0, writes: 0, sqsRequests: 0, gbSeconds: 0, invocations: 0 });
  reset();
  return {
    ...world,
    put,
    reset,
    /** An order of a shop that nothing holds, due now. */
    putOther: () =>
      put('other', 'other-1', world.clock.nowMs, { state: 'waiting', reason: undefined, waitsFor: undefined }),
    lift: async () => {
      world.stops.circuit = undefined;
      await watchScope(world.ports.store.scopeWatches, scope, world.clock.nowMs);
    },
    /** A worker whose probe is refused, as `refuse` and `holdCredential` write it down. */
    refuseProbe: async (pid: string) => {
      const { nowMs } = world.clock;
      const probeAt = nowMs + probeEveryMs;
      await watchScope(world.ports.store.scopeWatches, scope, probeAt);
      world.stops.circuit = { reason: 'unauthorized', since: at, probeAt };
      put('oak', pid, lastRecheckAt(nowMs));
      Object.assign(world.used, { reads: world.used.reads + 20, writes: world.used.writes + 20 });
      world.used.gbSeconds += 1;
    },
  };
}

it('100,000 held rows cost at most 2 dollars a day, and one carries the probe every quarter of an hour', async () => {
  // As they stand after days of it.
  const someTime = () => startMs + (recheckAt(startMs, Math.random()) - startMs) * Math.random();
  const { run, used, woken, refuseProbe } = await heldWorld('ThankUs', () => Math.round(someTime()));
  const carriers: string[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await run();
    for (const pid of woken.splice(0)) {
      carriers.push(pid);
      await refuseProbe(pid);
    }
  }
  // Each looks up by itself, about every nine hours.
  expect(used.writes).toBeGreaterThan(2 * held);
  expect(perDay * dollars(used)).toBeLessThan(2);
  expect(carriers.length).toBeGreaterThan(20);
  expect(new Set(carriers).size).toBe(carriers.length);
}, 60_000);

it('100,000 held rows do not keep another shop’s order from its turn, were they all due at once', async () => {
  const { run, woken, putOther, telemetry } = await heldWorld('ThankUs', () => startMs - 1);
  putOther();
  await run();
  await run();
  expect(woken).toContain('other-1');
  expect(telemetry.lines.filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);

it.each(['ThankUs', 'receipts'] as const)(
  '100,000 held %s are rescheduled within five runs of the lift, and another shop’s order within two',
  async (kind) => {
    const { run, woken, putOther, lift, all } = await heldWorld(kind, () => recheckAt(startMs, Math.random()));
    await lift();
    putOther();
    const isHeld = (row: object) =>
      ('waitsFor' in row && row.waitsFor === 'hold') || ('state' in row && row.state === 'held');
    let runs = 0;
    let wokenAfter: number | undefined;
    for (; [...all.values()].some(isHeld); runs++) {
      expect(runs).toBeLessThan(5);
      await run();
      if (woken.includes('other-1')) wokenAfter ??= runs + 1;
    }
    expect(wokenAfter).toBeLessThanOrEqual(2);
    // They do not come together, and so do not stand in the queue before everybody else's.
    const perMinute = Map.groupBy(all.values(), ({ dueAt = 0 }) => Math.floor(dueAt / 60_000));
    expect(Math.max(...[...perMinute.values()].map(({ length }) => length))).toBeLessThan(2500);
  },
  60_000,
);
