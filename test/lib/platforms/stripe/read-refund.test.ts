import { describe, expect, it } from 'vitest';
import { readWith, reasonOf } from './read-event.ts';

const refund = 'refund-created';
const charge = 'charge-refunded';
const at = '2026-02-01T12:00:00.000Z';
const pi = 'pi_3ThankflowIntent00001';

describe('a refund', () => {
  it('names the payment intent, which is the order', () => {
    expect(readWith(refund)).toEqual({
      type: 'refunded',
      shop: 'acme',
      at,
      changedAt: at,
      orderId: pi,
      refunds: [{ id: 're_3ThankflowRefund00001', amount: '10.00', currency: 'EUR' }],
      full: false,
    });
  });

  it.each(['refund.updated', 'charge.refund.updated'])('is the same refund in %s: it counts once', (type) => {
    expect(readWith(refund, {}, { type })).toEqual(readWith(refund));
  });

  it.each(['pending', 'requires_action'])('that is %s has not moved money yet', (status) => {
    expect(readWith(refund, { status })).toEqual({ type: 'ignored', reason: 'refund is pending' });
  });

  it.each(['failed', 'canceled'])('that has %s may have counted: Stripe is asked what is refunded now', (status) => {
    const lookup = { type: 'lookup', shop: 'acme', at, changedAt: at, orderId: pi };
    expect(readWith(refund, { status }, { type: 'refund.failed' })).toEqual(lookup);
    expect(readWith(refund, { status }, { type: 'refund.updated' })).toEqual(lookup);
  });

  it('may name an expanded payment intent, or none', () => {
    expect(readWith(refund, { payment_intent: { id: pi } })).toMatchObject({ orderId: pi });
    expect(readWith(refund, { payment_intent: null })).toEqual({
      type: 'ignored',
      reason: 'refund of no payment intent',
    });
  });

  it('of a shop that sells by invoices: only Stripe knows of which one', () => {
    expect(readWith(refund, {}, {}, { stripeSales: 'invoices' })).toMatchObject({ type: 'lookup', orderId: pi });
  });

  it('has the decimals of its currency', () => {
    expect(readWith(refund, { amount: 500, currency: 'jpy' })).toMatchObject({
      refunds: [{ amount: '500', currency: 'JPY' }],
    });
  });

  it('is strict about its amount and id', () => {
    expect(reasonOf(() => readWith(refund, { amount: null }))).toMatch(/^amount: /);
    expect(reasonOf(() => readWith(refund, { id: undefined }))).toMatch(/^id: /);
  });
});

describe('charge.refunded', () => {
  it('says that nothing is left, and not by which refunds', () => {
    expect(readWith(charge)).toEqual({
      type: 'refunded',
      shop: 'acme',
      at,
      changedAt: at,
      orderId: pi,
      refunds: [],
      full: true,
    });
  });

  it('of a part says nothing that refund.created does not', () => {
    expect(readWith(charge, { refunded: false, amount_refunded: 1000 })).toEqual({
      type: 'ignored',
      reason: 'refund.created says it',
    });
  });

  it('lists the refunds in API versions before 2022-11-15, with the ids of refund.created', () => {
    const data = [{ id: 're_3ThankflowRefund00001', amount: 1000, currency: 'eur', status: 'succeeded' }];
    const old = { refunded: false, refunds: { object: 'list', data, has_more: false } };
    expect(readWith(charge, old)).toMatchObject({
      full: false,
      refunds: [{ id: 're_3ThankflowRefund00001', amount: '10.00', currency: 'EUR' }],
    });
  });

  it('of a part that was captured lists what was not captured: nobody had paid that', () => {
    const refunds = [{ id: 're_rest', amount: 4000, currency: 'eur', status: 'succeeded' }];
    const captured = { amount: 10000, amount_captured: 6000, amount_refunded: 4000, refunded: false };
    expect(readWith(charge, { ...captured, refunds: { data: refunds, has_more: null } }).type).toBe('ignored');
    const full = {
      ...captured,
      refunded: true,
      refunds: { data: [{ ...refunds[0], id: 're_2', amount: 6000 }, ...refunds] },
    };
    expect(readWith(charge, full)).toMatchObject({ full: true, refunds: [{ id: 're_2', amount: '60.00' }] });
  });

  it('names the invoice in API versions before 2025-03-31: the order of a subscription', () => {
    expect(readWith(charge, { invoice: 'in_7' })).toMatchObject({ orderId: 'in_7', full: true });
    expect(readWith(charge, { invoice: 'in_7' }, {}, { stripeSales: 'invoices' })).toMatchObject({ orderId: 'in_7' });
    expect(readWith(charge, { invoice: 'in_7' }, {}, { stripeSales: 'payment-intents' })).toMatchObject({
      orderId: pi,
    });
  });

  it('without an invoice is none of a shop that sells by invoices', () => {
    expect(readWith(charge, {}, {}, { stripeSales: 'invoices' })).toEqual({
      type: 'ignored',
      reason: 'refund.created says it',
    });
  });

  it('of no payment intent belongs to no order', () => {
    expect(readWith(charge, { payment_intent: null }).type).toBe('ignored');
  });
});
