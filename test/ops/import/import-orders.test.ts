import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore, type CustomerStore } from '../../../lib/store/orders.ts';
import {
  importOrders,
  type ImportEvent,
  type ImportOptions,
  type ImportPorts,
} from '../../../ops/import/import-orders.ts';
import type { ImportRecord } from '../../../ops/import/json-lines.ts';
import { nowMs, record, settings } from './records.ts';
import { customers } from '../../support/customer-key.ts';
import { startTables, type Tables } from '../../support/tables.ts';

let tables: Tables;
let store: CustomerStore;
beforeAll(async () => {
  tables = await startTables();
  store = customerStore(tables.documents, tables.orders, customers);
});
afterAll(() => tables.close());

async function run(
  records: readonly ImportRecord[],
  options: Partial<ImportOptions> = {},
  ports: Partial<ImportPorts> = {},
) {
  const sent: ImportEvent[] = [];
  const clock = { nowMs, slept: [] as number[] };
  async function* source() {
    yield* records;
  }
  const imported = await importOrders(
    {
      store,
      settings,
      simulateAll: false,
      sealing: { addsGiftCards: true, cardKey: async () => undefined },
      now: () => clock.nowMs,
      send: async (event) => void sent.push(event),
      sleep: async (ms) => {
        clock.slept.push(ms);
        clock.nowMs += ms;
      },
      ...ports,
    },
    source(),
    { dryRun: false, perSecond: 10, ...options },
  );
  const ids = sent.map((event) => (event.type === 'paid' ? event.order.orderId : `${event.type} ${event.orderId}`));
  return { imported, sent, ids, clock };
}

describe('importing orders', () => {
  it('counts what would become of each, and sends nothing, as a dry run', async () => {
    const at = '2026-02-28T12:00:00.000Z';
    const row = {
      shop: 'oak',
      orderId: '8',
      attempts: 1,
      notBefore: 0,
      receipt: 'none' as const,
      createdAt: at,
      updatedAt: at,
    };
    await store.thanku.insert(keys.thanku('oak', 'oak-8'), { ...row, pid: 'oak-8', state: 'posted' });
    for (const key of await erasedKeys(store, 'oak', { email: '9@example.com' }))
      await store.erased.insert(key, { at });
    const { imported, sent } = await run(
      [
        record('1'),
        record('2', { amount: '9.99' }),
        record('3', { test: true }),
        record('4', { paidAt: '2023-12-31T23:59:59Z' }),
        record('5', { paidAt: '2025-02-01T00:00:00Z' }),
        record('6', { amount: 29.35 }),
        record('1'),
        record('8'),
        record('9'),
        { line: 10, body: Buffer.from('{"type":"ping","data":{}}') },
        { line: 11, problem: 'cut off' },
      ],
      { dryRun: true },
    );
    expect(sent).toEqual([]);
    expect(imported).toMatchObject({
      orders: 11,
      claim: 2,
      simulated: 1,
      impact: 2,
      receipts: 2,
      receiptAmount: '39.34',
      leftOut: { 'below-minimum': 1 },
      beforeOrdersPaidFrom: 1,
      overAYear: 1,
      twice: 1,
      there: 1,
      erased: 1,
      noOrder: 1,
      unreadable: 2,
      sent: 0,
    });
    expect(imported.problems).toEqual([
      { line: 6, reason: expect.stringContaining('data.amount') as string },
      { line: 11, reason: 'cut off' },
    ]);
  });

  it('sends so many a second, and names them', async () => {
    const pids: string[] = [];
    const { ids, clock } = await run(
      ['21', '22', '23'].map((id) => record(id)),
      { perSecond: 4, sent: (pid) => void pids.push(pid) },
    );
    expect(ids).toEqual(['21', '22', '23']);
    expect(pids).toEqual(['oak-21', 'oak-22', 'oak-23']);
    expect(clock.slept).toEqual([250, 250]);
  });

  it('ends when it is told to, after the order in hand', async () => {
    const ending = new AbortController();
    const { imported, ids } = await run(
      ['31', '32', '33'].map((id) => record(id)),
      {
        signal: ending.signal,
        sent: () => ending.abort(),
      },
    );
    expect(ids).toEqual(['31']);
    expect(imported).toMatchObject({ interrupted: true, sent: 1, orders: 1 });
  });

  it('seals gift cards before they leave, or leaves them out and says so', async () => {
    const cards = { giftCards: [{ number: '6006491234567890', pin: '8173' }] };
    const { publicKey } = await withNewKey(undefined, 'k1');
    const sealed = await run(
      [record('41', cards)],
      {},
      { sealing: { addsGiftCards: true, cardKey: async () => publicKey } },
    );
    expect(sealed.sent).toMatchObject([
      { order: { giftCards: [{ last4: '7890', jwe: expect.any(String) as string }] } },
    ]);
    const left = await run([record('42', cards)]);
    expect(left.sent).toMatchObject([{ order: { giftCards: [{ last4: '7890', leftOut: 'no-key' }] } }]);
    expect(left.imported.cardsWithoutKey).toBe(1);
    for (const { sent } of [sealed, left]) expect(JSON.stringify(sent)).not.toMatch(/60064912|8173/);
  });

  it("sends an order again whose reversal the record's time undoes", async () => {
    await store.thanku.insert(keys.thanku('oak', 'oak-71'), {
      shop: 'oak',
      pid: 'oak-71',
      orderId: '71',
      state: 'skipped',
      reason: 'cancelled',
      reversed: { kind: 'cancelled', at: '2026-02-28T13:00:00.000Z' },
      attempts: 0,
      notBefore: 0,
      receipt: 'none',
      createdAt: '2026-02-28T12:00:00.000Z',
      updatedAt: '2026-02-28T13:00:00.000Z',
    });
    const data = { id: '71', amount: '29.35', currency: 'EUR', paidAt: '2026-02-28T12:00:00Z' };
    const paid = (timestamp: string): ImportRecord => ({
      line: 1,
      body: Buffer.from(JSON.stringify({ type: 'order.paid', timestamp, data })),
    });
    expect((await run([paid('2026-02-28T12:59:00Z')])).ids).toEqual([]);
    expect((await run([paid('2026-02-28T13:01:00Z')])).ids).toEqual(['71']);
  });

  it('tells of a reversal only what is known and not reversed yet', async () => {
    const cancelled = (id: string): ImportRecord => ({
      line: Number(id),
      body: Buffer.from(JSON.stringify({ type: 'order.cancelled', data: { id } })),
    });
    expect((await run([cancelled('8'), cancelled('51')])).ids).toEqual(['cancelled 8']);
    await store.thanku.change(keys.thanku('oak', 'oak-8'), (row) => ({
      ...row,
      reversed: { kind: 'cancelled', at: row.createdAt },
    }));
    expect(await run([cancelled('8')])).toMatchObject({ ids: [], imported: { cancelled: 1 } });
  });

  it('stops where the queue does not take an order: what was not sent is not counted as sent', async () => {
    let sends = 0;
    const send = async () => {
      sends += 1;
      if (sends === 2) throw new Error('SQS is away');
    };
    const pids: string[] = [];
    await expect(run([record('61'), record('62')], { sent: (pid) => void pids.push(pid) }, { send })).rejects.toThrow(
      'SQS is away',
    );
    expect(pids).toEqual(['oak-61']);
  });
});
