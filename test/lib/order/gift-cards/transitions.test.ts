import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../../../lib/order/gift-cards/state.ts';
import {
  cardAdded,
  cardEnded,
  cardsDeferred,
  cardSending,
  cardsTaken,
} from '../../../../lib/order/gift-cards/transitions.ts';
import { firstGiftCards } from '../../../../lib/order/gift-cards/claim.ts';
import { at, cardsRow, failure, minuteMs, nowMs } from '../rows.ts';

const attempt = { id: 'mine', deadAt: nowMs + 2 * minuteMs };
const laterMs = nowMs + 5 * minuteMs;
const taken = (states: Parameters<typeof cardsRow>[0], differs: Partial<GiftCardsState> = {}) =>
  cardsRow(states, { attempt, dueAt: attempt.deadAt, ...differs });
const statesOf = (row: GiftCardsState | undefined) => row?.cards.map(({ state }) => state);

describe('the first row of an order’s gift cards', () => {
  const order = { shop: 'oak', pid: 'oak-1', orderId: '1' };
  const plan = { credential: 'main', merchantId: 'm1', email: 'ada@example.com', providerId: 'p1' };
  const sealed = { last4: '0001', jwe: 'x' };
  const leftOut = { last4: '0002', leftOut: 'no-key' as const };

  it('has them wait, except those that can’t be used', () => {
    const row = firstGiftCards({ ...order, giftCards: [sealed, leftOut] }, { plan }, laterMs, nowMs);
    expect(row.cards).toEqual([
      { last4: '0001', state: 'waiting' },
      { last4: '0002', state: 'skipped', reason: 'no-key' },
    ]);
    expect(row).toMatchObject({ credential: 'main', providerId: 'p1', attempts: 0, notBefore: laterMs });
    expect(row).toMatchObject({ dueKind: 'receipt', dueAt: laterMs + minuteMs });
    expect(row.settledAt).toBeUndefined();
  });

  it.each([
    ['none is to be added', [sealed, leftOut], { reason: 'test-order' as const }, ['test-order', 'no-key']],
    ['none can be', [leftOut], { plan }, ['no-key']],
  ])('is settled from the start if %s', (_, giftCards, decision, reasons) => {
    const row = firstGiftCards({ ...order, giftCards }, decision, laterMs, nowMs);
    expect(row.cards.map(({ state, reason }) => [state, reason])).toEqual(reasons.map((one) => ['skipped', one]));
    expect(row.settledAt).toBe(at);
    expect(row.dueKind).toBeUndefined();
  });
});

describe('taking an order’s gift cards', () => {
  it('works for one worker, until it can no longer be running', () => {
    const row = cardsTaken(cardsRow(['waiting', 'added'], { dueKind: 'settle' }), attempt, nowMs);
    expect(row).toMatchObject({ attempt, dueKind: 'receipt', dueAt: attempt.deadAt });
    expect(statesOf(row)).toEqual(['waiting', 'added']);
    const second = { id: 'second', deadAt: attempt.deadAt + minuteMs };
    expect(cardsTaken(row!, second, attempt.deadAt - 1)).toBeUndefined();
    expect(cardsTaken(row!, second, attempt.deadAt)).toMatchObject({ attempt: second });
  });

  it.each([['added'], ['skipped'], ['rejected']] as const)('is refused if all are %s', (state) => {
    expect(cardsTaken(cardsRow([state]), attempt, nowMs)).toBeUndefined();
  });

  it('is refused before they are due, unless they wait for a pause or a circuit that may have ended', () => {
    expect(cardsTaken(cardsRow(['waiting'], { notBefore: nowMs + 1 }), attempt, nowMs)).toBeUndefined();
    expect(cardsTaken(cardsRow(['waiting'], { notBefore: nowMs }), attempt, nowMs)).toBeDefined();
    const held = cardsRow(['waiting'], { notBefore: nowMs + 1, waitsFor: 'hold' });
    const row = cardsTaken(held, attempt, nowMs)!;
    expect(row).toMatchObject({ attempt });
    expect(row.waitsFor).toBeUndefined();
  });

  it('remembers that a dead worker may have added the card it was sending', () => {
    const dead = { id: 'dead', deadAt: nowMs };
    const row = cardsTaken(cardsRow(['sending', 'unknown', 'waiting'], { attempt: dead }), attempt, nowMs);
    expect(statesOf(row)).toEqual(['unknown', 'unknown', 'waiting']);
    expect(row?.cards.map(({ mayBeAdded }) => mayBeAdded)).toEqual([true, undefined, undefined]);
  });
});

