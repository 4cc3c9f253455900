import { describe, expect, it } from 'vitest';
import { refundsOf, refundWanted, type RefundsOf } from '../../../../lib/order/basket/refund.ts';
import type { BasketState } from '../../../../lib/order/basket/state.ts';
import { basketSkipped } from '../../../../lib/order/basket/transitions.ts';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { at, basketRow, nowMs, refundable, thankuRow } from '../rows.ts';

const order = thankuRow({ amount: '60.00', currency: 'EUR' });

describe('a refund of unknown size', () => {
  it.each<[string, Partial<ThankuState>, boolean]>([
    ['of a part', { refunds: { r1: '12.00', r2: '?' } }, true],
    [
      'in a third currency',
      { refunds: { r1: '?' }, otherCurrencyRefunds: { r1: { amount: '9', currency: 'JPY' } } },
      true,
    ],
    [
      'in the order’s currency',
      { refunds: { r1: '?' }, otherCurrencyRefunds: { r1: { amount: '9', currency: 'EUR' } } },
      false,
    ],
    [
      'in the currency that the customer paid in',
      {
        presentment: { amount: '90.00', currency: 'USD' },
        refunds: { r1: '?' },
        otherCurrencyRefunds: { r1: { amount: '9', currency: 'USD' } },
      },
      false,
    ],
    ['that was deducted before the claim', { refunds: { r1: '0' } }, false],
    ['of an order that was cancelled', { refunds: { r1: '?' }, reversed: { kind: 'cancelled', at } }, false],
  ])('%s', (_, differs, isMore) => {
    expect(refundsOf({ ...order, ...differs }, '50.00').isMore ?? false).toBe(isMore);
  });

  const unknown = { kind: undefined, subtotal: '10.00', isMore: true };

  it.each<BasketState['state']>(['waiting', 'rejected', 'billed', 'refunding', 'refund-failed'])(
    'is noted once in a basket that is %s, and what is known is still wanted',
    (state) => {
      const row = basketRow({ state, refundable: refundable() });
      const noted = refundWanted(row, unknown, nowMs);
      expect(noted).toMatchObject({ refundMissed: 'unknown-amount', wanted: '10.00' });
      expect(noted?.history).toMatchObject([{ what: 'refund-missed', why: 'unknown-amount' }]);
      expect(refundWanted(noted!, unknown, nowMs)).toBeUndefined();
    },
  );

  it.each<[string, RefundsOf, string]>([
    ['becomes known', { kind: undefined, subtotal: '20.00' }, '20.00'],
    ['is taken back', { kind: undefined, subtotal: '10.00' }, '10.00'],
    ['is followed by a cancellation', { kind: 'cancelled', subtotal: '50.00' }, '50.00'],
  ])('is no longer missed if it %s', (_, refunds, wanted) => {
    const row = basketRow({ state: 'billed', refundable: refundable() });
    const after = refundWanted(refundWanted(row, unknown, nowMs)!, refunds, nowMs);
    expect(after).toMatchObject({ wanted });
    expect(after?.refundMissed).toBeUndefined();
  });

  it('is not missed if nothing is billed', () => {
    const noted = refundWanted(basketRow(), unknown, nowMs)!;
    expect(basketSkipped(noted, 'not-a-member', nowMs)?.refundMissed).toBeUndefined();
    expect(refundWanted(basketRow({ state: 'skipped' }), unknown, nowMs)).toBeUndefined();
  });
});
