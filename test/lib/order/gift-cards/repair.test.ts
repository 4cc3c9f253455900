import { describe, expect, it } from 'vitest';
import { cardsHurriedByHand, cardsRetriedByHand } from '../../../../lib/order/by-hand.ts';
import type { GiftCardsState } from '../../../../lib/order/gift-card-state.ts';
import { at, cardsRow, minuteMs, nowMs } from '../rows.ts';

const busy = { id: 'other', deadAt: nowMs + 1 };
/** They lie where housekeeping looks for receipts and cards, should their wake-up be lost. */
const now = { notBefore: nowMs, dueKind: 'receipt', dueAt: nowMs };

describe('rejected gift cards that get another chance', () => {
  const refused = cardsRow([{ state: 'rejected', reason: 'duplicate' }, 'added', 'sending'], {
    attempts: 5,
    announced: true,
    settledAt: at,
    attempt: { ...busy, deadAt: nowMs },
    dueKind: 'stuck',
  });

  it('wait, the others stay as they are, and their new end is told', () => {
    const row = cardsRetriedByHand(refused, nowMs);
    expect(row).toMatchObject({ ...now, attempts: 0 });
    expect(row?.cards.map(({ state }) => state)).toEqual(['waiting', 'added', 'sending']);
    expect(row?.cards[0]?.reason).toBeUndefined();
    for (const gone of ['announced', 'attempt', 'settledAt'] as const) expect(row?.[gone]).toBeUndefined();
  });

  it('are left to the worker that is at them', () => {
    expect(cardsRetriedByHand({ ...refused, attempt: busy }, nowMs)).toBeUndefined();
  });

  it('are none where none was rejected', () => {
    expect(cardsRetriedByHand(cardsRow(['waiting', 'added', 'skipped', 'unknown']), nowMs)).toBeUndefined();
  });
});

describe('gift cards that are hurried', () => {
  it.each<[string, Partial<GiftCardsState>]>([
    ['wait for their next attempt', { notBefore: nowMs + minuteMs }],
    ['wait for a wake-up that may have been lost', { dueAt: nowMs + 1 }],
  ])('%s: they are added now', (_, differs) => {
    expect(cardsHurriedByHand(cardsRow(['waiting'], { dueKind: 'settle', ...differs }), nowMs)).toMatchObject(now);
  });

  it.each<[string, Partial<GiftCardsState>]>([
    ['are due anyway', { notBefore: nowMs }],
    ['wait for an operator', { waitsFor: 'brake' }],
    ['wait for a hold', { waitsFor: 'hold' }],
    ['somebody is at', { attempt: busy }],
    ['are through', { cards: cardsRow(['added', 'rejected']).cards }],
  ])('are none that %s', (_, differs) => {
    expect(
      cardsHurriedByHand(cardsRow(['waiting'], { notBefore: nowMs + minuteMs, ...differs }), nowMs),
    ).toBeUndefined();
  });
});
