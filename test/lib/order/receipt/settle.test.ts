import { describe, expect, it } from 'vitest';
import { receiptSettled, receiptWoken } from '../../../../lib/order/receipt-shelves.ts';
import type { ReceiptState } from '../../../../lib/order/receipt-state.ts';
import { at, failure, minuteMs, nowMs, receiptRow } from '../rows.ts';

const follow = { merchantId: 'm1', since: nowMs, customer: [] };
const submittedRow = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'submitted', id: 'r1', dueKind: 'settle', ...differs });

describe('a due receipt', () => {
  it('is not woken again while two thousand others may stand in the queue before it', () => {
    const once = receiptWoken(receiptRow(), nowMs)!;
    expect(receiptWoken(once, nowMs + 59 * minuteMs)).toBeUndefined();
    expect(receiptWoken(once, nowMs + 61 * minuteMs)).toBeDefined();
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['not yet due', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'settle' }],
    ['without a time', { dueAt: undefined }],
  ])('is none that is %s: the index was behind', (_, differs) => {
    expect(receiptWoken(receiptRow(differs), nowMs)).toBeUndefined();
  });
});

describe('a receipt that is through', () => {
  it.each(['submitted', 'applied', 'denied', 'skipped'] as const)('lies on no shelf once it is %s', (state) => {
    const row = receiptSettled(submittedRow({ state, lastError: failure('x') }), false, nowMs);
    expect([row?.dueKind, row?.dueAt]).toEqual([undefined, undefined]);
    // The ThankU is not through: the order is still open.
    expect(row?.settledAt).toBeUndefined();
    expect(row?.lastError).toBeDefined();
  });

  it.each(['waiting', 'sending', 'unknown', 'rejected'] as const)('is none that is %s', (state) => {
    expect(receiptSettled(receiptRow({ state }), true, nowMs)).toBeUndefined();
  });

  it('keeps nothing that only an open order needs, and nothing that a partner said', () => {
    const attempt = { id: 'mine', sendBy: nowMs, deadAt: nowMs };
    const history = [{ what: 'rejected', at: nowMs, words: 'Ada has no account' }];
    const row = receiptSettled(submittedRow({ attempt, history, lastError: failure('x'), erase: true }), true, nowMs);
    expect(row?.settledAt).toBe(at);
    expect(row?.history).toEqual([{ what: 'rejected', at: nowMs }]);
    expect([row?.lastError, row?.attempt, row?.erase]).toEqual([undefined, undefined, undefined]);
  });

  it('is settled once', () => {
    const half = receiptSettled(submittedRow(), false, nowMs)!;
    expect(receiptSettled(half, false, nowMs + 1)).toBeUndefined();
    const whole = receiptSettled(half, true, nowMs + 1)!;
    expect(receiptSettled(whole, true, nowMs + 2)).toBeUndefined();
    expect(receiptSettled(whole, false, nowMs + 2)).toBeUndefined();
  });

  it('is followed, from within minutes on', () => {
    const row = receiptSettled(submittedRow({ follow, userId: 'u1' }), false, nowMs)!;
    expect(row.dueKind).toBe('follow');
    expect(row.dueAt).toBeGreaterThan(nowMs);
    expect(row.dueAt).toBeLessThan(nowMs + 30 * minuteMs);
  });

  it('keeps the time of its next look', () => {
    const row = receiptSettled(
      submittedRow({ follow, userId: 'u1', dueKind: 'follow', dueAt: nowMs + 7 }),
      true,
      nowMs,
    );
    expect(row).toMatchObject({ settledAt: at, dueKind: 'follow', dueAt: nowMs + 7 });
  });

  it.each<Partial<ReceiptState>>([{ follow, userId: undefined }, { userId: 'u1' }])(
    'is not followed without both a member and what to ask for: %o',
    (differs) => {
      expect(receiptSettled(submittedRow(differs), true, nowMs)?.dueKind).toBeUndefined();
    },
  );
});
