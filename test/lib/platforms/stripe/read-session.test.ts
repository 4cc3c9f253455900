import { describe, expect, it } from 'vitest';
import { paidWith, readBody, readWith } from './read-event.ts';
import { fixture } from '../../../support/webhook.ts';

const session = 'checkout-session-completed';

describe('a Checkout session', () => {
  it('is read whole', () => {
    expect(readBody(fixture(`stripe/${session}.json`))).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:07.000Z',
      changedAt: '2026-01-31T12:00:07.000Z',
      order: {
        orderId: 'pi_3ThankflowIntent00001',
        number: '2107',
        amount: '51.90',
        subtotal: '45.00',
        beforeTax: '45.00',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:07.000Z',
        paymentType: 'card',
        customer: { id: 'cus_ThankflowNina01', email: 'nina.auer@example.org', firstName: 'Nina Auer', locale: 'de' },
        items: [],
        itemsOmitted: 0,
        tags: [],
        channel: 'checkout',
        test: false,
        refunds: [],
      },
    });
  });

  it.each([
    ['unpaid', 'checkout.session.completed'],
    ['unpaid', 'checkout.session.async_payment_succeeded'],
    ['something new', 'checkout.session.completed'],
  ])('with the payment status %s is not paid (%s)', (payment_status, type) => {
    expect(readWith(session, { payment_status }, { type })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('is paid when its delayed payment succeeds', () => {
    const paid = { type: 'checkout.session.async_payment_succeeded', created: 1_770_120_000 };
    expect(paidWith(session, {}, paid)).toMatchObject({
      orderId: 'pi_3ThankflowIntent00001',
      paidAt: '2026-02-03T12:00:00.000Z',
    });
  });

  it('of mode setup sells nothing', () => {
    const setup = {
      mode: 'setup',
      payment_status: 'no_payment_required',
      amount_total: null,
      currency: null,
      payment_intent: null,
    };
    expect(readWith(session, setup)).toEqual({ type: 'ignored', reason: 'nothing was sold' });
    expect(readWith(session, { ...setup, mode: undefined }).type).toBe('ignored');
  });

  it.each([
    'checkout.session.expired',
    'checkout.session.async_payment_failed',
    'charge.dispute.created',
    'customer.deleted',
  ])('ignores %s', (type) => {
    expect(readWith(session, {}, { type })).toEqual({ type: 'ignored', reason: 'type' });
  });
});

describe('its identity', () => {
  it('is the payment intent, also if that was expanded', () => {
    expect(paidWith(session, { payment_intent: { id: 'pi_9', object: 'payment_intent' } }).orderId).toBe('pi_9');
  });

  it('is the invoice for the first period of a subscription, also if that was expanded', () => {
    const subscribed = { mode: 'subscription', payment_intent: null };
    expect(paidWith(session, { ...subscribed, invoice: 'in_7' }).orderId).toBe('in_7');
    expect(paidWith(session, { ...subscribed, invoice: { id: 'in_7', object: 'invoice' } }).orderId).toBe('in_7');
  });

  it('is the payment intent of a sale that also gets an invoice, because its refunds name that', () => {
    expect(paidWith(session, { invoice: 'in_7' }).orderId).toBe('pi_3ThankflowIntent00001');
  });

  it.each(['paid', 'no_payment_required'])('is the session of a free order (%s)', (payment_status) => {
    const free = { amount_total: 0, amount_subtotal: 0, payment_intent: null, payment_status };
    expect(paidWith(session, free)).toMatchObject({
      orderId: 'cs_live_a1ThankflowSession0001',
      amount: '0.00',
      // No card paid it.
      paymentType: 'other',
    });
  });

  it('is none of an order that will only be paid later', () => {
    expect(readWith(session, { payment_status: 'no_payment_required' })).toEqual({
      type: 'ignored',
      reason: 'not paid',
    });
  });
});

describe('its customer', () => {
  it('may be a guest without an address and a name', () => {
    expect(paidWith(session, { customer: null, customer_details: null, locale: null }).customer).toEqual({});
  });

  it.each([
    ['one name', { name: 'Madonna' }, 'Madonna'],
    ['names that nobody can split for certain', { name: 'Nguyễn Văn An' }, 'Nguyễn Văn An'],
    [
      'a person of a business',
      { name: 'Oak Ltd', individual_name: 'Ada Lovelace', business_name: 'Oak Ltd' },
      'Ada Lovelace',
    ],
    ['a business alone', { name: null, business_name: 'Oak Ltd' }, 'Oak Ltd'],
    ['nothing readable', { name: 17 }, undefined],
  ])('with %s keeps the whole name as the first one', (_what, details, firstName) => {
    const { customer } = paidWith(session, { customer_details: { email: 'a@example.org', ...details } });
    expect(customer).toMatchObject({ email: 'a@example.org' });
    expect([customer.firstName, customer.lastName]).toEqual([firstName, undefined]);
  });

  it('may be expanded, or only have the address with which the session was made', () => {
    const customer = { id: 'cus_5', object: 'customer', name: 'Expanded Name', email: 'expanded@example.org' };
    expect(paidWith(session, { customer, customer_details: null }).customer).toMatchObject({
      id: 'cus_5',
      firstName: 'Expanded Name',
      email: 'expanded@example.org',
    });
    const prefilled = { customer: null, customer_details: {}, customer_email: 'pre@example.org' };
    expect(paidWith(session, prefilled).customer.email).toBe('pre@example.org');
  });

  it.each([
    ['auto', undefined],
    ['pt-BR', 'pt-BR'],
    [null, undefined],
  ])('speaks %s', (locale, spoken) => {
    expect(paidWith(session, { locale }).customer.locale).toBe(spoken);
  });

  it('gets a number from the shop', () => {
    expect(paidWith(session, { client_reference_id: null, metadata: { order_number: 'A-17' } }).number).toBe('A-17');
    expect(paidWith(session, { client_reference_id: null }).number).toBeUndefined();
  });

  it('came by a payment link', () => {
    expect(paidWith(session, { payment_link: 'plink_1' }).channel).toBe('payment_link');
  });
});

it('counts the items that Stripe sends only if it is asked to', () => {
  const data = [
    { description: 'Oak desk', quantity: 2, price: { id: 'price_1', product: 'prod_1' } },
    { description: null, quantity: null, price: null },
  ];
  expect(paidWith(session, { line_items: { object: 'list', data, has_more: true, total_count: 12 } })).toMatchObject({
    items: [
      { title: 'Oak desk', quantity: 2, productId: 'prod_1', giftCard: false },
      { title: '', quantity: 1 },
    ],
    itemsOmitted: 10,
  });
});
