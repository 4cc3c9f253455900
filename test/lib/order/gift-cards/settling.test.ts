import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../../lib/order/gift-cards/state.ts';
import { begunAgain, neverSent } from '../../../../lib/order/gift-cards/claim.ts';
import { cardEnded, cardsAnnounced, cardsSkipped } from '../../../../lib/order/gift-cards/transitions.ts';
import { cardsSettled, cardsWoken } from '../../../../lib/order/gift-cards/settling.ts';
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
      'publishes the rejected ones',
      ['rejected'],
      undefined,
      { dueKind: 'receipt', dueAt: nowMs + minuteMs, announced: false },
    ],
    [
      'waits for a person once they are published',
      ['rejected'],
      true,
      { dueKind: 'stuck', dueAt: nowMs, announced: true },
    ],
    [
      'forgets that a card was published as rejected which no longer is',
      ['added'],
      true,
      { dueKind: 'settle', announced: undefined },
    ],
  ] as const)('%s, and frees the row', (_, before, announced, shelf) => {
    const row = last(before, announced);
    expect(row).toMatchObject(shelf);
    expect([row?.attempt, row?.waitsFor]).toEqual([undefined, undefined]);
  });

  it('is published once, then waits for a person', () => {
    const told = cardsAnnounced(last(['rejected'])!, nowMs)!;
    expect(told).toMatchObject({ announced: true, dueKind: 'stuck', dueAt: nowMs });
    expect(cardsAnnounced(told, nowMs)).toBeUndefined();
    expect(cardsAnnounced(last(['added'])!, nowMs)).toBeUndefined();
  });
});

describe('skipping gift cards', () => {
  const all = ['waiting', 'rejected', 'sending', 'unknown', 'added', 'skipped'] as const;

  it('after a reversal stops those that were not sent', () => {
    const row = cardsSkipped(taken(all), 'cancelled', nowMs);
    expect(statesOf(row)).toEqual(['skipped', 'skipped', 'sending', 'unknown', 'added', 'skipped']);
    expect(row?.cards[0]).toMatchObject({ reason: 'cancelled' });
    expect(row?.cards[5]?.reason).toBeUndefined();
  });

  it('after an erasure stops all of them, and remembers that one being sent may have been added', () => {
    const row = cardsSkipped(taken(all), 'erased', nowMs);
    expect(statesOf(row)).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'added', 'skipped']);
    expect(row?.cards.map(({ mayBeAdded }) => mayBeAdded === true)).toEqual([false, false, true, false, false, false]);
    expect(row).toMatchObject({ dueKind: 'settle' });
  });

  it.each([
    [['sending', 'added'], 'cancelled'],
    [['added', 'skipped'], 'erased'],
  ] as const)('changes nothing for %s, %s', (states, reason) => {
    expect(cardsSkipped(taken(states), reason, nowMs)).toBeUndefined();
  });
});

describe('claiming an order again', () => {
  const stopped = cardsRow(['skipped', 'skipped'], { settledAt: at });
  const first = cardsRow(['waiting', 'waiting'], { providerId: 'p2' });

  it('begins its gift cards afresh', () => {
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

describe('settling gift cards', () => {
  const through = cardsRow(['added', 'skipped'], { dueKind: 'settle' });

  it('makes them due no more, and ends with the rest of the order', () => {
    const half = cardsSettled(through, false, nowMs)!;
    expect([half.dueKind, half.dueAt, half.settledAt]).toEqual([undefined, undefined, undefined]);
    expect(cardsSettled(half, false, nowMs)).toBeUndefined();
    const whole = cardsSettled(half, true, nowMs)!;
    expect(whole.settledAt).toBe(at);
    expect(cardsSettled(whole, true, nowMs)).toBeUndefined();
  });

  it('makes them due no more even if they were settled before', () => {
    expect(cardsSettled({ ...through, settledAt: at }, true, nowMs)?.dueKind).toBeUndefined();
  });

  it.each(['waiting', 'sending', 'unknown', 'rejected'] as const)('is refused while one is %s', (state) => {
    expect(cardsSettled(cardsRow(['added', state]), true, nowMs)).toBeUndefined();
  });
});

describe('waking due gift cards', () => {
  it('does not repeat while two thousand receipts may be ahead of them in the queue', () => {
    const once = cardsWoken(cardsRow(['waiting']), nowMs)!;
    expect(cardsWoken(once, nowMs + 59 * minuteMs)).toBeUndefined();
    expect(cardsWoken(once, nowMs + 61 * minuteMs)).toBeDefined();
  });

  it.each<[string, Partial<GiftCardsState>]>([
    ['not yet due', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'stuck' }],
    ['without a time', { dueAt: undefined }],
  ])('skips gift cards that are %s: the index was behind', (_, differs) => {
    expect(cardsWoken(cardsRow(['waiting'], differs), nowMs)).toBeUndefined();
  });
});
