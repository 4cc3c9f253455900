import { describe, expect, it } from 'vitest';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { paidWith } from './read-order.ts';

const line = (id: number, total: unknown, differs: object = {}) => ({
  id,
  name: 'Tree',
  quantity: 1,
  total,
  total_tax: '9.99',
  ...differs,
});

describe('the goods', () => {
  it('cost what the lines say: WooCommerce writes them without tax, whether its prices contain it or not', () => {
    expect(pricesOf(paidWith({ prices_include_tax: true, line_items: [line(1, '40.00'), line(2, '4.00')] }))).toEqual([
      '44.00',
      '40.00',
      '4.00',
    ]);
  });

  it('have refunds deducted, and then nobody knows what of which line', () => {
    const refunds = [{ id: 7, total: '-10.00' }];
    expect(pricesOf(paidWith({ line_items: [line(1, '40.00'), line(2, '4.00')], refunds }))).toEqual([
      '34.00',
      undefined,
      undefined,
    ]);
  });

  it.each([
    [[line(1, '40.00'), line(2, undefined)]],
    [[line(1, '40.00'), null]],
    [[line(1, '40.00'), line(2, 'free')]],
  ])('aren’t known if a line isn’t: %j', (line_items) => {
    expect(paidWith({ line_items })).toMatchObject({ items: { 0: { price: undefined } } });
    expect(paidWith({ line_items }).beforeTax).toBeUndefined();
  });

  it('are less by a line below zero, which has no price', () => {
    expect(pricesOf(paidWith({ line_items: [line(1, '40.00'), line(2, '-5.00')] }))).toEqual([
      '35.00',
      undefined,
      undefined,
    ]);
  });

  it.each([
    [{ bundled_by: 1 }, {}],
    [{ composite_parent: '1' }, {}],
    [{ mnm_child_of: 1 }, {}],
    [{}, { bundled_items: [2, 3] }],
  ])('of a bundle have the prices of its parts: %j', (part, box) => {
    const parts = [line(2, '6.00', part), line(3, '8.00', part)];
    expect(pricesOf(paidWith({ line_items: [line(1, '30.00', box), ...parts] }))).toEqual(['44.00', '44.00']);
  });

  it('of a bundle have no price if the parts don’t say whose they are', () => {
    const part = { meta_data: [{ id: 1, key: '_woosb_parent_id', value: 17 }] };
    expect(pricesOf(paidWith({ line_items: [line(1, '30.00'), line(2, '14.00', part)] }))).toEqual([
      '44.00',
      undefined,
    ]);
  });

  it('may cost nothing', () => {
    expect(pricesOf(paidWith({ line_items: [line(1, '0', { quantity: 0 })] }))).toEqual(['0', '0']);
  });
});

describe('the card that paid', () => {
  const meta = (values: Record<string, unknown>) =>
    Object.entries(values).map(([key, value], id) => ({ id, key, value }));
  const paymentsOf = (payment_method: string, values: Record<string, unknown>) =>
    goodsOf(paidWith({ payment_method, meta_data: meta(values) })).payments;
  const visa = [{ issuer: 'visa', last4: '4242', amount: '48.90', authorizedAt: '2026-01-31T12:00:05.000Z' }];

  it('is in what its gateway stores', () => {
    expect(paymentsOf('woocommerce_payments', { last4: '4242', _card_brand: 'visa' })).toEqual(visa);
    expect(
      paymentsOf('square_credit_card', {
        _wc_square_credit_card_account_four: '4242',
        _wc_square_credit_card_card_type: 'visa',
      }),
    ).toEqual(visa);
  });

  it('isn’t what another gateway stored before, and isn’t known without its brand', () => {
    expect(paymentsOf('stripe', { last4: '4242', _card_brand: 'visa' })).toBeUndefined();
    expect(
      paymentsOf('paypal', { _wc_square_credit_card_account_four: '4242', _wc_square_credit_card_card_type: 'visa' }),
    ).toBeUndefined();
    expect(paymentsOf('woocommerce_payments', { last4: '4242' })).toBeUndefined();
  });
});

it('each gift card with an amount is a payment, without its code', () => {
  const gift_cards = [
    { id: 3, code: '11112222', amount: '10.00' },
    { id: 4, code: 'B', amount: 'x' },
  ];
  expect(goodsOf(paidWith({ gift_cards })).payments).toEqual([{ issuer: 'giftcard', amount: '10.00', giftCard: true }]);
});
