import { describe, expect, it } from 'vitest';
import { receiptRetriedManually } from '../../../../lib/order/receipt/repair.ts';
import { receiptRestored, restoredButNobodys } from '../../../../lib/order/receipt/restored.ts';
import { isLookDue, notFound } from '../../../../lib/order/receipt/unknown.ts';
import { minuteMs, nowMs, receiptRow } from '../rows.ts';

const attempt = { id: 'old', sendBy: nowMs, deadAt: nowMs - 60 * minuteMs };

describe('a receipt in a restored table', () => {
  it.each(['waiting', 'sending', 'unknown'] as const)('that is %s is looked for twice before it is sent', (state) => {
    const row = receiptRestored(
      receiptRow({ state, attempt, negatives: [nowMs - 1], waitsFor: 'brake', notBefore: nowMs + 1 }),
      nowMs,
    );
    expect(row).toMatchObject({ state: 'unknown', reason: 'restored', dueKind: 'receipt', dueAt: nowMs + minuteMs });
    expect(row).toMatchObject({ negatives: undefined, waitsFor: undefined });
    if (row === undefined) throw new Error('it was not changed');
    expect([isLookDue(row, nowMs + minuteMs - 1), isLookDue(row, nowMs + minuteMs)]).toEqual([false, true]);
    const look = (startedMs: number) => ({ startedMs, endedMs: startedMs });
    const once = notFound(row, row.attempt?.id ?? '', look(nowMs + minuteMs));
    expect(once?.state).toBe('unknown');
    const twice = once && notFound(once, row.attempt?.id ?? '', look(nowMs + 11 * minuteMs));
    expect(twice).toMatchObject({ state: 'waiting', resends: 1 });
  });

  it('is changed once, however often the restore is repeated', () => {
    const row = receiptRestored(receiptRow(), nowMs);
    expect(row && receiptRestored(row, nowMs)).toBeUndefined();
  });

  it.each(['submitted', 'applied', 'denied', 'skipped'] as const)('that is %s is never sent again', (state) => {
    expect(receiptRestored(receiptRow({ state }), nowMs)).toBeUndefined();
  });

  it('that a person looks for is left to that person', () => {
    expect(receiptRestored(receiptRow({ state: 'unknown', attempt, dueKind: 'stuck' }), nowMs)).toBeUndefined();
  });

  it('that was rejected is looked for once somebody retries it', () => {
    const row = receiptRestored(receiptRow({ state: 'rejected', announced: true, dueKind: 'stuck' }), nowMs);
    expect(row).toMatchObject({ state: 'rejected', restored: true });
    const retried = row && receiptRetriedManually(row, nowMs + 5);
    expect(retried).toMatchObject({ state: 'unknown', dueKind: 'receipt', attempt: { deadAt: nowMs + 5 } });
    expect(retried?.restored).toBeUndefined();
  });

  it('whose customer is no member was never sent', () => {
    const row = receiptRestored(receiptRow(), nowMs);
    const skipped = row && restoredButNobodys(row, row.attempt?.id ?? '', 'not-a-member', nowMs);
    expect(skipped).toMatchObject({ state: 'skipped', reason: 'not-a-member', dueKind: 'settle' });
    expect(row && restoredButNobodys(row, 'another', 'not-a-member', nowMs)).toBeUndefined();
  });
});
