import { allRefused, refrozen, retriedManually } from '../../../lib/order/thanku/repair.ts';
import { cardsRetriedManually } from '../../../lib/order/gift-cards/repair.ts';
import { receiptRetriedManually } from '../../../lib/order/receipt/repair.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import { failed, held, lease, leaseGivenBack, retried } from '../../../lib/order/thanku/transitions.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const at = new Date(nowMs).toISOString();
const error = { at, code: 'rejected', status: 400 };
const waiting: ThankuState = {
  shop: 'oak',
  pid: 'oak-1',
  orderId: '1',
  state: 'waiting',
  attempts: 0,
  notBefore: 0,
  receipt: 'none',
  createdAt: at,
  updatedAt: at,
};

/** How an attempt can end, and whether that is a definite no. */
const ends = {
  'a 400': (row: ThankuState) => failed(row, 'me', { reason: 'rejected', refused: true }, error, nowMs),
  'no token': (row: ThankuState) =>
    held(leaseGivenBack(row, 'me', nowMs)!, 'held-no-secret', 0, nowMs, {
      leaseId: undefined,
      error: { at, code: 'no-secret' },
    }),
  'no connection': (row: ThankuState) => retried(row, 'me', { at, code: 'connect failed' }, 0, nowMs, 'nothing-sent'),
  'a 400 while its shop is on hold': (row: ThankuState) =>
    held(row, 'held-failures', 0, nowMs, { leaseId: 'me', error: { at, code: 'rejected', status: 400 } }),
  'a 401': (row: ThankuState) =>
    held(row, 'held-unauthorized', 0, nowMs, { leaseId: 'me', error: { at, code: 'unauthorized', status: 401 } }),
  'a 500': (row: ThankuState) => retried(row, 'me', { at, code: 'server error', status: 500 }, 0, nowMs),
  'giving up': (row: ThankuState) => failed(row, 'me', { reason: 'gave-up', refused: false }, error, nowMs),
  'a worker’s death': (row: ThankuState) => ({ ...row, lease: { id: 'dead', until: nowMs - 1 } }),
};
const definite = new Set<string>(['a 400', 'a 400 while its shop is on hold', 'no token', 'no connection']);

describe('an order may be frozen anew', () => {
  it('exactly if each of its attempts ended in a definite no, whatever was retried by hand in between', () => {
    const attempts = fc.array(fc.constantFrom(...Object.keys(ends)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(attempts, (ended) => {
        const row = [...ended, 'a 400'].reduce<ThankuState>((before, end) => {
          const open = lease(retriedManually(before, nowMs) ?? before, { id: 'me', until: nowMs + 1 }, nowMs);
          return ends[end as keyof typeof ends](open!)!;
        }, waiting);
        const sure = ended.every((end) => definite.has(end));
        expect(row.state).toBe('failed');
        expect(allRefused(row)).toBe(sure);
        const anew = refrozen(row, row, { frozen: 'x', cause: 'PlantTrees', impact: 2 }, nowMs);
        expect(anew?.state).toBe(sure ? 'waiting' : undefined);
      }),
    );
  });

  it('not while its customer is to be forgotten', () => {
    const row = { ...waiting, state: 'failed' as const, attempts: 1, refusals: 1, erase: true };
    expect(refrozen(row, row, { frozen: 'x', cause: 'PlantTrees', impact: 2 }, nowMs)).toBeUndefined();
  });
});

it('gift cards that a worker is at are left to it', () => {
  const row: GiftCardsState = {
    ...waiting,
    cards: [
      { last4: '1234', state: 'rejected' },
      { last4: '5678', state: 'sending' },
    ],
    attempt: { id: 'me', deadAt: nowMs + 1 },
  };
  expect(cardsRetriedManually(row, nowMs)).toBeUndefined();
  expect(cardsRetriedManually(row, nowMs + 2)?.cards).toMatchObject([{ state: 'waiting' }, { state: 'sending' }]);
});

it('a rejected receipt that gets another chance lies where housekeeping looks for receipts', () => {
  const { receipt: _, ...keys } = waiting;
  const rejected = { ...keys, credential: 'main', state: 'rejected' as const, reason: 'rejected' };
  expect(receiptRetriedManually(rejected, nowMs)).toMatchObject({ state: 'waiting', dueKind: 'receipt', dueAt: nowMs });
});
