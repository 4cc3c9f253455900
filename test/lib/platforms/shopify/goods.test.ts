import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { readBody } from './read-fixture.ts';

const orderOf = (differs: object) => PaidEvent.parse(readBody('orders/paid', { ...differs })).order;
const tax = (...amounts: string[]) => amounts.map((price) => ({ title: 'VAT', price, rate: 0.2 }));
const off = (...amounts: string[]) => amounts.map((amount) => ({ amount, discount_application_index: 0 }));
const line = (price: string, quantity: number, differs: object = {}) => ({
  title: 'Tree',
  price,
  quantity,
  current_quantity: quantity,
  tax_lines: [],
  discount_allocations: [],
  ...differs,
});
const set = (amount: string) => ({
  shop_money: { amount, currency_code: 'EUR' },
  presentment_money: { amount, currency_code: 'EUR' },
});
const shipping = (...amounts: string[]) => [{ price: '4.90', tax_lines: tax(...amounts) }];

describe('prices without tax', () => {
  const net = { taxes_included: false, current_subtotal_price: '45.00' };

  it('have discounts deducted, those of the whole order too', () => {
    // 2 × 20 − 4 and 10 − 1; the tax is added to both.
    const line_items = [
      line('20.00', 2, { discount_allocations: off('3.00', '1.00') }),
      line('10.00', 1, { discount_allocations: off('1.00') }),
    ];
    expect(pricesOf(orderOf({ ...net, line_items }))).toEqual(['45.00', '36.00', '9.00']);
  });

  it('are left out if they don’t say all discounts', () => {
    expect(pricesOf(orderOf({ ...net, line_items: [line('20.00', 2), line('10.00', 1)] }))).toEqual([
      '45.00',
      undefined,
      undefined,
    ]);
    const line_items = [line('45.00', 1, { discount_allocations: undefined })];
    expect(pricesOf(orderOf({ ...net, line_items }))).toEqual(['45.00', undefined]);
  });

  it('are none below zero: a discount is larger than its line', () => {
    const line_items = [line('50.00', 1), line('5.00', 1, { discount_allocations: off('10.00') })];
    expect(pricesOf(orderOf({ ...net, line_items }))).toEqual(['45.00', undefined, undefined]);
  });

  it('are those of what is left', () => {
    const refunded = { ...net, current_subtotal_price: '20.00' };
    const left = line('20.00', 2, { current_quantity: 1 });
    expect(pricesOf(orderOf({ ...refunded, line_items: [left] }))).toEqual(['20.00', undefined]);
    const stated = { ...left, current_subtotal_price_set: set('20.00') };
    expect(pricesOf(orderOf({ ...refunded, line_items: [stated, line('9.00', 1, { current_quantity: 0 })] }))).toEqual([
      '20.00',
      '20.00',
    ]);
  });

  it('have no tip among them', () => {
    const line_items = [line('45.00', 1), line('5.00', 1, { tip: {} })];
    expect(pricesOf(orderOf({ ...net, line_items }))).toEqual(['45.00', '45.00']);
  });

  it('may be yen or dinars', () => {
    const yen = { ...net, currency: 'JPY', current_subtotal_price: '3000', line_items: [line('1500', 2)] };
    expect(pricesOf(orderOf(yen))).toEqual(['3000', '3000']);
    const dinars = { ...net, currency: 'KWD', current_subtotal_price: '2.935', line_items: [line('2.935', 1)] };
    expect(pricesOf(orderOf(dinars))).toEqual(['2.935', '2.935']);
  });
});

describe('prices with tax', () => {
  const gross = {
    taxes_included: true,
    current_subtotal_price: '48.00',
    current_total_tax: '8.82',
    shipping_lines: shipping('0.82'),
  };

  it('are without it: 36.00 less 6.00, and 12.00 less 2.00', () => {
    const line_items = [
      line('20.00', 2, { tax_lines: tax('4.00', '2.00'), discount_allocations: off('4.00') }),
      line('12.00', 1, { tax_lines: tax('2.00') }),
    ];
    expect(pricesOf(orderOf({ ...gross, line_items }))).toEqual(['40.00', '30.00', '10.00']);
  });

  it.each([
    ['the lines say no taxes', { line_items: [line('48.00', 1)] }],
    [
      'the shipping doesn’t say its taxes',
      { line_items: [line('48.00', 1, { tax_lines: tax('8.00') })], shipping_lines: undefined },
    ],
    ['a part of a line is left', { line_items: [line('24.00', 3, { current_quantity: 2, tax_lines: tax('12.00') })] }],
  ])('have all taxes of the order deducted if %s', (_why, differs) => {
    expect(pricesOf(orderOf({ ...gross, ...differs }))).toEqual(['39.18', undefined]);
  });

  it('may be without any tax', () => {
    const exempt = { ...gross, current_total_tax: '0.00', shipping_lines: shipping(), line_items: [line('24.00', 2)] };
    expect(pricesOf(orderOf(exempt))).toEqual(['48.00', '48.00']);
  });

  it('aren’t known without the order’s taxes', () => {
    const untaxed = { ...gross, current_total_tax: undefined, total_tax: undefined, line_items: [line('48.00', 1)] };
    expect(pricesOf(orderOf(untaxed))).toEqual([undefined, undefined]);
  });
});

it('nothing is known if the order doesn’t say whether its prices contain tax', () => {
  expect(pricesOf(orderOf({ taxes_included: undefined, line_items: [line('54.00', 1)] }))).toEqual([
    undefined,
    undefined,
  ]);
});

it('a gift card is a payment if it paid everything: webhooks don’t say more', () => {
  const paidBy = (...gateways: string[]) => goodsOf(orderOf({ payment_gateway_names: gateways })).payments;
  expect(paidBy('gift_card')).toEqual([{ issuer: 'giftcard', amount: '58.90', giftCard: true }]);
  expect(paidBy('gift_card', 'shopify_payments')).toBeUndefined();
  expect(paidBy('shopify_payments')).toBeUndefined();
});
