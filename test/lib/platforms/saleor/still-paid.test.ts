import { describe, expect, it } from 'vitest';
import { amount, eventOf, read, total } from './event.ts';

const sums = (of: number, charged: number, refunded: number) => ({
  total: total(of),
  totalCharged: amount(charged),
  totalRefunded: amount(refunded),
});

describe('refunds', () => {
  it.each([
    ['an overcharge was refunded', 'FULL', sums(66.7, 66.7, 13.3)],
    ['an overcharge as large as the order was refunded', 'FULL', sums(66.7, 66.7, 66.7)],
    ['a part of an overcharge was refunded', 'OVERCHARGED', sums(66.7, 70, 66.7)],
    ['everything was refunded, and paid once more', 'FULL', sums(66.7, 66.7, 133.4)],
  ])('of an order that is still paid in full deduct nothing: %s', (_, chargeStatus, differs) => {
    for (const type of ['OrderFullyPaid', 'OrderPaid', undefined])
      expect(read(eventOf(type, { chargeStatus, ...differs }))).toMatchObject({
        type: 'paid',
        refundsComplete: true,
        order: { amount: '66.7', refunds: [] },
      });
    const reading = read(eventOf('OrderRefunded', { chargeStatus, ...differs }));
    expect(reading).toMatchObject({ type: 'refunded', refunds: [], full: false });
  });

  it('of a part, which was paid again in another way, don’t make the order paid in full', () => {
    const twice = { chargeStatus: 'PARTIAL', ...sums(66.7, 40, 40), events: [{ type: 'PLACED' }] };
    for (const type of ['OrderPaid', undefined])
      expect(read(eventOf(type, twice))).toEqual({ type: 'ignored', reason: 'not paid' });
    for (const events of [undefined, null, []])
      expect(read(eventOf('OrderPaid', { ...twice, events }))).toMatchObject({ type: 'paid' });
    expect(read(eventOf('OrderFullyPaid', twice))).toMatchObject({ type: 'paid', order: { amount: '40.0' } });
  });
});
