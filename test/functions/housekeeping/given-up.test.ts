import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairMs } from '../../../lib/order/repair-time.ts';
import { retriedManually } from '../../../lib/order/thanku/repair.ts';
import { keys } from '../../../lib/store/keys.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { planned } from '../submit-to-thanx/basket/basket-world.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const world = () => worldOf(tables);

describe('housekeeping', () => {
  it('takes the personal data of what waits for a person after thirty days unless its outcome is unknown', async () => {
    const { run, order, receipt, payload, ports, clock, read } = world();
    for (const pid of ['oak-1', 'oak-2']) await payload(pid);
    await order('oak-1', { state: 'failed', announced: true, dueKind: 'stuck', dueAt: clock.nowMs });
    await order('oak-2', { state: 'posted', announced: true, receipt: 'created' });
    await receipt('oak-2', { state: 'unknown', dueKind: 'stuck', dueAt: clock.nowMs });
    await run();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeDefined();
    clock.nowMs += repairMs + 1;
    await run();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeUndefined();
    expect((await read('oak-1'))?.state).toBe('failed');
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-2'))).toBeDefined();
  });

  it('takes after thirty days what a rejected basket or a refused refund was kept for', async () => {
    const { run, order, basket, payload, ports, clock } = world();
    const stuck = { announced: true, dueKind: 'stuck', dueAt: clock.nowMs } as const;
    const { basket: sent, merchantId } = planned('oak-2');
    const refundable = { until: clock.nowMs, merchantId, userId: 'u1', customer: ['gone'], basket: sent };
    for (const pid of ['oak-1', 'oak-2']) await order(pid, { state: 'posted', announced: true, receipt: 'created' });
    await payload('oak-1');
    await basket('oak-1', { state: 'rejected', reason: 'rejected', ...stuck });
    await basket('oak-2', { state: 'refund-failed', reason: 'rejected', wanted: '10.00', refundable, ...stuck });
    await run();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeDefined();
    clock.nowMs += repairMs + 1;
    await run();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeUndefined();
    const rows = await Promise.all(['oak-1', 'oak-2'].map((pid) => ports.store.basket.get(keys.basket('oak', pid))));
    expect(rows.map((row) => row?.state)).toEqual(['rejected', 'refund-failed']);
    for (const row of rows) expect(row).not.toMatchObject({ dueKind: expect.anything() });
    for (const row of rows) expect(row).not.toMatchObject({ refundable: expect.anything() });
  });

  it('keeps the payload of a basket that is under way while a part of its order waits for a person', async () => {
    const { run, order, basket, payload, ports, clock } = world();
    await payload('oak-1');
    await order('oak-1', { state: 'failed', announced: true, dueKind: 'stuck', dueAt: clock.nowMs });
    await basket('oak-1', { state: 'waiting', dueKind: 'receipt', dueAt: clock.nowMs + 2 * repairMs });
    clock.nowMs += repairMs + 1;
    await run();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeDefined();
  });

  it('keeps the data of what is given another chance while it looks, or has a part that is under way', async () => {
    const { run, order, receipt, payload, ports, clock } = world();
    for (const pid of ['oak-1', 'oak-2']) {
      await payload(pid);
      await order(pid, { state: 'failed', announced: true, dueKind: 'stuck', dueAt: clock.nowMs });
    }
    await receipt('oak-2', { state: 'waiting', dueKind: 'receipt', dueAt: clock.nowMs + 2 * repairMs });
    clock.nowMs += repairMs + 1;
    const { due } = ports;
    ports.due = async function* (kind, untilMs) {
      for await (const entry of due(kind, untilMs)) {
        // After the index was read, and before the row is.
        await ports.store.thanku.change(keys.thanku('oak', 'oak-1'), (row) => retriedManually(row, clock.nowMs));
        yield entry;
      }
    };
    await run();
    for (const pid of ['oak-1', 'oak-2']) expect(await ports.store.payload.get(keys.payload('oak', pid))).toBeDefined();
  });
});
