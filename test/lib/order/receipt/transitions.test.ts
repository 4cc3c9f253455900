import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import {
  deferred,
  isAttemptOpen,
  receiptAnnounced,
  receiptSkipped,
  rejected,
  sending,
  submitted,
} from '../../../../lib/order/receipt/transitions.ts';
import { at, failure, minuteMs, nowMs, receiptRow } from '../rows.ts';

const attempt = { id: 'mine', sendBy: nowMs + 1000, deadAt: nowMs + minuteMs };
const laterMs = nowMs + 5 * minuteMs;
const open = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'sending', attempts: 1, attempt, dueAt: attempt.deadAt, ...differs });
const followed = { merchantId: 'm1', customer: ['erased#1'] };
const allStates = ['waiting', 'sending', 'submitted', 'applied', 'denied', 'rejected', 'skipped', 'unknown'] as const;
const except = (...states: string[]) => allStates.filter((state) => !states.includes(state));

describe('an attempt', () => {
  it('begins from waiting, and is checked once its worker can no longer be running', () => {
    const row = sending(receiptRow({ waitsFor: 'hold', dueKind: 'settle' }), attempt, nowMs);
    expect(row).toMatchObject({ state: 'sending', attempt, attempts: 1, dueKind: 'receipt', dueAt: attempt.deadAt });
    expect(row?.waitsFor).toBeUndefined();
  });

  it.each([
    ['stays where it is in the index if it is due before that', minuteMs / 2, minuteMs / 2],
    ['is not due later than that', 2 * minuteMs, minuteMs],
    ['that was overdue is not woken by housekeeping', -1, minuteMs],
  ])('%s', (_, dueInMs, thenInMs) => {
    expect(sending(receiptRow({ dueAt: nowMs + dueInMs }), attempt, nowMs)?.dueAt).toBe(nowMs + thenInMs);
  });

  it.each(except('waiting'))(
    'does not begin for a receipt that is %s: at most one attempt is open, and nothing is sent twice',
    (state) => {
      expect(sending(receiptRow({ state }), attempt, nowMs)).toBeUndefined();
    },
  );

  it('belongs to the worker that began it, until it ends', () => {
    expect(isAttemptOpen(open(), 'mine')).toBe(true);
    expect(isAttemptOpen(open(), 'other')).toBe(false);
    expect(isAttemptOpen(open({ state: 'unknown' }), 'mine')).toBe(false);
  });
});

describe('an answer with an id', () => {
  const answer = { id: 'r1', userId: 'u1' };

  it.each(except('submitted', 'applied', 'denied'))('makes a receipt submitted that is now %s', (state) => {
    const row = submitted(
      open({
        state,
        reason: 'timeout',
        announced: false,
        negatives: [nowMs],
        lookedForSince: nowMs,
        waitsFor: 'brake',
        lastError: failure('timeout'),
      }),
      answer,
      followed,
      nowMs,
    );
    // After an attempt it stays where it is in the index, until it's settled.
    const dueAt = state === 'sending' ? attempt.deadAt : nowMs;
    expect(row).toMatchObject({ ...answer, state: 'submitted', dueKind: 'receipt', dueAt });
    expect(row).toMatchObject({ follow: { ...followed, since: nowMs }, history: [{ what: 'submitted' }] });
    const gone = ['reason', 'announced', 'negatives', 'lookedForSince', 'waitsFor', 'attempt', 'lastError'] as const;
    for (const field of gone) expect(row?.[field]).toBeUndefined();
  });

  it('makes one that waited for a person due, so that it settles', () => {
    const row = submitted(open({ state: 'unknown', dueKind: 'stuck' }), answer, followed, nowMs);
    expect(row).toMatchObject({ state: 'submitted', dueKind: 'settle', dueAt: nowMs });
  });

  it('starts no polling if the customer was erased, or Thanx doesn’t say whose it is', () => {
    const erased = submitted(open({ erase: true }), answer, followed, nowMs);
    const nobodys = submitted(open(), { id: 'r1' }, followed, nowMs);
    for (const row of [erased, nobodys]) {
      expect(row).toMatchObject({ state: 'submitted', id: 'r1' });
      expect([row?.follow, row?.userId]).toEqual([undefined, undefined]);
    }
  });

  it('changes nothing the second time', () => {
    expect(submitted(open({ id: 'r1' }), answer, followed, nowMs)).toBeUndefined();
  });

  it('records another id as a duplicate, once, and changes nothing else', () => {
    const row = receiptRow({ state: 'applied', id: 'r0', duplicateIds: ['r9'] });
    const noted = submitted(row, answer, followed, nowMs)!;
    expect(noted).toMatchObject({ state: 'applied', id: 'r0', duplicateIds: ['r9', 'r1'] });
    expect(submitted(noted, answer, followed, nowMs)).toBeUndefined();
  });
});

