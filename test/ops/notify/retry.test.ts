import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lib/notify/state.ts';
import { noticesKey, type NoticesOf } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { retryNotices, tryNotices } from '../../../ops/repair/retry-notices.ts';
import { withNotifications } from '../../../ops/orders/retry-notifications.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { failedRow } from './failed-row.ts';

let tables: Tables;
const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
beforeAll(() => {
  tables = memoryTables();
});
afterAll(() => tables.close());

/** A row with these deliveries, and an operator. */
async function world(...deliveries: Partial<Delivery>[]) {
  const pid = randomUUID();
  const of: NoticesOf = { shop: 'oak', pid };
  const store = orderStore(tables.documents, tables.orders);
  const row = failedRow({ shop: 'oak', pid, atMs: nowMs - 1000 }, ...deliveries);
  await store.notices.insert(noticesKey(of), { ...row, deliveries: row.deliveries.slice(1) });
  const woken: unknown[] = [];
  const ports = {
    store,
    wakeNotices: async (notices: readonly NoticesOf[]) => {
      // The row comes first: a command that is killed here only delays it.
      woken.push(notices, (await store.notices.get(noticesKey(of)))?.dueKind);
    },
    now: () => nowMs,
  };
  return { of, ports, woken, row: async () => (await store.notices.get(noticesKey(of)))! };
}
const waiting = { state: 'waiting' as const, reason: undefined, endedAt: undefined };

describe('an operator’s retry', () => {
  it('sets what failed going, once', async () => {
    const { of, ports, woken, row } = await world({ target: 'erp' }, { target: 'crm', state: 'delivered' });
    expect(await retryNotices(ports, of)).toBe(true);
    expect(woken).toEqual([[of], 'notify']);
    expect((await row()).deliveries).toMatchObject([
      { target: 'erp', state: 'waiting', attempts: 0, notBefore: nowMs },
      { target: 'crm', state: 'delivered' },
    ]);
    expect(await retryNotices(ports, of)).toBe(false);
    expect(woken).toHaveLength(2);
  });

  it('also tries what waits for its time, or for a circuit that is probed, and nothing that is paused', async () => {
    const later = nowMs + 60_000;
    const { of, ports, row } = await world(
      { target: 'erp' },
      { ...waiting, target: 'slow', notBefore: later },
      { ...waiting, target: 'quiet', notBefore: later, quietUntil: nowMs + 1000 },
      { ...waiting, target: 'held', notBefore: later, waitsFor: 'hold' },
      { ...waiting, target: 'held-too', notBefore: later, waitsFor: 'hold' },
      { ...waiting, target: 'braked', notBefore: later, waitsFor: 'brake' },
      { target: 'gone', state: 'skipped' },
    );
    const tried = await tryNotices(ports, of, new Set(['held']));
    expect(tried.map(({ target }) => target)).toEqual(['erp', 'slow', 'quiet', 'held']);
    const after = await row();
    expect(after).toMatchObject({ dueKind: 'notify', dueAt: nowMs });
    expect(after.deliveries.map(({ notBefore, waitsFor }) => [notBefore, waitsFor])).toEqual([
      [nowMs, undefined],
      [nowMs, undefined],
      // Its note may still be on its way.
      [nowMs + 1000, undefined],
      [nowMs, undefined],
      [later, 'hold'],
      [later, 'brake'],
      [nowMs - 1000, undefined],
    ]);
  });

  it('changes nothing if there is nothing to try', async () => {
    const { of, ports, woken, row } = await world({ ...waiting, waitsFor: 'brake' }, { state: 'delivered' });
    const before = await row();
    expect(await tryNotices(ports, of, new Set())).toEqual([]);
    expect([await row(), woken]).toEqual([before, []]);
    expect(await tryNotices(ports, { shop: 'oak', pid: 'unknown' }, new Set())).toEqual([]);
  });

  it('counts as done though nothing else of the order has failed', () => {
    const refused = { key: 'oak/1', outcome: 'refused', words: 'nothing of it has failed' } as const;
    const tried = failedRow({ shop: 'oak', pid: '1', atMs: 0 }, { target: 'crm' }).deliveries;
    expect(withNotifications(refused, tried, { nothingElse: true })).toMatchObject({
      outcome: 'notified',
      words: 'erp, crm are being notified',
    });
    expect(withNotifications(refused, [], { nothingElse: true })).toBe(refused);
    const retried = { key: 'oak/1', outcome: 'retried', words: 'its ThankU is tried again' } as const;
    expect(withNotifications(retried, tried, { nothingElse: false })).toMatchObject({
      outcome: 'retried',
      words: 'its ThankU is tried again; erp, crm are being notified',
    });
  });
});
