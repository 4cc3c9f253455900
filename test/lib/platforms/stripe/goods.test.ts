import { describe, expect, it } from 'vitest';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { paidWith } from './read-event.ts';

const session = (differs: object) => paidWith('checkout-session-completed', { ...differs });
const invoice = (differs: object) => paidWith('invoice-paid', { ...differs });
const details = (amount_tax: unknown, amount_shipping: unknown = 0) => ({
  amount_discount: 0,
  amount_tax,
  amount_shipping,
});

describe('a session’s goods before tax', () => {
  it.each([
    // 60.00 + 4.90 + 12.98 of tax, of which 0.98 is for the shipping.
    [
      'the tax was added',
      {
        amount_total: 7788,
        amount_subtotal: 6000,
        total_details: details(1298, 490),
        shipping_cost: { amount_subtotal: 490, amount_tax: 98, amount_total: 588 },
      },
      '60.00',
    ],
    // 60.00 with 10.00 of tax, and 6.00 with 1.00.
    [
      'it’s in the prices',
      {
        amount_total: 6600,
        amount_subtotal: 6000,
        total_details: details(1100, 600),
        shipping_cost: { amount_subtotal: 600, amount_tax: 100, amount_total: 600 },
      },
      '50.00',
    ],
    [
      'only the amount of the shipping is there',
      { amount_total: 6600, total_details: details(1100, 600), shipping_cost: undefined },
      '49.00',
    ],
    ['there is no shipping', { amount_total: 6000, total_details: details(1000, null), shipping_cost: null }, '50.00'],
    ['there is no tax', { amount_total: 6000, total_details: details(0), shipping_cost: null }, '60.00'],
    ['nobody says the tax', { amount_total: 6000, total_details: null, shipping_cost: null }, undefined],
    ['the tax is odd', { amount_total: 6000, total_details: details('1,00'), shipping_cost: null }, undefined],
    ['it’s in yen', { currency: 'jpy', amount_total: 3300, total_details: details(300), shipping_cost: null }, '3000'],
    [
      'it’s in dinars',
      { currency: 'kwd', amount_total: 3300, total_details: details(365), shipping_cost: null },
      '2.935',
    ],
  ])('if %s', (_what, differs, beforeTax) => {
    expect(session(differs).beforeTax).toBe(beforeTax);
  });

  it('are those of its lines, if they were expanded', () => {
    const line = (amount_total: number, amount_tax: number) => ({
      description: 'Oak',
      quantity: 2,
      amount_total,
      amount_tax,
    });
    const whole = { amount_total: 6000, total_details: details(1000), shipping_cost: null };
    expect(pricesOf(session({ ...whole, line_items: { data: [line(4800, 800), line(1200, 200)] } }))).toEqual([
      '50.00',
      '40.00',
      '10.00',
    ]);
    expect(pricesOf(session({ ...whole, line_items: { data: [line(4800, 800)] } }))).toEqual(['50.00', undefined]);
  });
});

describe('an invoice’s goods before tax', () => {
  const line = (amount: number, differs: object = {}) => ({
    description: 'Tea',
    quantity: 1,
    amount,
    discount_amounts: [],
    taxes: [],
    ...differs,
  });
  const taxes = (amount: number, tax_behavior: string) => ({ taxes: [{ amount, tax_behavior }] });
  const tax_amounts = (amount: number, inclusive: boolean) => ({
    taxes: undefined,
    tax_amounts: [{ amount, inclusive }],
  });
  const whole = { total: 2400, amount_paid: 2400, total_excluding_tax: 2000 };

  it.each([
    ['a tax in its price', line(2400, taxes(400, 'inclusive')), '20.00'],
    ['a tax that was added', line(2000, taxes(400, 'exclusive')), '20.00'],
    ['a tax of older API versions in its price', line(2400, tax_amounts(400, true)), '20.00'],
    ['a discount', line(2500, { ...taxes(400, 'exclusive'), discount_amounts: [{ amount: 500 }] }), '20.00'],
    ['taxes that aren’t there', line(2000, { taxes: undefined }), undefined],
    ['a tax that nobody knows where it is', line(2000, { taxes: [{ amount: 400 }] }), undefined],
  ])('and the price of a line with %s', (_what, one, price) => {
    expect(pricesOf(invoice({ ...whole, lines: { data: [one] } }))).toEqual(['20.00', price]);
  });

  it('are without the shipping, and aren’t known if a balance paid a part', () => {
    const shipping_cost = { amount_subtotal: 500, amount_tax: 100, amount_total: 600 };
    expect(invoice({ ...whole, shipping_cost }).beforeTax).toBe('15.00');
    expect(invoice({ ...whole, amount_paid: 1000 }).beforeTax).toBeUndefined();
    expect(invoice({ ...whole, total_excluding_tax: null }).beforeTax).toBeUndefined();
  });
});

it('a payment intent never says what was sold', () => {
  expect(paidWith('payment-intent-succeeded')).toMatchObject({ items: [] });
  expect(pricesOf(paidWith('payment-intent-succeeded'))).toEqual([undefined]);
});

it('refunds are deducted from the goods, and not from what the card paid', () => {
  const refunds = { data: [{ id: 're_1', amount: 1000, currency: 'eur', status: 'succeeded' }], has_more: false };
  const charge = {
    created: 1769860800,
    amount: 5190,
    amount_captured: 5190,
    currency: 'eur',
    refunded: false,
    refunds,
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
  };
  const order = session({ payment_intent: { id: 'pi_1', latest_charge: charge } });
  expect(goodsOf(order)).toEqual({
    beforeTax: '35.00',
    prices: [],
    payments: [{ issuer: 'visa', last4: '4242', amount: '51.90', authorizedAt: '2026-01-31T12:00:00.000Z' }],
  });
  const other = { ...charge, currency: 'usd' };
  expect(goodsOf(session({ payment_intent: { id: 'pi_1', latest_charge: other } })).payments).toBeUndefined();
  const present = {
    ...charge,
    payment_method_details: { type: 'card_present', card_present: { brand: 'amex', last4: '0005' } },
  };
  expect(goodsOf(session({ payment_intent: { id: 'pi_1', latest_charge: present } })).payments).toMatchObject([
    { issuer: 'amex' },
  ]);
});