describe('sending a card', () => {
  it('records when it was first sent', () => {
    const row = cardSending(taken(['waiting', 'waiting']), 'mine', 1, nowMs)!;
    expect(row.cards).toEqual([
      { last4: '0000', state: 'waiting' },
      { last4: '0001', state: 'sending', firstSentAt: at },
    ]);
    expect(cardSending(row, 'mine', 1, nowMs + 1000)?.cards[1]?.firstSentAt).toBe(at);
  });

  it.each([
    ['it is added', taken(['added']), 'mine', 0],
    ['it was stopped', taken(['skipped', 'waiting']), 'mine', 0],
    ['there is none', taken(['waiting']), 'mine', 1],
    ['another worker has the right', taken(['waiting']), 'other', 0],
  ])('is refused if %s', (_, row, attemptId, index) => {
    expect(cardSending(row, attemptId, index, nowMs)).toBeUndefined();
  });
});

describe('a card that Thanx has', () => {
  const added = { id: 'g1', balance: '50', cardState: 'active' as const };

  it.each(['waiting', 'sending', 'unknown', 'rejected', 'skipped'] as const)(
    'is added, even if it is now %s',
    (state) => {
      const card = { state, reason: 'x', lastError: failure('timeout'), mayBeAdded: true };
      const row = cardAdded(taken([card, 'waiting'], { attempts: 3, settledAt: at }), 0, added, nowMs)!;
      expect(row.cards[0]).toMatchObject({ ...added, state: 'added' });
      const gone = ['reason', 'lastError', 'mayBeAdded'] as const;
      for (const field of gone) expect(row.cards[0]?.[field]).toBeUndefined();
      expect(row).toMatchObject({ attempts: 0, attempt });
      expect(row.settledAt).toBeUndefined();
    },
  );

  it('changes nothing the second time', () => {
    expect(cardAdded(taken(['added']), 0, { id: 'g2' }, nowMs)).toBeUndefined();
  });
});

describe('ending a card without adding it', () => {
  it.each([
    { state: 'rejected' as const, reason: 'duplicate' as const, lastError: failure('x', 422) },
    { state: 'skipped' as const, reason: 'not-a-member' as const },
  ])('makes it $state, and counts attempts afresh for the next', (end) => {
    const row = cardEnded(
      taken([{ state: 'sending', mayBeAdded: true }, 'waiting'], { attempts: 4 }),
      'mine',
      0,
      end,
      nowMs,
    );
    expect(row?.cards[0]).toMatchObject(end);
    expect(row?.cards[0]?.mayBeAdded).toBeUndefined();
    expect(row).toMatchObject({ attempts: 0, attempt });
    expect(statesOf(row)?.[1]).toBe('waiting');
  });

  it('is refused to any other worker', () => {
    const end = { state: 'skipped' as const, reason: 'no-email' as const };
    expect(cardEnded(taken(['sending']), 'other', 0, end, nowMs)).toBeUndefined();
  });
});

describe('an attempt that ends with cards left', () => {
  const failed = { error: failure('server error', 500), byMessage: true };

  it('counts if it failed, and gives the message a minute before housekeeping wakes the cards too', () => {
    const row = cardsDeferred(taken(['added', 'sending', 'waiting'], { attempts: 2 }), 'mine', laterMs, nowMs, failed);
    expect(row).toMatchObject({ attempts: 3, notBefore: laterMs, dueKind: 'receipt', dueAt: laterMs + minuteMs });
    expect(statesOf(row)).toEqual(['added', 'waiting', 'waiting']);
    expect(row?.cards[1]).toMatchObject({ lastError: { code: 'server error' } });
    expect([row?.attempt, row?.cards[1]?.mayBeAdded, row?.cards[2]?.lastError]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not count if it waits for a circuit, and is woken by housekeeping', () => {
    const before = taken(['sending'], { attempts: 2, dueKind: 'settle' });
    const row = cardsDeferred(before, 'mine', laterMs, nowMs, { byMessage: false, waitsFor: 'hold' });
    expect(row).toMatchObject({ attempts: 2, waitsFor: 'hold', dueKind: 'receipt', dueAt: laterMs });
    expect(row?.cards[0]?.lastError).toBeUndefined();
  });

  it.each([
    ['its end is unknown', {}, true],
    ['the end of an earlier one is', { mayBeAdded: true }, false],
  ])('has its card looked for if %s', (_, card, unknown) => {
    const before = taken([{ state: 'sending', ...card }]);
    const row = cardsDeferred(before, 'mine', laterMs, nowMs, { ...failed, unknown });
    expect(row?.cards[0]).toMatchObject({ state: 'unknown', mayBeAdded: true });
  });

  it('is refused to any other worker', () => {
    expect(cardsDeferred(taken(['sending']), 'other', laterMs, nowMs, failed)).toBeUndefined();
  });
});
