import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { inState, orderId, readFetched, transaction } from './body.ts';

const at = '2026-01-31T12:00:04.518Z';
const total = 29.349999999999998;

describe('an order from the API', () => {
  const states = (...pairs: [number | undefined, string, string?][]) =>
    pairs.map(([amount, state, updatedAt], index) =>
      transaction(`t${index}`, amount, { ...inState(state), ...(updatedAt !== undefined && { updatedAt }) }),
    );
  const reading = (...pairs: [number | undefined, string, string?][]) =>
    readFetched({ transactions: states(...pairs) });

  it.each([
    ['paid', [[total, 'paid']]],
    [
      'paid at the second attempt',
      [
        [total, 'failed'],
        [total, 'paid'],
      ],
    ],
    [
      'paid in parts',
      [
        [14.67, 'paid'],
        [14.68, 'paid'],
      ],
    ],
    [
      'paid, and an older attempt is still open',
      [
        [total, 'open'],
        [total, 'paid'],
      ],
    ],
    ['paid, and edited afterwards', [[20, 'paid']]],
    [
      'paid in parts of unknown amounts',
      [
        [undefined, 'paid'],
        [undefined, 'paid'],
      ],
    ],
  ] satisfies [string, [number | undefined, string][]][])('is %s', (_what, pairs) => {
    const event = PaidEvent.parse(reading(...pairs));
    expect(event.order).toMatchObject({ amount: '29.35', paidAt: at, refunds: [] });
  });

  it('is paid when the last of its payments was', () => {
    const event = PaidEvent.parse(
      reading(
        [14.67, 'paid', '2026-02-01T10:00:00.000+00:00'],
        [14.68, 'paid', '2026-02-03T10:00:00.000+00:00'],
        [29.35, 'cancelled', '2026-02-04T10:00:00.000+00:00'],
      ),
    );
    expect(event).toMatchObject({
      changedAt: '2026-02-04T10:00:00.000Z',
      order: { paidAt: '2026-02-03T10:00:00.000Z' },
    });
  });

  it.each([
    ['open', [[total, 'open']]],
    ['authorized', [[total, 'authorized']]],
    ['paid in part', [[total, 'paid_partially']]],
    [
      'paid in one of two parts',
      [
        [14.67, 'paid'],
        [14.68, 'open'],
      ],
    ],
    ['cancelled at the checkout', [[total, 'cancelled']]],
    ['without a payment', []],
    ['in a state that we do not know', [[total, 'frozen']]],
  ] satisfies [string, [number, string][]][])('is not paid: %s', (_what, pairs) => {
    expect(reading(...pairs)).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it.each([
    [
      'refunded',
      [[total, 'refunded']],
      { type: 'refunded', full: true, refunds: [{ id: 't0', amount: '29.35', currency: 'EUR' }] },
    ],
    [
      'refunded in parts',
      [
        [14.67, 'refunded'],
        [14.68, 'refunded'],
      ],
      { type: 'refunded', full: true },
    ],
    ['taken back by the bank', [[total, 'chargeback']], { type: 'unpaid' }],
  ] satisfies [string, [number, string][], object][])('is %s', (_what, pairs, expected) => {
    expect(reading(...pairs)).toMatchObject({ orderId, changedAt: at, ...expected });
  });

  it('has one of two parts refunded', () => {
    expect(reading([14.67, 'paid'], [14.68, 'refunded'])).toMatchObject({
      type: 'paid',
      order: { amount: '14.67', refunds: [{ id: 't1', amount: '14.68', currency: 'EUR' }] },
    });
  });

  it('has nothing refunded if it was paid twice and one payment was given back', () => {
    expect(reading([total, 'paid'], [total, 'refunded'])).toMatchObject({
      type: 'paid',
      order: { amount: '29.35', refunds: [] },
    });
  });

  it('has a partial refund of an unknown amount, unless its capture says it', () => {
    expect(reading([total, 'refunded_partially'])).toMatchObject({
      type: 'paid',
      order: { amount: '29.35', refunds: [{ id: 't0' }] },
    });
    const refunds = [
      { id: 'r1', amount: { totalPrice: 4.35 }, ...inState('completed') },
      { id: 'r2', amount: { totalPrice: 5 }, ...inState('failed') },
      { id: 'r3', amount: { totalPrice: 6 }, ...inState('open') },
    ];
    const captured = transaction('t0', total, { ...inState('refunded_partially'), captures: [{ id: 'c1', refunds }] });
    expect(readFetched({ transactions: [captured] })).toMatchObject({
      order: { amount: '25.00', subtotal: '20.10', refunds: [{ id: 'r1', amount: '4.35', currency: 'EUR' }] },
    });
  });

  it('is cancelled if its own state says so', () => {
    const transactions = states([total, 'paid']);
    expect(readFetched({ ...inState('cancelled'), transactions })).toMatchObject({ type: 'cancelled', orderId });
  });

  it('cannot be read if a state is missing', () => {
    expect(() => readFetched({ transactions: [transaction('a', total)] })).toThrow(/stateMachineState/);
  });
});
