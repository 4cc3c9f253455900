import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairMs } from '../../../lib/order/repair-time.ts';
import type { Ports } from '../../../functions/housekeeping/ports.ts';
import { OrderEvent } from '../../../lib/order/event.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const world = (overrides: Partial<Ports> = {}) => worldOf(tables, overrides);

const event: OrderEvent = { type: 'paid', shop: 'oak', at: '2026-03-01T12:00:00.000Z', order: orderWith() };

describe('housekeeping', () => {
  it('sends parked events again and forgets them, once each', async () => {
    const { ports, run, sent } = world();
    for (let n = 0; n < 12; n++) await ports.parking.park(event);
    await run();
    await run();
    expect(sent).toHaveLength(12);
    expect(sent[0]).toEqual(event);
    expect(await tables.all(tables.orders)).toEqual([]);
  });

  it('keeps a parked event that SQS refuses still, fails the run, and does the other jobs', async () => {
    const { ports, run, order, woken, clock } = world({ sendEvent: () => Promise.reject(new Error('SQS is away')) });
    await ports.parking.park(event);
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs });
    await expect(run()).rejects.toThrow('1 housekeeping jobs failed');
    expect(await tables.all(tables.orders)).toContainEqual(expect.objectContaining({ dueKind: 'parked' }));
    expect(woken).toEqual(['thanku oak-1']);
  });

  it('wakes orders in the same run where more events are parked than it has time for', async () => {
    const { ports, run, order, woken, clock, sent } = world({
      sendEvent: async (parkedEvent) => {
        sent.push(OrderEvent.parse(parkedEvent));
        clock.nowMs += 1000;
      },
    });
    for (let n = 0; n < 60; n++) await ports.parking.park(event);
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs });
    const endMs = clock.nowMs + 50_000;
    const wokenAfterMs: number[] = [];
    ports.wakeOrders = async (orders) => {
      wokenAfterMs.push(endMs - clock.nowMs);
      woken.push(...orders.map(({ pid }) => `thanku ${pid}`));
    };
    await run();
    expect(woken).toEqual(['thanku oak-1']);
    // The rest of the time is the parked events' again.
    expect(wokenAfterMs[0]).toBeGreaterThan(10_000);
    expect(sent.length).toBeLessThan(60);
  });

  it('does not let one row that nobody can read keep the others from their turn', async () => {
    const { run, order, woken, clock, ports, telemetry } = world({
      sendEvent: async (refused) => {
        if (refused.shop === 'poison') throw new Error('SQS refuses this one');
      },
    });
    await ports.parking.park({ ...event, shop: 'poison' });
    for (let n = 0; n < 12; n++) await ports.parking.park(event);
    for (let n = 0; n < 12; n++) await order(`oak-${n}`, { dueKind: 'thanku', dueAt: clock.nowMs - 1 });
    await tables.documents.send(
      new PutCommand({ TableName: tables.orders, Item: { ...keys.thanku('oak', 'bad'), dueKind: 'thanku', dueAt: 1 } }),
    );
    // Only what may get better by itself counts as a failure of the run.
    await expect(run()).rejects.toThrow('1 housekeeping jobs failed');
    expect(telemetry.counted).toContain('RowUnreadable');
    expect(telemetry.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([
      { job: 'parked', error: 'Error', stack: expect.stringContaining('functions/housekeeping/jobs.ts:'), times: 1 },
      {
        job: 'due-orders',
        error: expect.stringContaining('bad-row: row order#oak#bad'),
        stack: expect.stringContaining('lib/store/rows.ts:'),
        order: 'oak/bad',
        times: 1,
      },
    ]);
    expect(woken).toHaveLength(12);
    const parkedRows = (await tables.all(tables.orders)).filter((row) => row['dueKind'] === 'parked');
    expect(parkedRows).toHaveLength(1);
  });

  it('wakes what is due, on the queue it belongs to, and not again the next minute', async () => {
    const { run, order, receipt, woken, clock } = world();
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs - 1 });
    await order('oak-2', { dueKind: 'thanku', dueAt: clock.nowMs + 60_001 });
    await receipt('oak-3', { dueKind: 'receipt', dueAt: clock.nowMs - 1, credential: 'second' });
    await run();
    clock.nowMs += 60_000;
    await run();
    expect(woken.sort()).toEqual(['second oak-3', 'thanku oak-1']);
    clock.nowMs += 10 * 60_000;
    await run();
    expect(woken.sort()).toEqual(['second oak-3', 'thanku oak-1', 'thanku oak-1', 'thanku oak-2']);
  });

  it('leaves due what SQS refused, so that the next run sends it, and marks what was sent', async () => {
    const { run, order, receipt, woken, clock, ports } = world();
    const { wakeReceipts } = ports;
    let isAway = true;
    ports.wakeReceipts = async (credential, orders) => {
      if (isAway && credential === 'second') throw new Error('SQS is away');
      await wakeReceipts(credential, orders);
    };
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs - 1 });
    await receipt('oak-2', { dueKind: 'receipt', dueAt: clock.nowMs - 1, credential: 'second' });
    await receipt('oak-3', { dueKind: 'receipt', dueAt: clock.nowMs - 1 });
    await expect(run()).rejects.toThrow('1 housekeeping jobs failed');
    expect(woken.sort()).toEqual(['main oak-3', 'thanku oak-1']);
    isAway = false;
    clock.nowMs += 60_000;
    await run();
    expect(woken.sort()).toEqual(['main oak-3', 'second oak-2', 'thanku oak-1']);
  });

  it('that is killed between a wake-up and its mark sends it a second time, and nothing waits for it', async () => {
    const { run, order, receipt, woken, clock, ports } = world();
    const { thanku, receipt: receipts } = ports.store;
    const killed = () => Promise.reject(new Error('killed'));
    Object.assign(ports.store, { thanku: { ...thanku, change: killed }, receipt: { ...receipts, change: killed } });
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs - 1 });
    await receipt('oak-2', { dueKind: 'receipt', dueAt: clock.nowMs - 1 });
    await expect(run()).rejects.toThrow('2 housekeeping jobs failed');
    expect(woken.sort()).toEqual(['main oak-2', 'thanku oak-1']);
    Object.assign(ports.store, { thanku, receipt: receipts });
    clock.nowMs += 60_000;
    await run();
    clock.nowMs += 60_000;
    await run();
    expect(woken.sort()).toEqual(['main oak-2', 'main oak-2', 'thanku oak-1', 'thanku oak-1']);
  });

  it('puts the tombstone where a worker died before it could', async () => {
    const { run, order, payload, read, ports, clock } = world();
    await payload('oak-1');
    await order('oak-1', { state: 'posted', id: 'thx', announced: true, dueKind: 'settle', dueAt: clock.nowMs });
    await run();
    expect((await read('oak-1'))?.settledAt).toBeDefined();
    expect(await ports.store.payload.get(keys.payload('oak', 'oak-1'))).toBeUndefined();
  });

  it('keeps requests about customers until a person has seen to them, however long that takes', async () => {
    const { run, ports, clock } = world();
    const due = { shop: 'oak', at: event.at, dueKind: 'stuck' as const, dueAt: clock.nowMs };
    await ports.store.exportRequests.insert(keys.exportRequest('oak', '1'), { ...due, email: 'ada@example.com' });
    await ports.store.eraseRequests.insert(keys.eraseRequest('oak', '1'), { ...due, email: 'ada@example.com' });
    await ports.store.redactRequests.insert(keys.redactRequest('oak', '1'), due);
    await ports.store.namedRequests.insert(keys.namedRequest('oak', '1'), { ...due, hashes: ['h'] });
    await run();
    clock.nowMs += repairMs + 1;
    await run();
    const left = await tables.all(tables.orders);
    expect(left.map(({ sk }) => sk).toSorted()).toEqual(['erase#1', 'export#1', 'named#1', 'redact#1']);
  });

  it('gives every job a slice: one that is flooded is told of, and the rest still runs', async () => {
    const { ports, run, order, telemetry, woken, clock } = world({
      sendEvent: async () => {
        clock.nowMs += 60_000;
      },
    });
    for (let n = 0; n < 25; n++) await ports.parking.park(event);
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs });
    await run();
    expect(telemetry.counted).toContain('HousekeepingLate');
    expect(woken).toEqual(['thanku oak-1']);
    expect((await tables.all(tables.orders)).length).toBeGreaterThan(10);
  });
});
