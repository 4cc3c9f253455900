import { expect, it } from 'vitest';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { paidWith, refundWith } from './read-fixture.ts';

const line = (id: number, total_ex_tax: unknown, ...discounts: unknown[]) => ({
  id,
  name: 'Oak',
  quantity: 2,
  total_ex_tax,
  applied_discounts: discounts.map((amount) => ({ amount })),
});
const consignments = (...line_items: object[]) => ({ consignments: { shipping: [{ line_items }] } });
const plain = {
  subtotal_ex_tax: '48.0000',
  discount_amount: '0.0000',
  coupon_discount: '0.0000',
  ...consignments(line(1, '32.0000'), line(2, '16.0000')),
};

it.each([
  ['nothing is discounted', {}, ['48.0000', '32.0000', '16.0000']],
  [
    'a coupon is in the lines',
    { coupon_discount: '3.0000', ...consignments(line(1, '32.0000', '2.0000'), line(2, '16.0000', '1.0000')) },
    ['45.0000', '30.0000', '15.0000'],
  ],
  ['a discount isn’t in the lines', { discount_amount: '3.0000' }, ['45.0000', undefined, undefined]],
  ['a discount is more than the goods', { discount_amount: '60.0000' }, ['0.0000', undefined, undefined]],
  ['a discount can’t be read', { coupon_discount: 'x' }, [undefined, undefined, undefined]],
  [
    'a line says no discounts',
    consignments({ ...line(1, '48.0000'), applied_discounts: undefined }),
    ['48.0000', undefined],
  ],
  [
    'a part of a bundle costs nothing',
    consignments(line(1, '48.0000'), { ...line(2, '0.0000'), parent_order_product_id: 1 }),
    ['48.0000', '48.0000'],
  ],
  [
    'a part of a bundle costs something',
    consignments(line(1, '32.0000'), { ...line(2, '16.0000'), parent_order_product_id: 1 }),
    ['48.0000', undefined],
  ],
  ['the goods without tax aren’t there', { subtotal_ex_tax: null }, [undefined, undefined, undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, fields, prices) => {
  expect(pricesOf(paidWith({ ...plain, ...fields }))).toEqual(prices);
});

it('refunds are deducted', () => {
  expect(pricesOf(paidWith(plain, [refundWith()]))).toEqual(['28.0000', undefined, undefined]);
});

it('gift certificates are payments, and store credit isn’t', () => {
  const certificate = [{ issuer: 'giftcard', amount: '10.0000', giftCard: true }];
  expect(goodsOf(paidWith({ gift_certificate_amount: '10.0000', store_credit_amount: '5.0000' })).payments).toEqual(
    certificate,
  );
  expect(goodsOf(paidWith({ store_credit_amount: '5.0000' })).payments).toBeUndefined();
  expect(goodsOf(paidWith({ gift_certificate_amount: undefined })).payments).toBeUndefined();
});
