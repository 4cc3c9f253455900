import {
  cardsProbe,
  cardsResumed,
  cardsStillStopped,
  cardsStopped,
} from '../../../../lib/order/gift-cards/stopping.ts';
import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../../lib/order/gift-cards/state.ts';
import { cardsRow, hourMs, minuteMs, nowMs } from '../rows.ts';

const untilMs = nowMs + 7 * hourMs;
const busy = { attempt: { id: 'other', deadAt: nowMs + 1 } };
const heldRow = (differs: Partial<GiftCardsState> = {}) =>
  cardsRow(['waiting', 'added'], { waitsFor: 'hold', ...differs });

describe('gift cards that wait for a pause or a circuit', () => {
  it.each(['brake', 'hold'] as const)('wait on their row, and no attempt counts (%s)', (waitsFor) => {
    const row = cardsStopped(cardsRow(['waiting'], { dueKind: 'settle' }), waitsFor, untilMs, nowMs);
    expect(row).toMatchObject({ attempts: 0, waitsFor, notBefore: untilMs, dueKind: 'receipt', dueAt: untilMs });
  });

  it.each([
    ['a worker has', cardsRow(['waiting'], busy)],
    ['are finished', cardsRow(['added', 'rejected'])],
  ])('can’t be ones that %s', (_, row) => {
    expect(cardsStopped(row, 'hold', untilMs, nowMs)).toBeUndefined();
    expect(cardsResumed({ ...row, waitsFor: 'hold' }, nowMs)).toBeUndefined();
    expect(cardsProbe({ ...row, waitsFor: 'hold' }, nowMs)).toBeUndefined();
  });

  it('keep waiting while that is on', () => {
    expect(cardsStillStopped(heldRow(), untilMs, nowMs)).toEqual({ ...heldRow(), notBefore: untilMs, dueAt: untilMs });
  });

  it.each<[string, Partial<GiftCardsState>]>([
    ['wait for neither', { waitsFor: undefined }],
    ['are not due', { dueAt: nowMs + 1 }],
    ['are on no shelf', { dueAt: undefined }],
  ])('are left alone if they %s', (_, differs) => {
    expect(cardsStillStopped(heldRow(differs), untilMs, nowMs)).toBeUndefined();
  });

  it('are due now once released, and their wake-up has ten minutes before housekeeping sends another', () => {
    const row = cardsResumed(heldRow({ notBefore: untilMs, dueKind: 'settle' }), nowMs);
    expect(row).toMatchObject({ notBefore: nowMs, dueKind: 'receipt', dueAt: nowMs + 10 * minuteMs });
    expect(row?.waitsFor).toBeUndefined();
    expect(cardsResumed(heldRow(), nowMs, nowMs + 1)?.dueAt).toBe(nowMs + 1);
    expect(cardsResumed(heldRow({ waitsFor: undefined }), nowMs)).toBeUndefined();
  });
});

describe('the gift cards that probe for a circuit', () => {
  it('go to the end of the queue and keep waiting', () => {
    const lastMs = nowMs + 12 * hourMs;
    expect(cardsProbe(heldRow(), nowMs)).toEqual({ ...heldRow(), notBefore: lastMs, dueAt: lastMs });
  });

  it.each([['brake'], [undefined]] as const)('can’t be ones that wait for something else (%s)', (waitsFor) => {
    expect(cardsProbe(heldRow({ waitsFor }), nowMs)).toBeUndefined();
  });
});
