import { DeleteCommand, PutCommand, QueryCommand, type BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import type { StageAws } from '../../ops/stage/aws.ts';
import { countUnsettled } from '../../ops/status/unsettled.ts';
import { Findings } from '../../ops/stuck/finding.ts';
import { findStops } from '../../ops/stuck/stops.ts';
import { findOverdue, findStuckRows } from '../../ops/stuck/rows.ts';
import { findUnknownCredentials } from '../../ops/stuck/unknown-credentials.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { settingsWith } from '../lib/order/support.ts';
import type { Tables } from '../support/tables.ts';
import { memoryTables } from '../support/memory-tables.ts';

let tables: Tables;
let aws: StageAws;
const nowMs = Date.parse('2026-11-20T22:43:00Z');

beforeAll(async () => {
  tables = memoryTables();
  aws = { stage: stages.local, documents: tables.documents, ordersTable: tables.orders } as unknown as StageAws;
});
afterAll(() => tables.close());

const put = (item: Record<string, unknown>) =>
  tables.documents.send(new PutCommand({ TableName: tables.orders, Item: item }));
const orderRow = (pid: string, sk: string, rest: Record<string, unknown>) =>
  put({ pk: `order#my-shop#${pid}`, sk, shop: 'my-shop', pid, ...whole, ...rest });
const at = '2026-11-20T20:00:00.000Z';
const times = { createdAt: at, updatedAt: at, notBefore: 0 };
const whole = { version: 1, writer: 'x', orderId: '1', attempts: 0, receipt: 'none', ...times };

describe('rows that wait for a person', () => {
  beforeAll(async () => {
    const words = 'impactValue\nis too large';
    const lastError = { at: '2026-11-20T20:00:00.000Z', code: 'rejected', status: 400, words };
    for (const pid of ['a', 'b', 'c']) {
      await orderRow(pid, 'state#thanku', {
        state: 'failed',
        reason: 'rejected',
        dueKind: 'stuck',
        dueAt: 1,
        lastError,
      });
    }
    await orderRow('d', 'state#receipt', { state: 'unknown', reason: 'erased', dueKind: 'stuck', dueAt: 2 });
    await put({
      pk: 'privacy#my-shop',
      sk: 'export#0a1b2c3d4e5f',
      email: 'ada@example.com',
      dueKind: 'stuck',
      dueAt: 3,
    });
    await orderRow('e', 'state#thanku', { state: 'waiting', dueKind: 'thanku', dueAt: nowMs - 3_600_000 });
    await orderRow('f', 'state#thanku', { state: 'held', reason: 'braked', dueKind: 'thanku', dueAt: nowMs + 1 });
    await orderRow('f', 'state#receipt', { state: 'waiting', waitsFor: 'brake', dueKind: 'receipt', dueAt: nowMs + 1 });
    await orderRow('g', 'state#receipt', { state: 'submitted', dueKind: 'follow', dueAt: nowMs + 1 });
    await orderRow('f', 'state#gift-cards', {
      cards: [{ state: 'waiting' }, { state: 'added' }],
      dueKind: 'receipt',
      dueAt: nowMs + 1,
    });
    await put({ pk: 'parked#1', sk: 'parked', dueKind: 'parked', dueAt: nowMs - 3_600_000 });
  });

  it('are counted by reason, the first few told of, and nobody is named', async () => {
    const findings = new Findings(2);
    expect(await findStuckRows(aws, findings, { read: 100, countTo: 1000 })).toBeUndefined();
    const rejected = findings.all.find(({ code }) => code === 'thanku-rejected');
    expect(rejected).toMatchObject({ count: 3, atLeast: false });
    expect(rejected!.things).toHaveLength(2);
    expect(rejected!.things[0]).toMatchObject({ detail: 'rejected 400 impactValue is too large' });
    expect(findings.all.map(({ code, count }) => `${count} ${code}`).toSorted()).toEqual([
      '1 export-requested',
      '1 receipt-unknown-erased',
      '3 thanku-rejected',
    ]);
    expect(JSON.stringify(findings.all)).not.toContain('ada');
  });

  it('are not read beyond the limit, and counted all the same', async () => {
    const findings = new Findings(2);
    expect(await findStuckRows(aws, findings, { read: 2, countTo: 1000 })).toEqual({ count: 3, atLeast: false });
    expect(findings.all).toEqual([expect.objectContaining({ code: 'thanku-rejected', count: 2 })]);
  });

  it('say what housekeeping should have woken long ago', async () => {
    const findings = new Findings(5);
    await findOverdue(aws, findings, { read: 100, nowMs });
    expect(findings.all).toEqual([
      expect.objectContaining({ code: 'parked-too-long', count: 1 }),
      expect.objectContaining({ code: 'overdue', count: 1, things: [expect.objectContaining({ key: 'my-shop/e' })] }),
    ]);
  });

  it('are believed themselves, and not the index that is behind them', async () => {
    const [due, gone] = [{ dueAt: nowMs - 3_600_000 }, { pk: 'order#my-shop#gone', sk: 'state#receipt' }];
    const stale = {
      thanku: [
        { pk: 'order#my-shop#f', sk: 'state#thanku', ...due },
        { ...gone, ...due },
      ],
      follow: [{ ...gone, ...due }],
      parked: [{ pk: 'parked#0', sk: 'parked', ...due }],
    };
    const behind = withIndexEntries(aws, stale);
    const findings = new Findings(5);
    await findOverdue(behind, findings, { read: 100, nowMs });
    expect(findings.all.map(({ code, count, things }) => [code, count, things.map(({ key }) => key)])).toEqual([
      ['parked-too-long', 1, ['parked#1']],
      ['overdue', 1, ['my-shop/e']],
    ]);
    expect(await countUnsettled(behind, nowMs)).toEqual(await countUnsettled(aws, nowMs));
  });

  it('that are overdue are counted as far as they were read, as a least number', async () => {
    await orderRow('h', 'state#thanku', { state: 'waiting', dueKind: 'thanku', dueAt: nowMs - 3_500_000 });
    const findings = new Findings(5);
    await findOverdue(aws, findings, { read: 1, nowMs });
    expect(findings.all.find(({ code }) => code === 'overdue')).toMatchObject({ count: 1, atLeast: true });
    const Key = { pk: 'order#my-shop#h', sk: 'state#thanku' };
    await tables.documents.send(new DeleteCommand({ TableName: tables.orders, Key }));
  });

  it('and what does not wait for a person is counted as it stands', async () => {
    expect(await countUnsettled(aws, nowMs)).toEqual({
      thanku: { 'failed: rejected': 3, waiting: 1, 'held: braked': 1 },
      receipt: { unknown: 1, 'waiting: brake': 1 },
      basket: {},
      giftCards: { waiting: 1 },
      parked: 1,
      toFetch: 0,
      followed: 1,
    });
  });
});

/** An index that still lists rows as they were. */
function withIndexEntries(real: StageAws, entries: Record<string, object[]>): StageAws {
  const { documents } = real;
  const send = async (command: QueryCommand | BatchGetCommand) => {
    const answer: object = await documents.send(command as QueryCommand);
    const kind = command instanceof QueryCommand ? String(command.input.ExpressionAttributeValues?.[':kind']) : '';
    const { Items = [] } = answer as { Items?: object[] };
    return { ...answer, Items: [...(entries[kind] ?? []), ...Items] };
  };
  return { ...real, documents: Object.assign(Object.create(documents), { send }) };
}

describe('holds and brakes', () => {
  const since = '2026-11-20T20:00:00.000Z';
  const thanx = { credential: 'main', merchantId: 'm', currency: 'EUR' };
  const brake = { reason: 'wrong prices', by: 'local:ada', since };
  const settings = (shop: string, members?: string) => ({
    pk: `shop#${shop}`,
    sk: 'current',
    revision: 1,
    appliedAt: since,
    by: 'ada',
    version: 1,
    writer: 'x',
    settings: settingsWith({}, { shop, ...(members && { thanx: { ...thanx, members } }) }),
  });
  const control = (pk: string, sk: string, rest: Record<string, unknown>) =>
    tables.documents.send(
      new PutCommand({ TableName: tables.control, Item: { pk, sk, version: 1, writer: 'x', ...rest } }),
    );

  beforeEach(async () => {
    aws = { ...aws, settingsTable: tables.control, controlTable: tables.control };
    for (const item of [settings('one'), settings('two', 'token')]) {
      await tables.documents.send(new PutCommand({ TableName: tables.control, Item: item }));
    }
  });

  it('are found with who and why: of shops, credentials and fixed tokens', async () => {
    await control('shop#one', 'control', {
      hold: {
        reason: 'failures',
        since,
        refused: { pid: 'one-7', at: since, status: 400, words: 'no funds' },
      },
      thankuBrake: brake,
      thanxBrake: brake,
    });
    // Nobody has to act while one order tries.
    await control('shop#two', 'control', { hold: { reason: 'failures', since, trial: true } });
    await control('thanx#main', 'control', { hold: { reason: 'moved', since }, brake });
    await control('thanx#main', 'shop#two', { hold: { reason: 'no-secret', since } });
    const held = (await findStops(aws, { read: 100 })).map(({ code, key, detail }) => `${code} ${key}: ${detail}`);
    expect(held.toSorted()).toEqual([
      'brake-credential main: wrong prices (local:ada)',
      'brake-shop one: ThankU: wrong prices (local:ada); Thanx: wrong prices (local:ada)',
      'credential-held-moved main: moved',
      'shop-held-failures one: ThankU’s last answer, about one-7: 400 “no funds”',
      'user-token-held two: no-secret',
    ]);
  });
});

it('receipts whose credential the stage does not have are named, once their watch says that there are some', async () => {
  const waiting = { state: 'waiting', dueKind: 'receipt', dueAt: nowMs + 5, createdAt: '2026-11-20T20:00:00.000Z' };
  await orderRow('lost', 'state#receipt', { ...waiting, credential: 'gone' });
  await orderRow('fine', 'state#receipt', { ...waiting, credential: 'main' });
  const find = async () => {
    const findings = new Findings(10);
    await findUnknownCredentials(aws, findings, { read: 100, countTo: 1000 });
    return findings.all;
  };
  const { scopeWatches } = orderStore(tables.documents, tables.orders);
  await watchScope(scopeWatches, { what: 'credential', credential: 'main' }, nowMs);
  expect(await find()).toEqual([]);
  await watchScope(scopeWatches, { what: 'credential', credential: 'gone' }, nowMs);
  const things = [{ key: 'my-shop/lost', since: Date.parse(waiting.createdAt), detail: 'credential gone' }];
  expect(await find()).toEqual([{ code: 'unknown-credential', count: 1, atLeast: false, things }]);
});
