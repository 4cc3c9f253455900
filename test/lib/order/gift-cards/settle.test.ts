import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../../lib/order/gift-card-state.ts';
import {
  begunAgain,
  cardEnded,
  cardsAnnounced,
  cardsSettled,
  cardsSkipped,
  cardsWoken,
  neverSent,
} from '../../../../lib/order/gift-card-transitions.ts';
import { at, cardsRow, minuteMs, nowMs } from '../rows.ts';

const taken = (states: Parameters<typeof cardsRow>[0], differs: Partial<GiftCardsState> = {}) =>
  cardsRow(states, { attempt: { id: 'mine', deadAt: nowMs + 2 * minuteMs }, ...differs });
const statesOf = (row: GiftCardsState | undefined) => row?.cards.map(({ state }) => state);

describe('an order without an open card', () => {
  const last = (before: Parameters<typeof cardsRow>[0], announced?: boolean) =>
    cardEnded(
      taken([...before, 'sending'], { waitsFor: 'hold', ...(announced !== undefined && { announced }) }),
      'mine',
      before.length,
      { state: 'skipped', reason: 'no-email' },
      nowMs,
    );

  it.each([
    ['settles', ['added'], undefined, { dueKind: 'settle', dueAt: nowMs, announced: undefined }],
    [
      'tells of the rejected ones',
      ['rejected'],
      undefined,
      { dueKind: 'receipt', dueAt: nowMs + minuteMs, announced: false },
    ],
    [
      'waits for a person once they are told of',
      ['rejected'],
      true,
      { dueKind: 'stuck', dueAt: nowMs, announced: true },
    ],
    [
      'forgets what was told of a card that is no longer rejected',
      ['added'],
      true,
      { dueKind: 'settle', announced: undefined },
    ],
  ] as const)('%s, and nobody holds it', (_, before, announced, shelf) => {
    const row = last(before, announced);
    expect(row).toMatchObject(shelf);
    expect([row?.attempt, row?.waitsFor]).toEqual([undefined, undefined]);
  });

  it('is told of once, then waits for a person', () => {
    const told = cardsAnnounced(last(['rejected'])!, nowMs)!;
    expect(told).toMatchObject({ announced: true, dueKind: 'stuck', dueAt: nowMs });
    expect(cardsAnnounced(told, nowMs)).toBeUndefined();
    expect(cardsAnnounced(last(['added'])!, nowMs)).toBeUndefined();
  });
});

describe('cards that are not wanted after all', () => {
  const all = ['waiting', 'rejected', 'sending', 'unknown', 'added', 'skipped'] as const;

  it('are stopped by a reversal if they have not left', () => {
    const row = cardsSkipped(taken(all), 'cancelled', nowMs);
    expect(statesOf(row)).toEqual(['skipped', 'skipped', 'sending', 'unknown', 'added', 'skipped']);
    expect(row?.cards[0]).toMatchObject({ reason: 'cancelled' });
    expect(row?.cards[5]?.reason).toBeUndefined();
  });

  it('are all stopped by an erasure, and what was under way may have been added', () => {
    const row = cardsSkipped(taken(all), 'erased', nowMs);
    expect(statesOf(row)).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'added', 'skipped']);
    expect(row?.cards.map(({ mayBeAdded }) => mayBeAdded === true)).toEqual([false, false, true, false, false, false]);
    expect(row).toMatchObject({ dueKind: 'settle' });
  });

  it.each([
    [['sending', 'added'], 'cancelled'],
    [['added', 'skipped'], 'erased'],
  ] as const)('are left as they are: %s, %s', (states, reason) => {
    expect(cardsSkipped(taken(states), reason, nowMs)).toBeUndefined();
  });
});

describe('an order that is claimed once more', () => {
  const stopped = cardsRow(['skipped', 'skipped'], { settledAt: at });
  const first = cardsRow(['waiting', 'waiting'], { providerId: 'p2' });

  it('has its cards as that claim writes them', () => {
    expect(begunAgain(stopped, first)).toEqual(first);
  });

  it.each([
    ['was sent', [{ state: 'skipped' as const, firstSentAt: at }], {}],
    ['may have been added', [{ state: 'skipped' as const, mayBeAdded: true }], {}],
    ['is added', ['skipped', 'added'] as const, {}],
    ['was attempted', ['skipped'] as const, { attempts: 1 }],
  ])('keeps them if one %s', (_, states, differs) => {
    const row = cardsRow(states, differs);
    expect(neverSent(row)).toBe(false);
    expect(begunAgain(row, first)).toBeUndefined();
  });
});

describe('cards that are through', () => {
  const through = cardsRow(['added', 'skipped'], { dueKind: 'settle' });

  it('lie on no shelf, and are settled with the rest of the order', () => {
    const half = cardsSettled(through, false, nowMs)!;
    expect([half.dueKind, half.dueAt, half.settledAt]).toEqual([undefined, undefined, undefined]);
    expect(cardsSettled(half, false, nowMs)).toBeUndefined();
    const whole = cardsSettled(half, true, nowMs)!;
    expect(whole.settledAt).toBe(at);
    expect(cardsSettled(whole, true, nowMs)).toBeUndefined();
  });

  it('leave their shelf although they were settled before', () => {
    expect(cardsSettled({ ...through, settledAt: at }, true, nowMs)?.dueKind).toBeUndefined();
  });

  it.each(['waiting', 'sending', 'unknown', 'rejected'] as const)('are none where one is %s', (state) => {
    expect(cardsSettled(cardsRow(['added', state]), true, nowMs)).toBeUndefined();
  });
});

describe('due cards', () => {
  it('are not woken again while two thousand receipts may stand in the queue before them', () => {
    const once = cardsWoken(cardsRow(['waiting']), nowMs)!;
    expect(cardsWoken(once, nowMs + 59 * minuteMs)).toBeUndefined();
    expect(cardsWoken(once, nowMs + 61 * minuteMs)).toBeDefined();
  });

  it.each<[string, Partial<GiftCardsState>]>([
    ['not yet due', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'stuck' }],
    ['without a time', { dueAt: undefined }],
  ])('are none that are %s: the index was behind', (_, differs) => {
    expect(cardsWoken(cardsRow(['waiting'], differs), nowMs)).toBeUndefined();
  });
});
