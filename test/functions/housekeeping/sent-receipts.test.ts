import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const world = () => worldOf(tables);

describe('housekeeping', () => {
  it('settles the order of a submitted receipt whose worker died before it could, and wakes nobody', async () => {
    const { run, order, receipt, payload, read, ports, clock, woken } = world();
    await payload('oak-1');
    await order('oak-1', { state: 'posted', id: 'thx', receipt: 'created', announced: true });
    await receipt('oak-1', { state: 'submitted', id: 'rcpt', dueKind: 'receipt', dueAt: clock.nowMs });
    await run();
    expect((await read('oak-1'))?.settledAt).toBeDefined();
    expect(await ports.store.receipt.get(keys.receipt('oak', 'oak-1'))).not.toHaveProperty('dueKind');
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeUndefined();
    expect(woken).toEqual([]);
  });

  it('wakes no receipt that may be on its way, until its worker is certainly dead', async () => {
    const { run, receipt, ports, clock, woken } = world();
    const deadAt = clock.nowMs + 90_000;
    const attempt = { id: 'a', sendBy: clock.nowMs, deadAt };
    await receipt('oak-1', { state: 'sending', attempt, dueKind: 'receipt', dueAt: clock.nowMs });
    await run();
    expect(woken).toEqual([]);
    expect(await ports.store.receipt.get(keys.receipt('oak', 'oak-1'))).toMatchObject({ attempt, dueAt: deadAt });
    clock.nowMs = deadAt;
    await run();
    expect(woken).toEqual(['main oak-1']);
  });
});
