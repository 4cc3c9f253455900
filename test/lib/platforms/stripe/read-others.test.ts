import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { paidWith, readWith, reasonOf } from './read-event.ts';

const intent = 'payment-intent-succeeded';
const invoice = 'invoice-paid';

describe('a payment intent', () => {
  it('is the same sale as its session, and includes the tip', () => {
    expect(paidWith(intent)).toEqual({
      orderId: 'pi_3ThankflowIntent00001',
      number: '2107',
      amount: '51.90',
      currency: 'EUR',
      paidAt: '2026-01-31T12:00:06.000Z',
      paymentType: 'card',
      // The name of whoever gets the goods isn't the customer's.
      customer: { id: 'cus_ThankflowNina01', email: 'nina.auer@example.org' },
      items: [],
      itemsOmitted: 0,
      tags: [],
      channel: 'payment_intent',
      test: false,
      refunds: [],
    });
  });

  it('may receive less than was reserved', () => {
    expect(paidWith(intent, { amount_received: 4000 }).amount).toBe('40.00');
    expect(paidWith(intent, { amount_received: undefined }).amount).toBe('51.90');
    expect(reasonOf(() => readWith(intent, { amount_received: undefined, amount: undefined }))).toMatch(/^amount: /);
  });

  it.each(['processing', 'requires_capture', 'canceled'])('with the status %s is not paid', (status) => {
    expect(readWith(intent, { status })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('has its charge in API versions before 2022-11-15', () => {
    const charge = {
      id: 'ch_1',
      created: 1_769_860_801,
      billing_details: { email: 'bill@example.org', name: 'Bill Ing' },
      payment_method_details: { type: 'klarna' },
      refunded: false,
      refunds: { object: 'list', data: [], has_more: false },
    };
    const old = { charges: { object: 'list', data: [charge] }, latest_charge: undefined, receipt_email: null };
    expect(readWith(intent, old, { api_version: '2020-08-27' })).toMatchObject({
      refundsComplete: true,
      order: {
        paidAt: '2026-01-31T12:00:01.000Z',
        paymentType: 'other',
        customer: { email: 'bill@example.org', firstName: 'Bill Ing' },
      },
    });
  });
});

describe('a paid invoice', () => {
  it('is a sale of its own for each period', () => {
    expect(paidWith(invoice)).toEqual({
      orderId: 'in_1ThankflowInvoice00001',
      number: 'NINA-0002',
      amount: '24.90',
      subtotal: '24.90',
      beforeTax: '20.75',
      currency: 'EUR',
      paidAt: '2026-01-31T12:00:08.000Z',
      paymentType: 'other',
      customer: { id: 'cus_ThankflowNina01', email: 'nina.auer@example.org', firstName: 'Nina Auer' },
      items: [
        {
          title: '1 × Coffee box (at €24.90 / month)',
          quantity: 1,
          price: '20.75',
          giftCard: false,
          productId: 'prod_ThankflowCoffee',
        },
      ],
      itemsOmitted: 0,
      tags: [],
      channel: 'subscription_cycle',
      test: false,
      refunds: [],
    });
  });

  it('is reported twice', () => {
    expect(readWith(invoice, {}, { type: 'invoice.payment_succeeded' })).toEqual(readWith(invoice));
  });

  it.each(['open', 'void', 'uncollectible', 'draft'])('with the status %s is not paid', (status) => {
    expect(readWith(invoice, { status })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('of an API version before 2018-11-08 says only whether it is paid', () => {
    expect(readWith(invoice, { status: undefined, paid: false })).toEqual({ type: 'ignored', reason: 'not paid' });
    expect(readWith(invoice, { status: undefined, paid: true }).type).toBe('paid');
  });

  it('is worth what was paid for it: credit was paid before', () => {
    expect(paidWith(invoice, { amount_paid: 1990 })).toMatchObject({ amount: '19.90' });
    expect(paidWith(invoice, { amount_paid: 1990 }).subtotal).toBeUndefined();
    expect(paidWith(invoice, { amount_paid: 0, total: 0, subtotal: 0 }).amount).toBe('0.00');
  });

  it('has discounts', () => {
    const discounted = { subtotal: 3000, total: 2490, total_discount_amounts: [{ amount: 500, discount: 'di_1' }] };
    expect(paidWith(invoice, discounted).subtotal).toBe('25.00');
  });

  it('has the first ten lines, and says how many there are', () => {
    const lines = {
      data: [{ description: 'Seeds', quantity: 3, price: { product: 'prod_old' } }],
      has_more: true,
      total_count: 12,
    };
    const order = paidWith(invoice, { lines });
    expect(order.items).toMatchObject([{ title: 'Seeds', quantity: 3, productId: 'prod_old' }]);
    expect(order.itemsOmitted).toBe(11);
  });

  it('gives back what was paid for the unused time of a plan: that is no item', () => {
    const unused = { description: 'Unused time on Coffee box', amount: -1245, quantity: 1 };
    const remaining = { description: 'Remaining time on Tea box', amount: 3735, quantity: 1 };
    expect(paidWith(invoice, { lines: { data: [unused, remaining] } }).items).toMatchObject([
      { title: 'Remaining time on Tea box' },
    ]);
  });

  it('without a time of payment was paid when it was reported', () => {
    expect(paidWith(invoice, { status_transitions: null }).paidAt).toBe('2026-01-31T12:00:10.000Z');
  });
});

describe('a sale that was fetched with its charge', () => {
  const refund = (id: string, amount: number, status = 'succeeded') => ({
    id,
    object: 'refund',
    amount,
    currency: 'eur',
    status,
  });
  const charged = (refunds: object[], more: object = {}) => ({
    id: 'pi_3ThankflowIntent00001',
    object: 'payment_intent',
    latest_charge: {
      id: 'ch_1',
      object: 'charge',
      created: 1_769_860_801,
      refunded: false,
      payment_method_details: { type: 'card' },
      refunds: { object: 'list', data: refunds, has_more: false },
      ...more,
    },
  });
  const session = 'checkout-session-completed';

  it('was paid when it was charged', () => {
    expect(PaidEvent.parse(readWith(session, { payment_intent: charged([]) }))).toMatchObject({
      refundsComplete: true,
      order: { paidAt: '2026-01-31T12:00:01.000Z', amount: '51.90', refunds: [] },
    });
  });

  it('has the refunds that have succeeded deducted', () => {
    const refunds = [
      refund('re_1', 1000),
      refund('re_2', 190),
      refund('re_3', 4000, 'failed'),
      refund('re_4', 1, 'pending'),
    ];
    const seen = { presentment_amount: 8200, presentment_currency: 'jpy' };
    expect(readWith(session, { payment_intent: charged(refunds), presentment_details: seen })).toMatchObject({
      refundsComplete: true,
      order: {
        amount: '40.00',
        subtotal: '33.10',
        presentmentCurrency: 'JPY',
        refunds: [
          { id: 're_1', amount: '10.00', currency: 'EUR' },
          { id: 're_2', amount: '1.90', currency: 'EUR' },
        ],
      },
    });
  });

  it('is refunded if nothing is left', () => {
    expect(readWith(session, { payment_intent: charged([refund('re_1', 5190)], { refunded: true }) })).toMatchObject({
      type: 'refunded',
      orderId: 'pi_3ThankflowIntent00001',
      refundsComplete: true,
      full: true,
      refunds: [{ id: 're_1', amount: '51.90' }],
    });
  });

  it('does not claim to list all refunds if there are more', () => {
    const more = charged([refund('re_1', 1)], { refunds: { data: [refund('re_1', 1)], has_more: true } });
    expect(readWith(session, { payment_intent: more })).not.toHaveProperty('refundsComplete');
    const many = charged(Array.from({ length: 51 }, (_, n) => refund(`re_${n}`, 1)));
    expect(readWith(session, { payment_intent: many })).not.toHaveProperty('refundsComplete');
  });

  it('is unreadable if a refund is: refunds are money', () => {
    const odd = charged([{ ...refund('re_1', 1), amount: 'some' }]);
    expect(reasonOf(() => readWith(session, { payment_intent: odd }))).toMatch(/^payment_intent: /);
  });

  it('may be an invoice with several payments', () => {
    const payment = (id: string, refunds: object[], more: object = {}) => ({
      payment: { type: 'payment_intent', payment_intent: { ...charged(refunds, more), id } },
    });
    const half = { data: [payment('pi_1', [refund('re_1', 1000)], { refunded: true }), payment('pi_2', [])] };
    expect(readWith(invoice, { payments: half })).toMatchObject({ type: 'paid', order: { amount: '14.90' } });
    const whole = { data: [payment('pi_1', [refund('re_1', 2490)], { refunded: true })] };
    expect(readWith(invoice, { payments: whole })).toMatchObject({ type: 'refunded', full: true });
  });
});
