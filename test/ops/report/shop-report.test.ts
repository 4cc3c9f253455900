import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { enforceLimit } from '../../../lib/limit/in-force.ts';
import { limitStore } from '../../../lib/limit/limit-store.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import { gatherReport, reportJson } from '../../../ops/report/gather.ts';
import { reportCsv } from '../../../ops/report/csv.ts';
import { reportHtml } from '../../../ops/report/html.ts';
import { monthOf } from '../../../ops/report/month.ts';
import { storedAs } from '../../lib/order/support.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { plant, plantMonth } from './orders.ts';

let tables: Tables;
let store: OrderStore;
const nowMs = Date.parse('2026-11-05T12:00:00.000Z');
/** How many rows were read, and whether strongly. */
let read = 0;
let consistent = new Set<boolean>();

async function report(shops: readonly string[], month = monthOf('2026-10', 'UTC', nowMs)) {
  read = 0;
  consistent = new Set();
  const documents = Object.assign(Object.create(tables.documents) as Tables['documents'], {
    send: async (command: {
      input: { RequestItems?: Record<string, { Keys: unknown[]; ConsistentRead: boolean }> };
    }) => {
      const asked = command.input.RequestItems?.[tables.orders];
      if (asked !== undefined) consistent.add(asked.ConsistentRead);
      read += asked?.Keys.length ?? 0;
      return await tables.documents.send(command as never);
    },
  });
  const stored = shops.map((shop) => storedAs({ shop, name: 'Oak & <Ash>', thanku: { slug: 'oak-and-ash' } }));
  const aws = { stage: stages.prod, documents, ordersTable: tables.orders, controlTable: tables.control };
  return await gatherReport(aws, { shops: stored, month, nowMs }, () => undefined);
}

beforeAll(async () => {
  tables = memoryTables();
  store = orderStore(tables.documents, tables.orders);
  await plantMonth(store, 'oak');
  const edges = [
    '2026-09-30T23:59:59.999Z',
    '2026-10-01T00:00:00.000Z',
    '2026-10-31T23:59:59.999Z',
    '2026-11-01T00:00:00.000Z',
  ];
  for (const [index, createdAt] of edges.entries())
    await plant(store, { shop: 'elm', orderId: String(index), createdAt, cause: 'PlantTrees', impact: 10 ** index });
});

