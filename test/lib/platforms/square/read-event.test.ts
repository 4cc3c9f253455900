import { describe, expect, it } from 'vitest';
import { squareWithoutGiftCards } from '../../../../lib/platforms/square/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';
import { eur, merchant, orderId, paymentId, readBody, readEvent, receivedAt } from './read-fixture.ts';

const alone = { order_id: undefined, customer_id: undefined };

describe('a payment', () => {
  it.each(['payment.updated', 'payment.created'])('of an order asks for the order: %s', (type) => {
    expect(readEvent('payment-updated', {}, { envelope: { type } })).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-01-31T12:00:08.730Z',
      changedAt: '2026-01-31T12:00:08.730Z',
      orderId,
    });
  });

  it('without a time is dated by its event, which says nothing of the change', () => {
    expect(readEvent('payment-updated', { updated_at: undefined })).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-01-31T12:00:09.512Z',
      orderId,
    });
  });

  it.each(['APPROVED', 'PENDING', 'CANCELED', 'FAILED', 'SOMETHING_NEW'])('that is %s isn’t a sale', (status) => {
    expect(readEvent('payment-updated', { status, ...alone, amount_money: 'odd', total_money: 'odd' })).toEqual({
      type: 'ignored',
      reason: 'not paid',
    });
  });

  it.each([
    ['names no order', {}],
    ['has a customer, too', { customer_id: 'CU1' }],
    ['is refunded', { refunded_money: eur(100), refund_ids: ['r-1'] }],
    ['says nothing else', { amount_money: undefined, total_money: undefined }],
  ])('is looked up itself if it %s: by then, Square may know its order', (_what, fields) => {
    expect(readEvent('payment-updated', { ...alone, ...fields })).toMatchObject({ type: 'lookup', orderId: paymentId });
  });

  it.each(['Sandbox', 'Production'])('is read alike whatever the header says, because nobody signed it: %s', (said) => {
    const headers = { 'square-environment': said };
    expect(readEvent('payment-updated', {}, { headers })).toEqual(readEvent('payment-updated'));
  });

  it('with no more than its state can be looked up', () => {
    const object = { payment: { id: 'p', status: 'COMPLETED' } };
    const least = { merchant_id: merchant, type: 'payment.updated', data: { object } };
    expect(readBody(least)).toEqual({ type: 'lookup', shop: 'acme', at: receivedAt, orderId: 'p' });
  });
});

describe('a refund', () => {
  it.each(['refund.updated', 'refund.created'])('asks for the payment, not for the return’s own order: %s', (type) => {
    expect(readEvent('refund-updated', {}, { envelope: { type } })).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-02-02T09:30:06.440Z',
      changedAt: '2026-02-02T09:30:06.440Z',
      orderId: paymentId,
    });
  });

  it.each(['PENDING', 'REJECTED', 'FAILED'])('that is %s doesn’t count', (status) => {
    expect(readEvent('refund-updated', { status })).toEqual({ type: 'ignored', reason: 'refund is not completed' });
  });

  it('of no payment is not about an order', () => {
    expect(readEvent('refund-updated', { payment_id: undefined, unlinked: true }).type).toBe('ignored');
  });
});

describe('a change of an order', () => {
  it('that completes it asks for it: one that costs nothing has no payment', () => {
    expect(readEvent('order-updated')).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-01-31T12:30:00.940Z',
      changedAt: '2026-01-31T12:30:00.940Z',
      orderId,
    });
  });

  it('that cancels it cancels it', () => {
    expect(readEvent('order-updated', { state: 'CANCELED' })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:30:00.940Z',
      changedAt: '2026-01-31T12:30:00.940Z',
      orderId,
    });
    expect(readEvent('order-updated', { state: 'CANCELED', updated_at: undefined })).not.toHaveProperty('changedAt');
  });

  it.each(['OPEN', 'DRAFT', undefined])('to %s says nothing', (state) => {
    expect(readEvent('order-updated', { state })).toEqual({ type: 'ignored', reason: 'not completed' });
  });
});

describe('an event', () => {
  const own = { settings: { platformShopId: merchant } };

  it('of another seller of the application is another site’s', () => {
    const others = { ...own, envelope: { merchant_id: 'ML000000OTHER' } };
    for (const name of ['payment-updated', 'refund-updated', 'order-updated'] as const)
      expect(readEvent(name, {}, others)).toEqual({ type: 'other-site', reason: 'another merchant_id' });
    expect(readEvent('payment-updated', {}, own).type).toBe('lookup');
  });

  it('that names no seller can’t be read', () => {
    expect(() => readEvent('payment-updated', {}, { ...own, envelope: { merchant_id: undefined } })).toThrow(
      'merchant_id',
    );
  });

  it.each(['customer.deleted', 'customer.created', 'order.created', 'payout.paid', 'invoice.paid'])(
    'of the type %s is ignored',
    (type) => {
      expect(readBody({ merchant_id: merchant, type, data: { id: 'x' } })).toEqual({
        type: 'ignored',
        reason: 'topic',
      });
    },
  );

  it.each([
    ['no type', { data: { object: {} } }],
    ['no payment', { type: 'payment.updated', data: { object: {} } }],
    ['no data', { type: 'payment.updated' }],
    [
      'an ID that leads elsewhere',
      { type: 'payment.updated', data: { object: { payment: { id: '../x', status: 'COMPLETED' } } } },
    ],
    [
      'an order’s ID that leads elsewhere',
      { type: 'payment.updated', data: { object: { payment: { id: 'x', status: 'COMPLETED', order_id: 'a/b' } } } },
    ],
    ['no amount', { payment: { id: 'x', status: 'COMPLETED' } }],
    ['a list', []],
  ])('with %s can’t be read', (_what, body) => {
    expect(() => readBody(body)).toThrow(/expected/);
  });
});

it('what people type is removed from what is kept, and the rest can be read as before', () => {
  const kept = squareWithoutGiftCards(fixture('square/refund-updated.json'));
  expect(kept.toString()).not.toContain('Returned goods');
  expect(readBody(kept.toString())).toEqual(readEvent('refund-updated'));
  const sale = fixture('square/sale.json');
  expect(squareWithoutGiftCards(sale).toString()).not.toContain('typed by the staff');
  expect(readBody(squareWithoutGiftCards(sale).toString())).toEqual(readBody(sale.toString()));
  const payment = fixture('square/payment-updated.json');
  expect(squareWithoutGiftCards(payment)).toBe(payment);
  expect(squareWithoutGiftCards(Buffer.from('GAN 7783320001001635'))).toHaveLength(0);
});
