import { describe, expect, it } from 'vitest';
import { inState, orderId, paidEvent, read, transaction } from './body.ts';

const refundedEvent = 'state_enter.order_transaction.state.refunded';
const partlyEvent = 'state_enter.order_transaction.state.refunded_partially';
const chargebackEvent = 'state_enter.order_transaction.state.chargeback';
const cancelledEvent = 'state_enter.order.state.cancelled';

const at = '2026-01-31T12:00:04.518Z';
const total = 29.349999999999998;
const failed = transaction('a1', total);
const whole = transaction('a2', total);
const half = transaction('a3', 14.67);
const otherHalf = transaction('a4', 14.68);
const lookup = { type: 'lookup', shop: 'acme', at, changedAt: at, orderId };

describe('an event of an order with one payment', () => {
  it.each([
    [
      refundedEvent,
      {
        type: 'refunded',
        refunds: [{ id: '0192f1a4b5c673d8a0e1f2a3b4c5d6aa', amount: '29.35', currency: 'EUR' }],
        full: true,
      },
    ],
    [partlyEvent, { type: 'refunded', refunds: [{ id: '0192f1a4b5c673d8a0e1f2a3b4c5d6aa' }], full: false }],
    [chargebackEvent, { type: 'unpaid' }],
    [cancelledEvent, { type: 'cancelled' }],
  ])('means what it says: %s', (event, reading) => {
    expect(read(event)).toEqual({ shop: 'acme', at, changedAt: at, orderId, ...reading });
  });

  it('does not reopen a cancelled order by paying it', () => {
    expect(read(paidEvent, inState('cancelled'))).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at,
      changedAt: at,
      orderId,
    });
    expect(read(paidEvent, inState('in_progress')).type).toBe('paid');
  });

  it('is about the whole order, even if its amount was changed before it was paid', () => {
    expect(read(paidEvent, { transactions: [half] }).type).toBe('paid');
    expect(read(paidEvent, { transactions: [] }).type).toBe('paid');
  });

  it('has a refund with an id, whatever the body lacks', () => {
    expect(read(partlyEvent, { transactions: null })).toMatchObject({
      refunds: [{ id: '0192f1a4b5c673d8a0e1f2a3b4c5dfff' }],
    });
    expect(read(partlyEvent, { transactions: null }, { source: {} })).toMatchObject({ refunds: [{ id: orderId }] });
  });

  it('does not need what only a paid order needs', () => {
    const bare = { amountTotal: null, currency: null };
    for (const event of [refundedEvent, partlyEvent, chargebackEvent, cancelledEvent])
      expect(read(event, bare)).toMatchObject({ orderId });
  });
});

describe('an event of an order with several payments', () => {
  it('has paid the order if each of them is about all of it', () => {
    expect(read(paidEvent, { transactions: [failed, whole] })).toMatchObject({
      type: 'paid',
      order: { amount: '29.35', refunds: [] },
    });
  });

  it.each([
    ['a part is paid', paidEvent, [half, otherHalf]],
    ['a part or all is paid', paidEvent, [whole, half]],
    ['an amount is unknown', paidEvent, [whole, transaction('a5', undefined)]],
    ['one of two is refunded', refundedEvent, [failed, whole]],
    ['one of two is refunded partially', partlyEvent, [failed, whole]],
    ['one of two was taken back by the bank', chargebackEvent, [failed, whole]],
  ])('needs the order to be fetched if %s', (_what, event, transactions) => {
    expect(read(event, { transactions })).toEqual(lookup);
  });

  it('is decided by their states, if the webhook contains all of them', () => {
    const withState = (one: Record<string, unknown>, state: string) => ({ ...one, ...inState(state) });
    const transactions = [withState(half, 'paid'), withState(otherHalf, 'open')];
    expect(read(paidEvent, { transactions })).toEqual({ type: 'ignored', reason: 'not paid' });
    expect(read(paidEvent, { transactions: [withState(half, 'paid'), withState(otherHalf, 'paid')] }).type).toBe(
      'paid',
    );
    expect(read(paidEvent, { transactions: [withState(half, 'paid'), otherHalf] })).toEqual(lookup);
  });

  it('cancels the order, whatever its payments are', () => {
    expect(read(cancelledEvent, { transactions: [half, otherHalf] }).type).toBe('cancelled');
  });
});

describe('when the order was as the body says', () => {
  it.each([
    ['of the order', '2026-02-02T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
    ['of a payment', '2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
    ['with an offset', '2026-02-02T01:30:00.000+02:00', '2026-02-01T00:00:00.000Z', '2026-02-01T23:30:00.000Z'],
  ])('is the latest change %s, and not when Shopware sends it', (_what, updatedAt, changed, expected) => {
    const transactions = [transaction('a1', total), transaction('a2', total, { updatedAt: changed })];
    expect(read(cancelledEvent, { updatedAt, transactions }, { timestamp: 1780000000 })).toMatchObject({
      at: expected,
      changedAt: expected,
    });
  });

  it('is unknown without any', () => {
    const reading = read(cancelledEvent, { createdAt: null, transactions: null });
    expect(reading).toEqual({ type: 'cancelled', shop: 'acme', at: '2026-01-31T12:00:05.000Z', orderId });
  });
});
