import { describe, expect, it } from 'vitest';
import { receiptSettled, receiptWoken, sendingStill } from '../../../../lib/order/receipt/settling.ts';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { at, failure, minuteMs, nowMs, receiptRow } from '../rows.ts';

const follow = { merchantId: 'm1', since: nowMs, customer: [] };
const submittedRow = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'submitted', id: 'r1', dueKind: 'settle', ...differs });

describe('waking a due receipt', () => {
  it('does not repeat while two thousand others may be ahead of it in the queue', () => {
    const once = receiptWoken(receiptRow(), nowMs)!;
    expect(receiptWoken(once, nowMs + 59 * minuteMs)).toBeUndefined();
    expect(receiptWoken(once, nowMs + 61 * minuteMs)).toBeDefined();
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['not yet due', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'settle' }],
    ['without a time', { dueAt: undefined }],
  ])('skips a receipt that is %s: the index was behind', (_, differs) => {
    expect(receiptWoken(receiptRow(differs), nowMs)).toBeUndefined();
  });
});

describe('a due receipt whose worker may be sending', () => {
  const attempt = { id: 'mine', sendBy: nowMs, deadAt: nowMs + minuteMs };
  const sendingRow = (differs: Partial<ReceiptState> = {}) => receiptRow({ state: 'sending', attempt, ...differs });

  it('is looked at again once that is over', () => {
    const row = sendingStill(sendingRow(), nowMs)!;
    expect(row).toMatchObject({ state: 'sending', attempt, dueKind: 'receipt', dueAt: attempt.deadAt });
    expect(receiptWoken(row, attempt.deadAt)).toBeDefined();
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['whose worker is dead', { attempt: { ...attempt, deadAt: nowMs } }],
    ['that waits', { state: 'waiting', attempt: undefined }],
    ['that is not due', { dueAt: nowMs + 1 }],
  ])('is not one %s', (_, differs) => {
    expect(sendingStill(sendingRow(differs), nowMs)).toBeUndefined();
  });
});

describe('settling a receipt', () => {
  it.each(['submitted', 'applied', 'denied', 'skipped'] as const)('makes it due no more once it is %s', (state) => {
    const row = receiptSettled(submittedRow({ state, lastError: failure('x') }), false, nowMs);
    expect([row?.dueKind, row?.dueAt]).toEqual([undefined, undefined]);
    // The ThankU is not through: the order is still open.
    expect(row?.settledAt).toBeUndefined();
    expect(row?.lastError).toBeDefined();
  });

  it.each(['waiting', 'sending', 'unknown', 'rejected'] as const)('is refused for a receipt that is %s', (state) => {
    expect(receiptSettled(receiptRow({ state }), true, nowMs)).toBeUndefined();
  });

  it('removes what only an open order needs, and the partner’s words', () => {
    const attempt = { id: 'mine', sendBy: nowMs, deadAt: nowMs };
    const history = [{ what: 'rejected', at: nowMs, words: 'Ada has no account' }];
    const row = receiptSettled(submittedRow({ attempt, history, lastError: failure('x'), erase: true }), true, nowMs);
    expect(row?.settledAt).toBe(at);
    expect(row?.history).toEqual([{ what: 'rejected', at: nowMs }]);
    expect([row?.lastError, row?.attempt, row?.erase]).toEqual([undefined, undefined, undefined]);
  });

  it('happens once', () => {
    const half = receiptSettled(submittedRow(), false, nowMs)!;
    expect(receiptSettled(half, false, nowMs + 1)).toBeUndefined();
    const whole = receiptSettled(half, true, nowMs + 1)!;
    expect(receiptSettled(whole, true, nowMs + 2)).toBeUndefined();
    expect(receiptSettled(whole, false, nowMs + 2)).toBeUndefined();
  });

  it.each([
    ['Thanx says', undefined, 53 * 60, 60 * 60],
    ['its merchant’s history says', { mostMs: 20 * minuteMs, allMs: 40 * minuteMs }, 20, 22],
  ])('schedules the first poll for when most are decided, as %s', (_, expected, from, to) => {
    const row = receiptSettled(submittedRow({ follow: { ...follow, expected }, userId: 'u1' }), false, nowMs)!;
    expect(row.dueKind).toBe('follow');
    expect(row.dueAt).toBeGreaterThanOrEqual(follow.since + from * minuteMs);
    expect(row.dueAt).toBeLessThan(follow.since + to * minuteMs);
  });

  it('keeps the time of the next poll', () => {
    const row = receiptSettled(
      submittedRow({ follow, userId: 'u1', dueKind: 'follow', dueAt: nowMs + 7 }),
      true,
      nowMs,
    );
    expect(row).toMatchObject({ settledAt: at, dueKind: 'follow', dueAt: nowMs + 7 });
  });

  it.each<Partial<ReceiptState>>([{ follow, userId: undefined }, { userId: 'u1' }])(
    'schedules no poll without both a member and a merchant: %o',
    (differs) => {
      expect(receiptSettled(submittedRow(differs), true, nowMs)?.dueKind).toBeUndefined();
    },
  );
});
