import {
  lookStopped,
  receiptProbes,
  receiptResumed,
  receiptStillStopped,
  receiptStopped,
} from '../../../../lib/order/receipt/stopping.ts';
import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { hourMs, minuteMs, nowMs, receiptRow } from '../rows.ts';

const untilMs = nowMs + 7 * hourMs;
const attempt = { id: 'mine', sendBy: nowMs - hourMs, deadAt: nowMs - hourMs };
const unknown = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'unknown', attempt, lookedForSince: nowMs - 47 * hourMs, ...differs });
const notWaiting = ['sending', 'submitted', 'applied', 'denied', 'rejected', 'skipped'] as const;

describe('a receipt that waits for a pause or a circuit', () => {
  it.each(['brake', 'hold'] as const)('waits on its row, and no attempt counts (%s)', (waitsFor) => {
    const row = receiptStopped(receiptRow({ dueKind: 'settle' }), waitsFor, untilMs, nowMs);
    expect(row).toMatchObject({ state: 'waiting', attempts: 0, waitsFor, notBefore: untilMs });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: untilMs });
  });

  it.each([...notWaiting, 'unknown'] as const)('can’t be one that is %s', (state) => {
    expect(receiptStopped(receiptRow({ state }), 'hold', untilMs, nowMs)).toBeUndefined();
  });

  it('keeps waiting while that is on', () => {
    const held = receiptRow({ waitsFor: 'hold' });
    expect(receiptStillStopped(held, untilMs, nowMs)).toEqual({ ...held, notBefore: untilMs, dueAt: untilMs });
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['waits for neither', { waitsFor: undefined }],
    ['is not due', { dueAt: nowMs + 1 }],
    ['is on no shelf', { dueAt: undefined }],
  ])('is left alone if it %s', (_, differs) => {
    expect(receiptStillStopped(receiptRow({ waitsFor: 'hold', ...differs }), untilMs, nowMs)).toBeUndefined();
  });

  it('is due now once released, and its wake-up has ten minutes before housekeeping sends another', () => {
    const row = receiptResumed(receiptRow({ waitsFor: 'hold', notBefore: untilMs, dueKind: 'settle' }), nowMs);
    expect(row).toMatchObject({ notBefore: nowMs, dueKind: 'receipt', dueAt: nowMs + 10 * minuteMs });
    expect([row?.waitsFor, row?.lookedForSince]).toEqual([undefined, undefined]);
    expect(receiptResumed(receiptRow({ waitsFor: 'hold' }), nowMs, nowMs + 1)?.dueAt).toBe(nowMs + 1);
  });

  it.each(notWaiting)('is not released if it waits for neither, or is %s', (state) => {
    expect(receiptResumed(receiptRow(), nowMs)).toBeUndefined();
    expect(receiptResumed(receiptRow({ state, waitsFor: 'brake' }), nowMs)).toBeUndefined();
  });
});

describe('a paused receipt of unknown outcome', () => {
  it('has two full days of looking after its release, however long it was looked for before', () => {
    const held = lookStopped(unknown(), untilMs, nowMs)!;
    expect(held).toMatchObject({ state: 'unknown', waitsFor: 'brake', lookedForSince: nowMs, dueAt: untilMs });
    const on = receiptStillStopped({ ...held, dueAt: nowMs + hourMs }, untilMs, nowMs + hourMs)!;
    expect(on.lookedForSince).toBe(nowMs + hourMs);
    const row = receiptResumed(on, nowMs + 2 * hourMs);
    expect(row).toMatchObject({ state: 'unknown', lookedForSince: nowMs + 2 * hourMs, notBefore: nowMs + 2 * hourMs });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: nowMs + 2 * hourMs + 10 * minuteMs });
    expect(row?.waitsFor).toBeUndefined();
  });

  it('is not woken before its look is due', () => {
    const early = unknown({ waitsFor: 'brake', negatives: [nowMs - minuteMs] });
    expect(receiptResumed(early, nowMs)).toBeUndefined();
  });

  it('is left alone if it waits for a person, or its outcome is known', () => {
    expect(lookStopped(unknown({ dueKind: 'stuck' }), untilMs, nowMs)).toBeUndefined();
    expect(lookStopped(receiptRow(), untilMs, nowMs)).toBeUndefined();
  });
});

describe('the receipt that probes for a circuit', () => {
  it('goes to the end of the queue and keeps waiting', () => {
    const held = receiptRow({ waitsFor: 'hold' });
    const lastMs = nowMs + 12 * hourMs;
    expect(receiptProbes(held, nowMs)).toEqual({ ...held, notBefore: lastMs, dueAt: lastMs });
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['is paused', { waitsFor: 'brake' }],
    ['waits for nothing', { waitsFor: undefined }],
    ['is looked for', { state: 'unknown' }],
  ])('can’t be one that %s', (_, differs) => {
    expect(receiptProbes(receiptRow({ waitsFor: 'hold', ...differs }), nowMs)).toBeUndefined();
  });
});
