import { afterAll, beforeAll, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { hourMs } from '../../../lib/durations.ts';
import { noticesKey, type NoticesOf } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { Findings } from '../../../ops/stuck/finding.ts';
import { remedyOf } from '../../../ops/stuck/remedy.ts';
import { findOverdue, findStuckRows } from '../../../ops/stuck/rows.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { failedRow } from '../notify/failed-row.ts';

let tables: Tables;
let aws: StageAws;
const nowMs = Date.parse('2026-11-20T22:43:00Z');
const atMs = nowMs - hourMs;
const limits = { read: 100, countTo: 100, nowMs };

beforeAll(async () => {
  tables = memoryTables();
  aws = { stage: stages.local, documents: tables.documents, ordersTable: tables.orders } as unknown as StageAws;
  const { notices } = orderStore(tables.documents, tables.orders);
  const order: NoticesOf = { shop: 'oak', pid: 'oak-1' };
  const limit: NoticesOf = { shop: 'oak', about: 'limit#month#80' };
  const late: NoticesOf = { shop: 'oak', pid: 'oak-2' };
  const row = failedRow({ shop: 'oak', pid: 'oak-1', atMs }, { target: 'crm', reason: 'gave-up' });
  const { pid: _, ...ofShop } = failedRow({ shop: 'oak', pid: 'x', atMs });
  await notices.insert(noticesKey(order), row);
  await notices.insert(noticesKey(limit), { ...ofShop, notices: [] });
  await notices.insert(noticesKey(late), { ...row, pid: 'oak-2', dueKind: 'notify' });
});
afterAll(() => tables.close());

it('names the orders, the targets and what they answered, and what to do', async () => {
  const findings = new Findings(10);
  await findStuckRows(aws, findings, limits);
  const [found] = findings.all;
  expect(findings.all).toMatchObject([{ code: 'notification-failed', count: 2 }]);
  expect(found!.things.toSorted((a, b) => (a.key < b.key ? 1 : -1))).toEqual([
    { key: 'oak/oak-1', since: atMs, detail: 'erp: refused 410; crm: gave-up 410' },
    { key: 'oak limit#month#80', since: atMs, detail: 'erp: refused 410' },
  ]);
  const [first, ...others] = found!.things;
  const of = (thing: typeof first) => remedyOf({ ...found!, count: 1, things: [thing!] }, 'prod');
  const byKey = new Map([first, ...others].map((thing) => [thing!.key, of(thing)]));
  expect(byKey.get('oak/oak-1')).toContainEqual(expect.stringContaining('orders retry oak/oak-1 --stage prod'));
  expect(byKey.get('oak limit#month#80')!.join('\n')).not.toContain('limit#');
});

it('says which should have been sent long ago', async () => {
  const findings = new Findings(10);
  await findOverdue(aws, findings, limits);
  expect(findings.all).toMatchObject([{ code: 'overdue', things: [{ key: 'oak/oak-2' }] }]);
});
