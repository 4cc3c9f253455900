import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const world = () => worldOf(tables);
const day = 24 * 3600 * 1000;
const submitted = (nowMs: number, userId: string, more: Partial<ReceiptState> = {}): Partial<ReceiptState> => ({
  state: 'submitted',
  id: 'r-1',
  userId,
  follow: { merchantId: 'm1', since: nowMs - day, customer: [] },
  dueKind: 'follow',
  dueAt: nowMs,
  ...more,
});

describe('housekeeping', () => {
  it('has a customer’s receipts followed with one message, on the queue of their credential, and not again before their next time', async () => {
    const { run, receipt, followed, clock, ports } = world();
    await receipt('oak-1', submitted(clock.nowMs, 'ada'));
    await receipt('oak-2', submitted(clock.nowMs, 'bob'));
    await receipt('oak-3', submitted(clock.nowMs, 'ada'));
    await receipt('oak-4', submitted(clock.nowMs, 'ada', { credential: 'second' }));
    await receipt('oak-5', submitted(clock.nowMs, 'ada', { dueAt: clock.nowMs + 1 }));
    await run();
    await run();
    const sent = followed.map(({ credential, userId, receipts }) => [
      credential,
      userId,
      ...receipts.map(({ pid }) => pid).sort(),
    ]);
    expect(sent.sort()).toEqual([
      ['main', 'ada', 'oak-1', 'oak-3'],
      ['main', 'bob', 'oak-2'],
      ['second', 'ada', 'oak-4'],
    ]);
    const row = await ports.store.receipt.get(keys.receipt('oak', 'oak-1'));
    expect(row?.dueAt).toBe(followed.find(({ userId }) => userId === 'ada')?.lookBy);
    expect(row?.dueAt).toBeGreaterThan(clock.nowMs);
  });

  it('lets go of a receipt that Thanx has not decided about for a month: it stays submitted, under no user’s id', async () => {
    const { run, receipt, followed, clock, ports } = world();
    const since = clock.nowMs - 30 * day - 1;
    await receipt('oak-1', submitted(clock.nowMs, 'ada', { follow: { merchantId: 'm1', since, customer: ['x'] } }));
    await run();
    expect(followed).toEqual([]);
    const row = await ports.store.receipt.get(keys.receipt('oak', 'oak-1'));
    expect(row).toMatchObject({ state: 'submitted', id: 'r-1' });
    for (const gone of ['userId', 'follow', 'dueKind', 'dueAt']) expect(row).not.toHaveProperty(gone);
  });
});
