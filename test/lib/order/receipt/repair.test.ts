import {
  receiptExpedited,
  receiptRefrozen,
  receiptRetriedManually,
  resolvedNotSent,
  resolvedSubmitted,
} from '../../../../lib/order/receipt/repair.ts';
import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { failure, hourMs, minuteMs, nowMs, receiptRow } from '../rows.ts';

const attempt = { id: 'mine', sendBy: nowMs - hourMs, deadAt: nowMs - hourMs };
const unknown = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({
    state: 'unknown',
    reason: 'not-looked-up',
    attempts: 1,
    attempt,
    negatives: [nowMs - minuteMs],
    lookedForSince: nowMs - hourMs,
    waitsFor: 'brake',
    lastError: failure('timeout'),
    dueKind: 'stuck',
    ...differs,
  });
const refused = receiptRow({
  state: 'rejected',
  reason: 'gave-up',
  attempts: 5,
  announced: true,
  lastError: failure('rejected', 400),
  frozen: 'first',
  dueKind: 'stuck',
});
/** It lies where housekeeping looks for receipts, should its wake-up be lost. */
const now = { notBefore: nowMs, dueKind: 'receipt', dueAt: nowMs };
const outcomeGone = ['reason', 'attempt', 'negatives', 'lastError', 'announced', 'waitsFor', 'lookedForSince'] as const;

describe('retrying a rejected receipt', () => {
  it('makes it due now, counts attempts afresh, and publishes how it ends', () => {
    const row = receiptRetriedManually(refused, nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 0, history: [{ what: 'retried-by-hand' }] });
    expect([row?.reason, row?.announced]).toEqual([undefined, undefined]);
  });

  it.each(['waiting', 'sending', 'submitted', 'applied', 'denied', 'skipped', 'unknown'] as const)(
    'is refused for a receipt that is %s: one that Thanx may have is never sent blindly',
    (state) => {
      expect(receiptRetriedManually({ ...refused, state }, nowMs)).toBeUndefined();
    },
  );
});

describe('expediting a receipt', () => {
  it.each<[string, Partial<ReceiptState>]>([
    ['waits for its next attempt', { notBefore: nowMs + minuteMs }],
    ['waits for a wake-up that may have been lost', { dueAt: nowMs + 1 }],
  ])('makes it due now if it %s', (_, differs) => {
    const row = receiptExpedited(receiptRow({ attempts: 2, dueKind: 'settle', ...differs }), nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 2, history: [{ what: 'retried-by-hand' }] });
  });

  it('looks for one of unknown outcome now, and never sends it', () => {
    const waits = unknown({
      reason: 'timeout',
      waitsFor: undefined,
      negatives: undefined,
      dueKind: 'receipt',
      dueAt: nowMs + hourMs,
    });
    expect(receiptExpedited(waits, nowMs)).toMatchObject({ state: 'unknown', dueKind: 'receipt', dueAt: nowMs });
    // Ten minutes lie between two looks, whoever hurries.
    expect(receiptExpedited({ ...waits, negatives: [nowMs - minuteMs] }, nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['is already due', { notBefore: nowMs }],
    ['is paused', { waitsFor: 'brake' }],
    ['waits for a circuit', { waitsFor: 'hold' }],
    ['is being sent', { state: 'sending' }],
    ['was rejected', { state: 'rejected' }],
  ])('leaves a receipt alone that %s', (_, differs) => {
    expect(receiptExpedited(receiptRow({ notBefore: nowMs + minuteMs, ...differs }), nowMs)).toBeUndefined();
  });
});

describe('refreezing a receipt', () => {
  const plan = { frozen: 'second', credential: 'other', amount: '40.00' };

  it('makes it due now, with the new plan', () => {
    const row = receiptRefrozen(refused, refused, plan, nowMs);
    expect(row).toMatchObject({ ...now, ...plan, state: 'waiting' });
    expect(row?.history?.map(({ what }) => what)).toEqual(['refrozen-by-hand']);
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['was refrozen', { frozen: 'another' }],
    ['failed again', { lastError: { ...failure('x'), at: '2026-03-01T12:00:01.000Z' } }],
    ['was retried', { state: 'waiting' }],
    ['is to be forgotten', { erase: true }],
  ])('is refused if it %s meanwhile', (_, differs) => {
    expect(receiptRefrozen({ ...refused, ...differs }, refused, plan, nowMs)).toBeUndefined();
  });
});

describe('resolving a receipt of unknown outcome', () => {
  it('as submitted does not poll it: nobody knows whose it is', () => {
    const row = resolvedSubmitted(unknown({ announced: true }), 'mine', 'r1', nowMs);
    expect(row).toMatchObject({ id: 'r1', state: 'submitted', dueKind: 'settle', dueAt: nowMs });
    expect(row?.history).toMatchObject([{ what: 'resolved-by-hand', why: 'submitted' }]);
    for (const field of [...outcomeGone, 'follow'] as const) expect(row?.[field]).toBeUndefined();
  });

  it('as not sent sends it again, and counts the resend: unknown again, it waits for a person again', () => {
    const row = resolvedNotSent(unknown({ announced: true, resends: 1 }), 'mine', { sendable: true }, nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 0, resends: 2 });
    expect(row?.history).toMatchObject([{ what: 'resolved-by-hand', why: 'not-sent' }]);
    for (const field of outcomeGone) expect(row?.[field]).toBeUndefined();
    expect(resolvedNotSent(unknown(), 'mine', { sendable: true }, nowMs)?.resends).toBe(1);
  });

  it.each<[string, Partial<ReceiptState>, boolean]>([
    ['whose data is gone', {}, false],
    ['whose customer asked to be forgotten', { erase: true }, true],
  ])('as not sent gives up one %s', (_, differs, sendable) => {
    const row = resolvedNotSent(unknown(differs), 'mine', { sendable }, nowMs);
    expect(row).toMatchObject({ state: 'skipped', reason: 'erased', dueKind: 'settle', dueAt: nowMs });
    expect(row?.history).toMatchObject([{ what: 'resolved-by-hand', why: 'not-sent' }]);
    expect([row?.attempt, row?.lookedForSince]).toEqual([undefined, undefined]);
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['is known by now', { state: 'submitted' }],
    ['is that of another attempt by now', { attempt: { ...attempt, id: 'second' } }],
  ])('is refused if its outcome %s', (_, differs) => {
    expect(resolvedSubmitted(unknown(differs), 'mine', 'r1', nowMs)).toBeUndefined();
    expect(resolvedNotSent(unknown(differs), 'mine', { sendable: true }, nowMs)).toBeUndefined();
  });
});
