import { describe, expect, it } from 'vitest';
import {
  decided,
  decisionPublished,
  duplicatesSeen,
  pollWoken,
  pollingStopped,
} from '../../../../lib/order/receipt/poll.ts';
import type { ReceiptState } from '../../../../lib/order/receipt/state.ts';
import { hourMs, nowMs, receiptRow } from '../rows.ts';

const dayMs = 24 * hourMs;
const follow = { merchantId: 'm1', since: nowMs - hourMs, customer: [] };
const followed = (differs: Partial<ReceiptState> = {}) =>
  receiptRow({ state: 'submitted', id: 'r1', userId: 'u1', follow, dueKind: 'follow', ...differs });

describe('polling a receipt', () => {
  it('schedules the next poll before this one', () => {
    const row = pollWoken(followed(), nowMs)!;
    expect(row).toMatchObject({ dueKind: 'follow', follow, userId: 'u1' });
    expect(row.dueAt).toBeGreaterThan(nowMs + 52 * hourMs);
    expect(row.dueAt).toBeLessThan(nowMs + 60 * hourMs);
  });

  it('schedules it for when its merchant’s receipts are expected to be decided', () => {
    const expected = { mostMs: 3 * hourMs, allMs: 5 * hourMs };
    const row = pollWoken(followed({ follow: { ...follow, expected } }), nowMs)!;
    expect(row.follow?.expected).toEqual(expected);
    expect(row.dueAt).toBeGreaterThanOrEqual(nowMs + 2 * hourMs);
    expect(row.dueAt).toBeLessThan(nowMs + 3 * hourMs);
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['not due yet', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'settle' }],
    ['on the shelf without a time', { dueAt: undefined }],
  ])('skips a receipt that is %s', (_, differs) => {
    expect(pollWoken(followed(differs), nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ReceiptState>, number]>([
    ['whose customer was forgotten', { follow: undefined }, nowMs],
    ['whose member is unknown', { userId: undefined }, nowMs],
    [
      'that Thanx did not decide about in thirty days',
      { dueAt: follow.since + 30 * dayMs + 1 },
      follow.since + 30 * dayMs + 1,
    ],
  ])('ends for a receipt %s', (_, differs, atMs) => {
    const row = pollWoken(followed(differs), atMs);
    expect(row).toMatchObject({ state: 'submitted', id: 'r1' });
    for (const field of ['follow', 'userId', 'dueKind', 'dueAt'] as const) expect(row?.[field]).toBeUndefined();
  });

  it.each<[string, Partial<ReceiptState>, number]>([
    ['on its thirtieth day, even if that is late', { dueAt: follow.since + 30 * dayMs }, follow.since + 31 * dayMs],
    ['later, as long as its decision is not published', { state: 'applied', announced: false }, nowMs + 31 * dayMs],
  ])('goes on %s', (_, differs, atMs) => {
    expect(pollWoken(followed(differs), atMs)).toMatchObject({ dueKind: 'follow', userId: 'u1' });
  });
});

describe('Thanx’s decision', () => {
  it.each([{ state: 'applied' as const }, { state: 'denied' as const, rejectionText: 'too old' }])(
    '$state is kept, and published before polling ends',
    (decision) => {
      const row = decided(followed(), 'r1', decision, nowMs)!;
      expect(row).toMatchObject({ ...decision, announced: false, follow, userId: 'u1', dueKind: 'follow' });
      expect(row.history).toMatchObject([{ what: 'decided', why: decision.state }]);
      const told = decisionPublished(row, nowMs);
      expect(told).toMatchObject({ ...decision, announced: true });
      for (const field of ['follow', 'userId', 'dueKind', 'dueAt'] as const) expect(told?.[field]).toBeUndefined();
    },
  );

  it.each<[string, Partial<ReceiptState>, string]>([
    ['about another receipt', {}, 'r2'],
    ['already known', { state: 'applied' }, 'r1'],
    ['about a receipt that was not submitted', { state: 'unknown' }, 'r1'],
  ])('changes nothing if it is %s', (_, differs, id) => {
    expect(decided(followed(differs), id, { state: 'denied' }, nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ReceiptState>]>([
    ['there is none', { announced: false }],
    ['it was already published', { state: 'applied', announced: true }],
    ['it is a rejection, which has its own event', { state: 'rejected', announced: false }],
  ])('is not published if %s', (_, differs) => {
    expect(decisionPublished(followed(differs), nowMs)).toBeUndefined();
  });
});

describe('further receipts with an order’s marker', () => {
  it('are recorded once each, without the order’s own', () => {
    const row = duplicatesSeen(followed({ duplicateIds: ['r2'] }), ['r1', 'r2', 'r3'], nowMs)!;
    expect(row.duplicateIds).toEqual(['r2', 'r3']);
    expect(duplicatesSeen(row, ['r3', 'r1'], nowMs)).toBeUndefined();
    expect(duplicatesSeen(followed(), ['r3'], nowMs)?.duplicateIds).toEqual(['r3']);
  });
});

describe('a receipt whose customer asks to be forgotten', () => {
  it('is no longer polled, and nothing says whose it is', () => {
    const row = pollingStopped(followed(), nowMs);
    for (const field of ['follow', 'userId', 'dueKind', 'dueAt'] as const) expect(row?.[field]).toBeUndefined();
  });

  it('stays due for any other reason', () => {
    const row = pollingStopped(followed({ dueKind: 'settle' }), nowMs);
    expect(row).toMatchObject({ dueKind: 'settle', dueAt: nowMs });
    expect([row?.follow, row?.userId]).toEqual([undefined, undefined]);
  });

  it('does not change if it is not polled', () => {
    expect(pollingStopped(followed({ follow: undefined }), nowMs)).toBeUndefined();
  });
});
