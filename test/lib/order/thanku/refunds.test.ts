import { describe, expect, it } from 'vitest';
import {
  mergeRefunds,
  paidInAnother,
  refundedShare,
  refundsAtClaim,
  refundsCover,
  type KnownRefunds,
} from '../../../../lib/order/thanku/refunds.ts';
import { refundedSum } from '../../../../lib/platforms/refunded-sum.ts';
import type { Refund } from '../../../../lib/order/order.ts';

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
    expect(refundsCover(refundsAtClaim({}, { refunds: [whole('r1')] }, { currency: 'EUR' }), order)).toBe(false);
    expect(
      refundsCover(refundsAtClaim(after({ refunds: [whole('r1')] }), { refunds: [] }, { currency: 'EUR' }), order),
    ).toBe(true);
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
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, { currency: 'EUR' }), order)).toBe(true);
    expect(
      refundsCover(refundsAtClaim(early, { refunds: [] }, { currency: 'USD' }), { ...order, currency: 'USD' }),
    ).toBe(false);
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
    const known = refundsAtClaim({}, list(1, twenty), { currency: 'EUR' });
    expect(refundsCover(mergeRefunds(known, list(2, twenty, forty), 'EUR'), { ...order, amount: '59.90' })).toBe(false);
    expect(
      refundsCover(mergeRefunds(mergeRefunds(known, list(2), 'EUR'), list(3, twenty), 'EUR'), {
        ...order,
        amount: '20.00',
      }),
    ).toBe(false);
  });
});

describe('refunds that say both currencies', () => {
  const usd = (id: string, yen: string, dollars: string): Refund => ({
    id,
    amount: yen,
    currency: 'JPY',
    inShopMoney: { amount: dollars, currency: 'USD' },
  });
  const inDollars = { amount: '54.20', currency: 'USD' };
  const paidInYen = { ...inDollars, presentment: { amount: '8000', currency: 'JPY' } };
  const merged = (...refunds: Refund[]) => mergeRefunds({}, { refunds }, 'USD');

  it('cover an order of which only the shop’s money is known, before it and after it', () => {
    expect(refundsCover(merged(usd('r1', '8000', '54.20')), inDollars)).toBe(true);
    expect(refundsCover(merged(usd('r1', '4000', '27.10')), inDollars)).toBe(false);
    const early = mergeRefunds({}, { refunds: [usd('r1', '8000', '54.20')] }, undefined);
    const unknownYen = { ...inDollars, presentmentCurrency: 'JPY' };
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, unknownYen), unknownYen)).toBe(true);
  });
  it('cover in the customer’s money what the shop’s misses by a cent', () => {
    expect(refundsCover(merged(usd('r1', '4000', '27.10'), usd('r2', '4000', '27.09')), paidInYen)).toBe(true);
  });
  it('are added to others in one currency at a time', () => {
    const yenAlone = { id: 'r2', amount: '4000', currency: 'JPY' };
    const known = merged(usd('r1', '4000', '27.10'), yenAlone);
    expect(refundsCover(known, inDollars)).toBe(false);
    expect(refundsCover(known, { ...paidInYen, presentment: { amount: '8001', currency: 'JPY' } })).toBe(false);
    expect(refundsCover(known, paidInYen)).toBe(true);
  });
  it('count once where the order turns out to be in the transactions’ currency', () => {
    const early = mergeRefunds({}, { refunds: [usd('r1', '4000', '27.10')] }, undefined);
    const inYen = { amount: '4020', currency: 'JPY' };
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, inYen), inYen)).toBe(false);
  });
  it('say nothing in a currency that is not the order’s', () => {
    expect(
      refundsCover(mergeRefunds({}, { refunds: [usd('r1', '4000', '54.20')] }, 'EUR'), {
        ...inDollars,
        currency: 'EUR',
      }),
    ).toBe(false);
  });
});

describe('a refund without a currency', () => {
  const refunds = [{ id: 'r1', amount: '4000' }];
  const dollars = { amount: '54.20', currency: 'USD' };
  const early = mergeRefunds({}, { refunds }, undefined);

  it.each([
    ['of a known amount', { ...dollars, presentment: { amount: '8000', currency: 'JPY' } }],
    ['of an unknown amount', { ...dollars, presentmentCurrency: 'JPY' }],
  ])('has an unknown amount if the order was paid in another one, %s', (_what, paidInYen) => {
    expect(paidInAnother(paidInYen)).toBe(true);
    expect(refundsCover(mergeRefunds({}, { refunds }, 'USD', true), paidInYen)).toBe(false);
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, paidInYen), paidInYen)).toBe(false);
  });
  it('is in the order’s where there is no other', () => {
    expect(paidInAnother(dollars)).toBe(false);
    expect(paidInAnother({ ...dollars, presentmentCurrency: 'USD' })).toBe(false);
    expect(refundsCover(refundsAtClaim(early, { refunds: [] }, dollars), dollars)).toBe(true);
  });
  it('counts once a later report says it', () => {
    const known = mergeRefunds({}, { refunds }, 'USD', true);
    expect(refundsCover(mergeRefunds(known, { refunds: [{ id: 'r1', ...dollars }] }, 'USD', true), dollars)).toBe(true);
  });
});

describe('a refund that the order’s amount does not have off', () => {
  const goodwill: Refund = { id: 'r1', amount: '4.20', currency: 'EUR', notTakenOff: true };
  const off: Refund = { id: 'r2', amount: '5.00', currency: 'EUR' };
  it('counts from the claim on', () => {
    const known = refundsAtClaim({}, { refunds: [goodwill, off] }, order);
    expect(known.refunds).toEqual({ r1: '4.20', r2: '0' });
    const rest = { refunds: [{ id: 'r3', amount: '55.70', currency: 'EUR' }] };
    expect(refundsCover(mergeRefunds(known, rest, 'EUR'), order)).toBe(true);
  });
});

describe('the sum of all refunds, of a platform that says nothing else', () => {
  const sumOf = (second: number, amount: string) => list(second, ...refundedSum({ amount, currency: 'EUR' }));
  const claimed = { amount: '50.00', currency: 'EUR' };
  const share = (...later: Parameters<typeof mergeRefunds>[1][]) =>
    refundedShare(
      {
        ...claimed,
        ...later.reduce<KnownRefunds>(
          (known, report) => mergeRefunds(known, report, 'EUR'),
          refundsAtClaim({}, sumOf(0, '10.00'), claimed),
        ),
      },
      '40.00',
    );

  it('doesn’t contain what the amount at the claim has deducted', () => {
    expect(share()).toBe('0');
    expect(share(sumOf(1, '10.00'))).toBe('0');
    expect(share(sumOf(1, '25.00'))).toBe('12.00');
    expect(share(sumOf(1, '25.00'), sumOf(2, '60.00'))).toBe('40.00');
  });

  it('is replaced by a newer sum, and a single refund counts as it is', () => {
    expect(share(sumOf(1, '25.00'), sumOf(2, '35.00'))).toBe('20.00');
    expect(share(list(1, { id: '7', amount: '25.00', currency: 'EUR' }))).toBe('20.00');
  });
});
