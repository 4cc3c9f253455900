import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import {
  becameUnknown,
  handedOver,
  isLookDue,
  lookAgainManually,
  lookFailed,
  notFound,
} from '../../../../lib/order/receipt/unknown.ts';
import { failure, hourMs, minuteMs, nowMs, receiptRow } from '../rows.ts';

const deadAt = nowMs;
const attempt = { id: 'mine', sendBy: deadAt - 1000, deadAt };
const unknown = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'unknown', reason: 'timeout', attempts: 1, attempt, lastError: failure('timeout'), ...differs });
/** From a minute after the worker's end on, what it did is in Thanx's list. */
const firstLookMs = deadAt + minuteMs;
/** A look that saw everything. */
const look = (startedMs: number, endedMs = startedMs) => ({ startedMs, endedMs });

describe('an attempt with an unknown outcome', () => {
  const sent = receiptRow({ state: 'sending', attempts: 1, attempt, dueKind: 'settle' });

  it('is looked for a minute after its worker must have ended', () => {
    const before = { ...sent, negatives: [1], lookedForSince: 1 };
    const row = becameUnknown(before, 'mine', failure('timeout'), deadAt - 5000);
    expect(row).toMatchObject({ state: 'unknown', reason: 'timeout', attempt, dueKind: 'receipt', dueAt: firstLookMs });
    expect(row).toMatchObject({ lastError: { code: 'timeout' }, history: [{ what: 'unknown', why: 'timeout' }] });
    // What was seen of an earlier attempt says nothing of this one.
    expect([row?.negatives, row?.lookedForSince]).toEqual([undefined, undefined]);
  });

  it('is looked for a minute after it was noticed, if that was later', () => {
    expect(becameUnknown(sent, 'mine', failure('worker-died'), deadAt + hourMs)?.dueAt).toBe(
      deadAt + hourMs + minuteMs,
    );
  });

  it('ignores news about another attempt', () => {
    expect(becameUnknown(sent, 'other', failure('timeout'), nowMs)).toBeUndefined();
  });
});

describe('a look', () => {
  it.each<[string, Partial<ReceiptState>, number]>([
    ['a minute after the worker’s end', {}, firstLookMs],
    ['ten minutes after a look that missed it', { negatives: [nowMs + hourMs] }, nowMs + hourMs + 10 * minuteMs],
  ])('is due %s, and no earlier', (_, differs, dueMs) => {
    expect(isLookDue(unknown(differs), dueMs - 1)).toBe(false);
    expect(isLookDue(unknown(differs), dueMs)).toBe(true);
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['known', { state: 'submitted' }],
    ['left to a person', { dueKind: 'stuck' }],
  ])('is not due for a receipt whose outcome is %s', (_, differs) => {
    expect(isLookDue(unknown(differs), nowMs + hourMs)).toBe(false);
  });

  it('that does not find it is repeated ten minutes later', () => {
    const row = notFound(unknown({ waitsFor: 'brake' }), 'mine', look(firstLookMs, firstLookMs + 3000));
    expect(row).toMatchObject({ state: 'unknown', negatives: [firstLookMs + 3000], history: [{ what: 'not-found' }] });
    expect(row?.dueAt).toBe(firstLookMs + 3000 + 10 * minuteMs);
    expect(row?.waitsFor).toBeUndefined();
  });

  it('that does not find it the second time sends it once more', () => {
    const once = unknown({ negatives: [firstLookMs], lookedForSince: nowMs, waitsFor: 'brake' });
    const endMs = firstLookMs + 11 * minuteMs;
    const row = notFound(once, 'mine', look(firstLookMs + 10 * minuteMs, endMs));
    expect(row).toMatchObject({ state: 'waiting', resends: 1, notBefore: endMs, history: [{ what: 'sent-again' }] });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: endMs + minuteMs });
    const gone = ['reason', 'attempt', 'negatives', 'lookedForSince', 'waitsFor'] as const;
    for (const field of gone) expect(row?.[field]).toBeUndefined();
  });

  it('that does not find it after that leaves it to a person, and never sends it a third time', () => {
    const twice = unknown({ negatives: [firstLookMs], resends: 1 });
    const row = notFound(twice, 'mine', look(firstLookMs + 10 * minuteMs));
    expect(row).toMatchObject({ state: 'unknown', reason: 'not-there', dueKind: 'stuck', attempt });
  });

  it.each([
    ['began before it could be seen', unknown(), 'mine', firstLookMs - 1],
    ['began too early after the one before', unknown({ negatives: [firstLookMs] }), 'mine', firstLookMs + 1],
    ['was for another attempt', unknown(), 'other', firstLookMs],
    ['was for a receipt already left to a person', unknown({ dueKind: 'stuck' }), 'mine', firstLookMs],
  ])('does not count if it %s', (_, row, attemptId, startedMs) => {
    expect(notFound(row, attemptId, look(startedMs, nowMs + 24 * hourMs))).toBeUndefined();
  });
});

