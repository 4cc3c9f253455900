import { describe, expect, it } from 'vitest';
import { eur, orderId, paidWith, readWith } from './read-fixture.ts';

describe('a refund', () => {
  it('is the sum so far, which is taken off and is its own id', () => {
    expect(paidWith({ refundedTotal: eur('12.50') })).toMatchObject({
      amount: '37.40',
      subtotal: '32.50',
      refunds: [{ id: 'refunded-12.5', amount: '12.50', currency: 'EUR' }],
    });
    const [{ id } = { id: '' }] = paidWith({ refundedTotal: eur(12.5) }).refunds;
    expect(id).toBe('refunded-12.5');
  });

  it('has no id if the order has no time, because two sums would both count', () => {
    const reading = readWith({ refundedTotal: eur('12.50'), modifiedOn: null });
    expect(reading).toMatchObject({ order: { amount: '37.40', refunds: [] } });
    expect(reading).not.toHaveProperty('refundsComplete');
  });

  it('of nothing is of nothing in any currency', () => {
    expect(paidWith({ refundedTotal: { value: '0.00', currency: 'USD' } })).toMatchObject({
      amount: '49.90',
      refunds: [],
    });
  });

  it.each([
    ['49.90', 'PAID'],
    ['49.90', undefined],
    ['60.00', 'REFUNDED'],
  ])('of %s with the state %s is the whole order', (value, paymentState) => {
    expect(readWith({ refundedTotal: eur(value), paymentState })).toMatchObject({
      type: 'refunded',
      orderId,
      full: true,
      changedAt: '2026-01-31T12:00:07.450Z',
      refundsComplete: true,
      refunds: [{ amount: value }],
    });
  });

  it.each([
    [undefined, 'whole'],
    [eur('0.00'), 'whole'],
    [eur('5.00'), 'part'],
  ])('with the state REFUNDED and the sum %j is of the %s order', (refundedTotal, extent) => {
    const reading = readWith({ paymentState: 'REFUNDED', refundedTotal });
    expect(reading.type).toBe(extent === 'whole' ? 'refunded' : 'paid');
  });
});

describe('what is not thanked', () => {
  it.each(['CANCELED', 'canceled', 'CANCELLED'])('a cancelled order (%s), whatever else it says', (status) => {
    expect(readWith({ fulfillmentStatus: status, grandTotal: undefined, createdOn: null })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:00:07.450Z',
      changedAt: '2026-01-31T12:00:07.450Z',
      orderId,
    });
  });

  it.each(['AUTHORIZED', 'PENDING', 'FAILED', 'PARTIALLY_PAID', 'NOT_CHARGED'])('an order in the state %s', (state) => {
    expect(readWith({ paymentState: state })).toEqual({ type: 'ignored', reason: 'not paid' });
  });
});

describe('what counts as paid', () => {
  it.each(['PAID', 'paid', 'REFUND_PENDING', 'REFUND_FAILED', undefined, null, ''])('the state %j', (state) => {
    expect(readWith({ paymentState: state }).type).toBe('paid');
  });

  it('an order that cost nothing, and was not charged', () => {
    expect(readWith({ paymentState: 'NOT_CHARGED', grandTotal: eur('0.00') }).type).toBe('paid');
  });
});

it('does not know what the goods cost if it cannot read the discount', () => {
  expect(paidWith({ discountTotal: eur('-5.00') })).toMatchObject({ amount: '49.90' });
  expect(paidWith({ discountTotal: eur('-5.00') }).subtotal).toBeUndefined();
  expect(paidWith({ discountTotal: null }).subtotal).toBeDefined();
});
