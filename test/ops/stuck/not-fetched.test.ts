import { beforeEach, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { lookups, waitOnRow, type Lookups } from '../../../lib/lookup/waiting.ts';
import { keys } from '../../../lib/store/keys.ts';
import { fetchSoon } from '../../../ops/platform/fetch-soon.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { Findings } from '../../../ops/stuck/finding.ts';
import { findNotFetched } from '../../../ops/stuck/not-fetched.ts';
import { memoryTables } from '../../support/memory-tables.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const minuteMs = 60_000;
let aws: StageAws;
let rows: Lookups;
beforeEach(() => {
  const { documents, orders: ordersTable } = memoryTables();
  aws = { stage: stages.local, documents, ordersTable } as unknown as StageAws;
  rows = lookups(documents, ordersTable);
});

const wait = (orderId: string, sinceMs: number) =>
  waitOnRow(
    rows.waiting,
    { shop: 'oak', orderId, at: '2026-03-01T11:00:00Z' },
    { attempts: 1, dueAt: nowMs + minuteMs, detail: 'the platform failed (503)' },
    sinceMs,
  );
const hold = (kind: string) =>
  rows.holds.insert(keys.lookupHold('oak'), {
    shop: 'oak',
    kind,
    detail: 'the platform refuses the credential (401)',
    since: '2026-03-01T11:59:00Z',
    failures: 1,
    untilMs: nowMs + minuteMs,
  });
const found = async () => {
  const findings = new Findings(5);
  await findNotFetched(aws, findings, { read: 10, nowMs });
  return findings.all;
};

it('orders that wait for minutes are nobody’s business', async () => {
  await wait('1', nowMs - 59 * minuteMs);
  await hold('throttled');
  expect(await found()).toEqual([]);
});

it('orders that wait for an hour are reported, with the shop', async () => {
  await wait('1', nowMs - minuteMs);
  await wait('2', nowMs - 60 * minuteMs);
  expect(await found()).toMatchObject([
    {
      code: 'orders-not-fetched',
      things: [{ key: 'oak', since: nowMs - 60 * minuteMs, detail: '2 orders wait: the platform failed (503)' }],
    },
  ]);
});

it('what only a person can end is reported at once, until a new credential is put', async () => {
  await wait('1', nowMs);
  await hold('unauthorized');
  expect(await found()).toMatchObject([
    { things: [{ key: 'oak', detail: '1 order waits: the platform refuses the credential (401)' }] },
  ]);
  expect(await fetchSoon(aws, 'oak', nowMs)).toBe(true);
  expect(await rows.holds.get(keys.lookupHold('oak'))).toMatchObject({ untilMs: nowMs });
  expect(await fetchSoon(aws, 'elm', nowMs)).toBe(false);
});