describe('an attempt that certainly sent nothing', () => {
  it('counts if it failed, and gives the message a minute before housekeeping wakes the receipt too', () => {
    const row = deferred(open({ attempts: 3 }), 'mine', laterMs, nowMs, { error: failure('server error', 500) });
    expect(row).toMatchObject({ state: 'waiting', attempts: 3, notBefore: laterMs, dueAt: laterMs + minuteMs });
    expect(row).toMatchObject({
      lastError: { code: 'server error' },
      history: [{ what: 'attempt-failed', status: 500 }],
    });
    expect(row?.attempt).toBeUndefined();
  });

  it('does not count if it only waited for a permit', () => {
    const before = failure('timeout');
    const row = deferred(open({ attempts: 3, lastError: before, waitsFor: 'hold' }), 'mine', laterMs, nowMs);
    expect(row).toMatchObject({ state: 'waiting', attempts: 2, lastError: before });
    expect([row?.history, row?.waitsFor]).toEqual([undefined, undefined]);
  });

  it('counts if it failed before the row was claimed', () => {
    expect(deferred(receiptRow(), undefined, laterMs, nowMs, { error: failure('no-token') })?.attempts).toBe(1);
    expect(deferred(receiptRow(), undefined, laterMs, nowMs)?.attempts).toBe(0);
  });

  it('without a message that comes back is woken by housekeeping on time', () => {
    const row = deferred(open({ dueKind: 'settle' }), 'mine', laterMs, nowMs, {
      error: failure('x'),
      byMessage: false,
      waitsFor: 'hold',
    });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: laterMs, waitsFor: 'hold' });
  });

  it.each([
    ['another attempt is open', open(), 'other'],
    ['its outcome is now unknown', open({ state: 'unknown' }), 'mine'],
    ['another worker has claimed it', open(), undefined],
  ])('changes nothing if %s', (_, row, attemptId) => {
    expect(deferred(row, attemptId, laterMs, nowMs)).toBeUndefined();
    expect(rejected(row, attemptId, 'rejected', failure('x'), nowMs)).toBeUndefined();
  });
});

describe('a receipt that Thanx refuses', () => {
  it.each([
    ['mine', open({ waitsFor: 'hold' })],
    [undefined, receiptRow({ waitsFor: 'hold' })],
  ])('is rejected, and published (attempt: %s)', (attemptId, before) => {
    const row = rejected(before, attemptId, 'not-a-member', failure('no user', 422), nowMs);
    expect(row).toMatchObject({ state: 'rejected', reason: 'not-a-member', announced: false });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: nowMs + minuteMs, lastError: { code: 'no user' } });
    expect(row?.history).toMatchObject([{ what: 'rejected', why: 'not-a-member', status: 422 }]);
    expect([row?.attempt, row?.waitsFor]).toEqual([undefined, undefined]);
  });

  it('waits for a person once that is published, and is published once', () => {
    const row = receiptAnnounced(receiptRow({ state: 'rejected', announced: false }), nowMs + 1)!;
    expect(row).toMatchObject({
      announced: true,
      dueKind: 'stuck',
      dueAt: nowMs + 1,
      history: [{ what: 'dead-letter' }],
    });
    expect(receiptAnnounced(row, nowMs)).toBeUndefined();
    expect(receiptAnnounced(receiptRow(), nowMs)).toBeUndefined();
  });
});

describe('skipping a receipt', () => {
  it.each(['waiting', 'rejected'] as const)('works while it is %s', (state) => {
    const row = receiptSkipped(receiptRow({ state, waitsFor: 'brake', reason: 'x' }), 'cancelled', nowMs);
    expect(row).toMatchObject({ state: 'skipped', reason: 'cancelled', dueKind: 'settle', dueAt: nowMs });
    expect(row?.history).toMatchObject([{ what: 'skipped', why: 'cancelled' }]);
    expect(row?.waitsFor).toBeUndefined();
  });

  it.each(except('waiting', 'rejected'))('is refused once it is %s: Thanx may have it', (state) => {
    expect(receiptSkipped(receiptRow({ state, updatedAt: at }), 'cancelled', nowMs)).toBeUndefined();
  });
});
