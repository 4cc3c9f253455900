import { expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { fetchedWith, paidWith } from './adobe-event.ts';

const item = (row_total: unknown, discount_amount: unknown, differs: object = {}) => ({
  name: 'Oak',
  qty_ordered: '2.0000',
  product_type: 'simple',
  row_total,
  discount_amount,
  ...differs,
});
const items = [item('40.0000', '4.0000'), item('10.0000', null)];
const plain = { subtotal: '50.0000', discount_amount: '-4.0000', items };

it.each([
  ['the lines say everything', {}, ['46.00', '36.00', '10.00']],
  ['a discount isn’t in the lines', { discount_amount: '-5.0000' }, ['45.00', undefined, undefined]],
  ['a discount is more than the goods', { discount_amount: '-60.0000' }, ['0.00', undefined, undefined]],
  ['a discount can’t be read', { discount_amount: 'x' }, [undefined, undefined, undefined]],
  ['a line’s discount isn’t subscribed', { items: [item('46.0000', undefined)] }, ['46.00', undefined]],
  ['a line’s price isn’t subscribed', { items: [item(undefined, '0.0000')] }, ['46.00', undefined]],
  [
    'the parts of a product cost nothing',
    { items: [item('46.0000', '0'), item('0.0000', '0', { parent_item_id: '61' })] },
    ['46.00', '46.00'],
  ],
  [
    'the discount of a bundle is in its parts',
    { items: [item('50.0000', '0'), item('50.0000', '4.0000', { parent_item_id: '61' })] },
    ['46.00', undefined],
  ],
  ['a part was refunded', { total_refunded: '12.5000' }, ['33.50', undefined, undefined]],
  ['the subtotal isn’t subscribed', { subtotal: undefined }, [undefined, undefined, undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, value, prices) => {
  expect(pricesOf(paidWith({ ...plain, ...value }))).toEqual(prices);
});

it('an order of the REST API leaves out discounts of nothing', () => {
  const whole = { subtotal: 50, discount_amount: undefined, items: [item(50, undefined)] };
  expect(pricesOf(PaidEvent.parse(fetchedWith(whole)).order)).toEqual(['50', '50']);
});

it('a card is in the payment, and a gift card in the order', () => {
  const visa = [{ issuer: 'visa', last4: '1111', amount: '49.90' }];
  const paymentsOf = (value: object) => goodsOf(paidWith({ ...value })).payments;
  expect(paymentsOf({ payment: { method: 'payflowpro', cc_type: 'VI', cc_last_4: '1111' } })).toEqual(visa);
  expect(paymentsOf({ payment: { method: 'payflowpro', cc_type: 'VI', cc_last4: '1111' } })).toEqual(visa);
  expect(paymentsOf({ payment: { method: 'payflowpro', cc_type: null, cc_last_4: '1111' } })).toBeUndefined();
  expect(
    paymentsOf({ payment: { method: 'payflowpro', cc_type: 'VI', cc_last_4: '0:3:encrypted1111' } }),
  ).toBeUndefined();
  expect(paymentsOf({ gift_cards_amount: '20.0000', customer_balance_amount: '5.0000' })).toEqual([
    { issuer: 'giftcard', amount: '20.00', giftCard: true },
  ]);
});
