import { passage } from '../../../lib/circuit/circuit.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { shopControl } from '../../../lib/store/control.ts';
import { watchKey } from '../../../lib/circuit/watch.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const minute = 60_000;

it('a hold that an older version put on gets its watch with the first due row, and one order tries at once', async () => {
  const { clock, run, order, woken, ports } = worldOf(tables);
  const control = shopControl(tables.documents, tables.control)('oak');
  const since = new Date(clock.nowMs).toISOString();
  await control.change((state) => ({ ...state, hold: { reason: 'failures', since } }));
  const waits = { state: 'held' as const, reason: 'held-failures', dueKind: 'thanku' as const };
  await order('oak-1', { ...waits, dueAt: clock.nowMs });
  await order('oak-2', { ...waits, dueAt: clock.nowMs + 9 * 60 * minute });
  await run();
  const watch = () => ports.store.scopeWatches.get(watchKey({ what: 'thanku', shop: 'oak' }));
  expect(woken).toEqual(['thanku oak-1']);
  expect(await watch()).toBeDefined();
  const state = await control.get();
  const [first, second] = await Promise.all([1, 2].map(() => passage(state, control, clock.nowMs, 0)));
  expect([first?.pass, second?.pass].toSorted()).toEqual([false, true]);
  await control.change((current) => ({ ...current, hold: undefined }));
  expect(await passage(state, control, clock.nowMs, 0)).toMatchObject({ pass: false });
  clock.nowMs += minute;
  await run();
  expect(woken).toContain('thanku oak-2');
  expect(await watch()).toBeUndefined();
});
