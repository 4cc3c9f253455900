import { describe, expect, it } from 'vitest';
import { mergeRefunds, refundsAtClaim, refundsCover, type KnownRefunds } from '../../../lib/order/refunds.ts';
import type { Refund } from '../../../lib/order/order.ts';

const order = { amount: '59.90', currency: 'EUR' };
const whole = (id: string): Refund => ({ id, amount: '59.90' });
/** What is known after one report of refunds after the other. */
const after = (...reports: Parameters<typeof mergeRefunds>[1][]): KnownRefunds =>
  reports.reduce<KnownRefunds>((known, report) => mergeRefunds(known, report, 'EUR'), {});
const list = (second: number, ...refunds: Refund[]) => ({
  refunds,
  refundsComplete: true,
  changedAt: `2026-03-01T12:00:0${second}.999Z`,
});

describe('refunds by id', () => {
  it.each(['r1', '__proto__', '%__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s counts like any other',
    (id) => {
      const known = after({ refunds: [whole(id)] });
      expect(refundsCover(known, order)).toBe(true);
      expect(refundsCover(mergeRefunds(known, { refunds: [whole(id)] }, 'EUR'), { ...order, amount: '119.80' })).toBe(
        false,
      );
    },
  );

  it('counts the same refund once, and adds up different ones', () => {
    const half = { id: 'r1', amount: '29.95' };
    expect(refundsCover(after({ refunds: [half] }, { refunds: [half] }), order)).toBe(false);
    expect(refundsCover(after({ refunds: [half] }, { refunds: [{ ...half, id: 'r2' }] }), order)).toBe(true);
  });

  it('takes an amount that is reported later for an unknown one, and for no other', () => {
    expect(refundsCover(after({ refunds: [{ id: 'r1' }] }, { refunds: [whole('r1')] }), order)).toBe(true);
    expect(refundsCover(after({ refunds: [{ id: 'r1', amount: '1.00' }] }, { refunds: [whole('r1')] }), order)).toBe(
      false,
    );
  });

  it('that the order at its claim has taken off already count no more', () => {
    expect(refundsCover(refundsAtClaim({}, { refunds: [whole('r1')] }, 'EUR'), order)).toBe(false);
    expect(refundsCover(refundsAtClaim(after({ refunds: [whole('r1')] }), { refunds: [] }, 'EUR'), order)).toBe(true);
  });
});

describe('refunds in another currency', () => {
  const yen = { id: 'r1', amount: '8000', currency: 'JPY' };
  it('are never added to the shop’s money', () => {
    expect(refundsCover(after({ refunds: [yen] }), order)).toBe(false);
  });
  it('cover the order if they give back all that the customer paid', () => {
    const paidInYen = { ...order, presentment: { amount: '8000', currency: 'JPY' } };
    expect(refundsCover(after({ refunds: [yen] }), paidInYen)).toBe(true);
    expect(refundsCover(after({ refunds: [{ ...yen, amount: '7999' }] }), paidInYen)).toBe(false);
  });
  it('count once the order says that its currency is theirs', () => {
    const early = mergeRefunds({}, { refunds: [{ ...whole('r1'), currency: 'EUR' }] }, undefined);
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, 'EUR'), order)).toBe(true);
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, 'USD'), { ...order, currency: 'USD' })).toBe(false);
  });
});

describe('a list of all refunds', () => {
  const twenty = { id: '1', amount: '20.00' };
  const forty = { id: '2', amount: '40.00' };
  it('no longer counts a refund that was taken back', () => {
    expect(refundsCover(after(list(1, twenty), list(2), list(3, forty)), order)).toBe(false);
    expect(refundsCover(after(list(1, twenty), list(2, twenty, forty)), order)).toBe(true);
  });
  it('that is older than the one that is known changes nothing', () => {
    expect(after(list(3, twenty, forty), list(2))).toEqual(after(list(3, twenty, forty)));
    expect(after(list(3), list(2, twenty, forty))).toEqual(after(list(3)));
  });
  it('of the same second counts as the newer one', () => {
    expect(refundsCover(after(list(1, twenty), list(1), list(1, forty)), order)).toBe(false);
  });
  it('brings no refund back that the amount at the claim has taken off', () => {
    const known = refundsAtClaim({}, list(1, twenty), 'EUR');
    expect(refundsCover(mergeRefunds(known, list(2, twenty, forty), 'EUR'), { ...order, amount: '59.90' })).toBe(false);
    expect(
      refundsCover(mergeRefunds(mergeRefunds(known, list(2), 'EUR'), list(3, twenty), 'EUR'), {
        ...order,
        amount: '20.00',
      }),
    ).toBe(false);
  });
});
