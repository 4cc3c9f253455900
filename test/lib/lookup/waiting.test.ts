import { beforeEach, expect, it } from 'vitest';
import { lookups, waitOnRow, type Lookups } from '../../../lib/lookup/waiting.ts';
import { keys } from '../../../lib/store/keys.ts';
import { memoryTables } from '../../support/memory-tables.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const lookup = { shop: 'oak', orderId: 'a', at: '2026-03-01T11:59:00Z' };
const wait = { attempts: 0, dueAt: nowMs, detail: 'the platform limits the calls (429)' };

let rows: Lookups;
beforeEach(() => {
  const { documents, orders } = memoryTables();
  rows = lookups(documents, orders);
});

it('two notifications of an order wait on one row, for the later change', async () => {
  const { waiting } = rows;
  await waitOnRow(waiting, { ...lookup, changedAt: '2026-03-01T11:58:00Z' }, { ...wait, attempts: 3 }, nowMs);
  await waitOnRow(waiting, { ...lookup, changedAt: '2026-03-01T11:59:00Z' }, { ...wait, dueAt: nowMs - 1 }, nowMs + 1);
  await waitOnRow(waiting, lookup, { ...wait, dueAt: nowMs + 1 }, nowMs + 2);
  expect(await waiting.get(keys.lookup('oak', 'a'))).toMatchObject({
    since: '2026-03-01T12:00:00.000Z',
    changedAt: '2026-03-01T11:59:00Z',
    attempts: 3,
    dueAt: nowMs - 1,
  });
});

it('keeps what a newer version wrote', async () => {
  const { waiting } = rows;
  await waitOnRow(waiting, lookup, wait, nowMs);
  await waiting.change(keys.lookup('oak', 'a'), (row) => ({ ...row, newer: 'field' }));
  await waitOnRow(waiting, lookup, wait, nowMs);
  expect(await waiting.get(keys.lookup('oak', 'a'))).toMatchObject({ newer: 'field' });
});

it("lists a shop's due orders, the longest overdue first, and neither its hold nor other shops'", async () => {
  const { waiting, holds, dueOf } = rows;
  for (const [orderId, dueAt] of [
    ['b', nowMs - 1],
    ['a', nowMs],
    ['c', nowMs - 2],
    ['later', nowMs + 1],
  ] as const)
    await waitOnRow(waiting, { ...lookup, orderId }, { ...wait, dueAt }, nowMs);
  await waitOnRow(waiting, { ...lookup, shop: 'oak-tree' }, wait, nowMs);
  const since = '2026-03-01T12:00:00Z';
  await holds.insert(keys.lookupHold('oak'), {
    shop: 'oak',
    kind: 'throttled',
    detail: '',
    since,
    failures: 1,
    untilMs: 0,
  });
  expect(await dueOf('oak', nowMs)).toEqual(['c', 'b', 'a']);
});
