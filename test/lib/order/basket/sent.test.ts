import { describe, expect, it } from 'vitest';
import { refundWanted } from '../../../../lib/order/basket/refund.ts';
import { mayBeSentFrom } from '../../../../lib/order/basket/sent.ts';
import type { BasketState } from '../../../../lib/order/basket/state.ts';
import { basketDeferred, basketSending, basketUnanswered } from '../../../../lib/order/basket/transitions.ts';
import { showsAfterMs } from '../../../../lib/order/grace-periods.ts';
import { at, basketRow, minuteMs, nowMs } from '../rows.ts';

const error = { at, code: 'timeout' };
const cancelled = { kind: 'cancelled', subtotal: '50.00' } as const;

/** Begins an attempt whose worker stops a minute later. */
const sending = (basket: BasketState, atMs: number): BasketState =>
  basketSending(basket, { id: 'a', sendBy: atMs, deadAt: atMs + minuteMs }, atMs)!;
/** Makes an attempt that isn't answered. */
const unanswered = (basket: BasketState, atMs: number): BasketState =>
  basketUnanswered(sending(basket, atMs), 'a', atMs, error, atMs)!;
const cancel = (basket: BasketState, atMs: number): BasketState => refundWanted(basket, cancelled, atMs)!;

describe('a refund', () => {
  it('waits until an attempt to bill that wasn’t answered can’t arrive any more', () => {
    const wanted = cancel(unanswered(basketRow(), nowMs), nowMs + 1000);
    const fromMs = nowMs + minuteMs + showsAfterMs;
    expect(wanted).toMatchObject({ state: 'refunding', sentUntil: nowMs + minuteMs, notBefore: fromMs, dueAt: fromMs });
    expect(mayBeSentFrom(wanted)).toBe(fromMs);
    const attempt = { id: 'b', sendBy: 0, deadAt: 0 };
    expect(basketSending(wanted, attempt, fromMs - 1)).toBeUndefined();
    expect(basketSending(wanted, attempt, fromMs)).toMatchObject({ attempt: { refund: '50.00' }, begun: '50.00' });
  });

  it('waits for the last of several attempts', () => {
    const laterMs = nowMs + 10 * minuteMs;
    const twice = unanswered(unanswered(basketRow(), nowMs), laterMs);
    expect(mayBeSentFrom(cancel(twice, laterMs))).toBe(laterMs + minuteMs + showsAfterMs);
  });

  it('waits for an attempt to bill whose worker died', () => {
    const wanted = cancel(sending(basketRow(), nowMs), nowMs + minuteMs);
    expect(wanted).toMatchObject({ state: 'refunding', maybeBilled: true });
    expect(mayBeSentFrom(wanted)).toBe(nowMs + minuteMs + showsAfterMs);
  });

  it('is sent again at once, but a larger one waits', () => {
    const first = unanswered(basketRow({ state: 'refunding', wanted: '10.00' }), nowMs);
    expect(mayBeSentFrom(first)).toBe(0);
    const larger = refundWanted(first, { kind: undefined, subtotal: '20.00' }, nowMs)!;
    expect(mayBeSentFrom(larger)).toBe(nowMs + minuteMs + showsAfterMs);
  });

  it.each<[string, (basket: BasketState) => BasketState | undefined]>([
    ['wasn’t answered', (basket) => basketUnanswered(basket, 'a', nowMs, error, nowMs)],
    ['certainly failed', (basket) => basketDeferred(basket, 'a', nowMs, nowMs, { error })],
  ])('that came during an attempt to bill has all its attempts, if that one %s', (_, ended) => {
    const tried = unanswered(basketRow({ attempts: 7 }), nowMs);
    const noted = cancel(sending(tried, nowMs), nowMs);
    expect(noted).toMatchObject({ state: 'waiting', wanted: '50.00', attempts: 9 });
    expect(ended(noted)).toMatchObject({ state: 'refunding', attempts: 0 });
  });
});
