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

  it('without an order is the sale itself', () => {
    expect(readEvent('payment-updated', alone)).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:08.730Z',
      changedAt: '2026-01-31T12:00:08.730Z',
      order: {
        orderId: paymentId,
        number: 'hT4n',
        amount: '49.90',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.340Z',
        paymentType: 'card',
        customer: { email: 'lotte@example.org' },
        items: [],
        itemsOmitted: 0,
        tags: [],
        channel: 'LH2YV4KQ0WJ8T',
        test: false,
        refunds: [],
      },
    });
  });

  it('with no more than an amount can be read', () => {
    const object = { payment: { id: 'p', status: 'COMPLETED', amount_money: eur(100) } };
    const least = { merchant_id: merchant, type: 'payment.updated', data: { object } };
    expect(readBody(least)).toMatchObject({
      type: 'paid',
      at: receivedAt,
      order: { orderId: 'p', amount: '1.00', paidAt: receivedAt, giftCardAmount: 'unknown', paymentType: 'other' },
    });
    expect(readBody({ ...least, created_at: '2026-02-06T21:27:34Z' })).toMatchObject({
      at: '2026-02-06T21:27:34.000Z',
      order: { paidAt: '2026-02-06T21:27:34.000Z' },
    });
    expect(readBody({ ...least, created_at: '2026-02-06T21:27:34Z' })).not.toHaveProperty('changedAt');
  });

  it.each([
    ['has a customer, whose name only Square knows', { order_id: undefined }],
    ['is refunded, and only Square knows how', { ...alone, refunded_money: eur(100) }],
    ['has refunds', { ...alone, refund_ids: ['r-1'] }],
  ])('without an order asks for the payment if it %s', (_what, fields) => {
    expect(readEvent('payment-updated', fields)).toMatchObject({ type: 'lookup', orderId: paymentId });
  });

  it('that nobody refunded may say so', () => {
    expect(readEvent('payment-updated', { ...alone, refunded_money: eur(0), refund_ids: [] }).type).toBe('paid');
  });
});

describe('a test', () => {
  const isTest = (fields: object, headers = {}) => {
    const reading = readEvent('payment-updated', { ...alone, ...fields }, { headers });
    return reading.type === 'paid' ? reading.order.test : reading;
  };

  it.each([
    ['the header', {}, { 'square-environment': 'Sandbox' }],
    ['the application', { application_details: { application_id: 'sandbox-sq0idb-x' } }, {}],
    ['the receipt', { receipt_url: 'https://squareupsandbox.com/receipt/preview/x' }, {}],
  ])('is one by %s', (_what, fields, headers) => {
    expect(isTest(fields, headers)).toBe(true);
    // The header isn't signed, so it can't make a test a real order.
    expect(
      isTest({ application_details: { application_id: 'sandbox-sq0idb-x' } }, { 'square-environment': 'Production' }),
    ).toBe(true);
  });

  it('is no other payment', () => {
    expect(isTest({}, { 'square-environment': 'Production' })).toBe(false);
    expect(isTest({ receipt_url: 'https://squareup.com/r?https://squareupsandbox.com/' })).toBe(false);
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
    ['no amount', { type: 'payment.updated', data: { object: { payment: { id: 'x', status: 'COMPLETED' } } } }],
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