describe("a shop's report", () => {
  it('counts each order of the month once, on its day', async () => {
    const { shops } = await report(['oak']);
    const [oak] = shops;
    const rows = (await tables.all(tables.orders)).filter(({ shop }) => shop === 'oak');
    const orders = rows.filter(({ sk }) => sk === 'state#thanku');
    expect(orders.length).toBeGreaterThan(300);
    // One read for each order and each receipt, and none of a receipt that doesn't exist.
    expect(read).toBe(rows.length);
    expect([...consistent]).toEqual([false]);
    expect(oak?.total.orders).toBe(orders.length);
    expect(oak?.days.map(({ day }) => day)).toEqual(
      Array.from({ length: 31 }, (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`),
    );
    for (const { day, ...figures } of oak?.days ?? []) {
      const of = orders.filter(({ createdAt }) => String(createdAt).startsWith(day));
      expect(figures.orders).toBe(of.length);
      expect(figures.thanked).toBe(of.filter(({ state }) => state === 'posted').length);
    }
    const trees = orders.filter(({ state, cause }) => state === 'posted' && cause === 'PlantTrees');
    expect(oak?.total.units.trees).toBe(trees.reduce((sum, { impact }) => sum + Number(impact), 0));
    const receipts = rows.filter(({ sk }) => sk === 'state#receipt');
    const cents = receipts.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    expect(oak?.total.receipts).toEqual({
      applied: { receipts: receipts.length, amounts: { EUR: (cents / 100).toFixed(2) }, withoutAmount: 0 },
    });
  });

  it('begins and ends with the month, in the given time zone', async () => {
    const treesIn = async (timeZone: string) => {
      const { shops } = await report(['elm'], monthOf('2026-10', timeZone, nowMs));
      const [elm] = shops;
      return [elm?.total.units.trees, elm?.days.filter(({ orders }) => orders > 0).map(({ day }) => day.slice(8))];
    };
    expect(await treesIn('UTC')).toEqual([110, ['01', '31']]);
    // In summer two hours ahead, in winter one: the clocks change on 25 October.
    expect(await treesIn('Europe/Berlin')).toEqual([11, ['01']]);
    expect(await treesIn('America/New_York')).toEqual([1100, ['31']]);
    expect(await treesIn('Pacific/Kiritimati')).toEqual([11, ['01']]);
  });

  it('has every shop apart, and a shop without orders too', async () => {
    const { shops } = await report(['oak', 'elm', 'yew']);
    expect(shops.map(({ shop, total }) => [shop, total.orders > 0])).toEqual([
      ['oak', true],
      ['elm', true],
      ['yew', false],
    ]);
  });

  it('still counts an order whose customer was erased, and identifies no order', async () => {
    const links = { id: 'sUiS29M3t0CbhOvATxnS', link: 'https://www.thanku.social/thanks/sUiS', certificateNum: '328' };
    const order = { shop: 'ash', orderId: '4711', number: '#1001', createdAt: '2026-10-02T00:00:00.000Z' };
    await plant(store, { ...order, ...links, nameErased: true, cause: 'PlantTrees', impact: 5 });
    const ash = await report(['ash']);
    expect(ash.shops[0]?.total).toMatchObject({ orders: 1, thanked: 1, units: { trees: 5 } });
    const written = [JSON.stringify(reportJson(ash)), reportCsv(ash), reportHtml(ash)];
    for (const text of written) expect(text).not.toMatch(/sUiS|thanku\.social|4711|#1001|\b328\b/);
  });

  it('counts what a newer version wrote as unreadable, or by the state that it does not know', async () => {
    await plant(store, { shop: 'fir', orderId: '1', createdAt: '2026-10-02T00:00:00.000Z' });
    await plant(store, { shop: 'fir', orderId: '2', createdAt: '2026-10-02T00:00:00.000Z' }, { amount: '1.00' });
    for (const Key of [keys.thanku('fir', 'fir-1'), keys.receipt('fir', 'fir-2')]) {
      const { Item } = await tables.documents.send(new GetCommand({ TableName: tables.orders, Key }));
      await tables.documents.send(new PutCommand({ TableName: tables.orders, Item: { ...Item, state: 'newer' } }));
    }
    const { shops } = await report(['fir']);
    expect(shops[0]?.total).toMatchObject({
      orders: 2,
      thanked: 1,
      unreadable: 1,
      receipts: { newer: { receipts: 1, amounts: { EUR: '1.00' } } },
    });
  });

  it('says what is left of a limit, while the month is not over', async () => {
    const limit = { perMonth: 1000, perDay: 100, timeZone: 'Europe/Berlin', then: 'wait' as const, warnAt: '80%' };
    await enforceLimit(shopControl(tables.documents, tables.control)('oak'), limit);
    const row = { day: '2026-11-05', monthUnits: 750, dayUnits: 100, open: [] };
    await limitStore(tables.documents, tables.control)('oak').change(() => ({ row, outcome: undefined }));
    const now = await report(['oak'], monthOf('2026-11', 'UTC', nowMs));
    expect(reportJson(now).shops[0]?.limit).toEqual([
      { in: '2026-11', units: 750, limit: 1000, left: 250 },
      { in: '2026-11-05', units: 100, limit: 100, left: 0 },
    ]);
    expect(reportHtml(now)).toContain('750 of 1,000 in 2026-11, 250 left');
    expect(reportJson(await report(['oak'])).shops[0]).not.toHaveProperty('limit.0');
  });
});
