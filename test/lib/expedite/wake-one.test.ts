import { afterEach, beforeEach, expect, it } from 'vitest';
import { wakeProbe } from '../../../lib/expedite/wake-one.ts';
import { keys } from '../../../lib/store/keys.ts';
import { worldOf } from '../../functions/housekeeping/world.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const hour = 3_600_000;
const scope = { what: 'credential' as const, credential: 'main' };

/** Two receipts that wait for their credential. */
async function held() {
  const world = worldOf(tables);
  for (const [index, pid] of ['oak-1', 'oak-2'].entries()) {
    const untilMs = world.clock.nowMs + (7 + index) * hour;
    await world.receipt(pid, { waitsFor: 'hold', notBefore: untilMs, dueKind: 'receipt', dueAt: untilMs });
  }
  return { ...world, read: (pid: string) => world.ports.store.receipt.get(keys.receipt('oak', pid)) };
}

it('wakes receipts in turn, whether or not their workers take the probe', async () => {
  const { ports, woken, read, clock } = await held();
  for (let times = 0; times < 3; times++) {
    expect(await wakeProbe(ports, scope)).toBe(true);
    clock.nowMs += 120_000;
  }
  expect(woken).toEqual(['main oak-1', 'main oak-2', 'main oak-1']);
  expect(await read('oak-1')).toMatchObject({ waitsFor: 'hold', notBefore: clock.nowMs - 120_000 + 12 * hour });
});

it('leaves a receipt alone that its worker has taken meanwhile', async () => {
  const { ports, read, clock } = await held();
  const due = { notBefore: clock.nowMs, dueAt: clock.nowMs + 1 };
  ports.wakeReceipts = async () => {
    await ports.store.receipt.change(keys.receipt('oak', 'oak-1'), (row) => ({ ...row, ...due, waitsFor: undefined }));
  };
  await wakeProbe(ports, scope);
  expect(await read('oak-1')).toMatchObject(due);
});