describe('an incomplete look', () => {
  const twoDaysMs = 48 * hourMs;

  it('is repeated in five minutes, or when Thanx says', () => {
    const row = lookFailed(unknown({ waitsFor: 'brake' }), 'mine', undefined, nowMs);
    expect(row).toMatchObject({ state: 'unknown', dueAt: nowMs + 5 * minuteMs });
    expect(row?.waitsFor).toBeUndefined();
    expect(lookFailed(unknown(), 'mine', nowMs + hourMs, nowMs)?.dueAt).toBe(nowMs + hourMs);
    expect(lookFailed(unknown(), 'mine', nowMs + 1, nowMs)?.dueAt).toBe(nowMs + 5 * minuteMs);
  });

  it('leaves the receipt to a person after two days', () => {
    expect(lookFailed(unknown(), 'mine', undefined, deadAt + twoDaysMs)).toMatchObject({ dueKind: 'receipt' });
    expect(lookFailed(unknown(), 'mine', undefined, deadAt + twoDaysMs + 1)).toMatchObject({
      dueKind: 'stuck',
      reason: 'not-looked-up',
    });
  });

  it('does not count the time in which looking was paused', () => {
    const since = deadAt + 30 * hourMs;
    const paused = unknown({ lookedForSince: since });
    expect(lookFailed(paused, 'mine', undefined, since + twoDaysMs)).toMatchObject({ dueKind: 'receipt' });
    expect(lookFailed(paused, 'mine', undefined, since + twoDaysMs + 1)).toMatchObject({ dueKind: 'stuck' });
  });

  it.each<[string, Partial<ReceiptState>, string]>([
    ['is already known', { state: 'submitted' }, 'mine'],
    ['already waits for a person', { dueKind: 'stuck' }, 'mine'],
    ['is of another attempt', {}, 'other'],
  ])('changes nothing if the outcome %s', (_, differs, attemptId) => {
    expect(lookFailed(unknown(differs), attemptId, undefined, nowMs)).toBeUndefined();
  });
});

describe('leaving a receipt of unknown outcome to a person', () => {
  it('records why and since when', () => {
    const row = handedOver(unknown(), 'mine', 'erased', nowMs + 1);
    expect(row).toMatchObject({ state: 'unknown', reason: 'erased', dueKind: 'stuck', dueAt: nowMs + 1 });
    expect(row?.history).toMatchObject([{ what: 'handed-over', why: 'erased' }]);
  });

  it.each<[string, Partial<ReceiptState>, string]>([
    ['already known', { state: 'submitted' }, 'mine'],
    ['already left to a person', { dueKind: 'stuck' }, 'mine'],
    ['of another attempt', {}, 'other'],
  ])('is refused if its outcome is %s', (_, differs, attemptId) => {
    expect(handedOver(unknown(differs), attemptId, 'erased', nowMs)).toBeUndefined();
  });

  const given = unknown({ dueKind: 'stuck', reason: 'not-looked-up', negatives: [1], lookedForSince: 1 });

  it('can be undone: it is looked for again, for two days', () => {
    const laterMs = nowMs + 72 * hourMs;
    const row = lookAgainManually(given, laterMs);
    expect(row).toMatchObject({ reason: 'timeout', lookedForSince: laterMs, dueKind: 'receipt', dueAt: laterMs });
    expect(row).toMatchObject({ state: 'unknown', history: [{ what: 'retried-by-hand' }] });
    expect(row?.negatives).toBeUndefined();
  });

  it('can be undone, but not before it can be seen at Thanx', () => {
    expect(lookAgainManually(given, deadAt)?.dueAt).toBe(firstLookMs);
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['looked for anyway', { dueKind: 'receipt' }],
    ['rejected', { state: 'rejected' }],
    ['without an attempt', { attempt: undefined }],
  ])('can’t be undone if it is %s', (_, differs) => {
    expect(lookAgainManually({ ...given, ...differs }, nowMs)).toBeUndefined();
  });
});
