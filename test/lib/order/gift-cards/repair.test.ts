import { cardsExpedited, cardsRetriedManually } from '../../../../lib/order/gift-cards/repair.ts';
import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../../lib/order/gift-cards/state.ts';
import { at, cardsRow, minuteMs, nowMs } from '../rows.ts';

const busy = { id: 'other', deadAt: nowMs + 1 };
/** They lie where housekeeping looks for receipts and cards, should their wake-up be lost. */
const now = { notBefore: nowMs, dueKind: 'receipt', dueAt: nowMs };

describe('retrying rejected gift cards', () => {
  const refused = cardsRow([{ state: 'rejected', reason: 'duplicate' }, 'added', 'sending'], {
    attempts: 5,
    announced: true,
    settledAt: at,
    attempt: { ...busy, deadAt: nowMs },
    dueKind: 'stuck',
  });

  it('leaves the others as they are, and publishes how it ends', () => {
    const row = cardsRetriedManually(refused, nowMs);
    expect(row).toMatchObject({ ...now, attempts: 0 });
    expect(row?.cards.map(({ state }) => state)).toEqual(['waiting', 'added', 'sending']);
    expect(row?.cards[0]?.reason).toBeUndefined();
    for (const gone of ['announced', 'attempt', 'settledAt'] as const) expect(row?.[gone]).toBeUndefined();
  });

  it('is refused while a worker has them', () => {
    expect(cardsRetriedManually({ ...refused, attempt: busy }, nowMs)).toBeUndefined();
  });

  it('is refused if none was rejected', () => {
    expect(cardsRetriedManually(cardsRow(['waiting', 'added', 'skipped', 'unknown']), nowMs)).toBeUndefined();
  });
});

describe('expediting gift cards', () => {
  it.each<[string, Partial<GiftCardsState>]>([
    ['wait for their next attempt', { notBefore: nowMs + minuteMs }],
    ['wait for a wake-up that may have been lost', { dueAt: nowMs + 1 }],
  ])('makes them due now if they %s', (_, differs) => {
    expect(cardsExpedited(cardsRow(['waiting'], { dueKind: 'settle', ...differs }), nowMs)).toMatchObject(now);
  });

  it.each<[string, Partial<GiftCardsState>]>([
    ['are already due', { notBefore: nowMs }],
    ['are paused', { waitsFor: 'brake' }],
    ['wait for a circuit', { waitsFor: 'hold' }],
    ['a worker has', { attempt: busy }],
    ['are finished', { cards: cardsRow(['added', 'rejected']).cards }],
  ])('leaves gift cards alone that %s', (_, differs) => {
    expect(cardsExpedited(cardsRow(['waiting'], { notBefore: nowMs + minuteMs, ...differs }), nowMs)).toBeUndefined();
  });
});
