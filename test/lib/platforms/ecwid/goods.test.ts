import { expect, it } from 'vitest';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { paidWith } from './read-fixture.ts';

const item = (priceWithoutTax: unknown, quantity: number) => ({ name: 'Oak', quantity, priceWithoutTax });
const items = [item(20, 2), item(10, 1)];
const plain = {
  subtotal: 60,
  subtotalWithoutTax: 50,
  pricesIncludeTax: true,
  couponDiscount: 0,
  discount: 0,
  customDiscount: [],
  items,
};

it.each([
  ['prices contain tax', {}, ['50', '40', '10']],
  ['a discount isn’t in the items', { discount: 2.5, couponDiscount: 5 }, ['42.5', undefined, undefined]],
  ['a discount can’t be read', { customDiscount: 'x' }, [undefined, undefined, undefined]],
  ['the goods without tax aren’t there', { subtotalWithoutTax: undefined }, [undefined, undefined, undefined]],
  [
    'they aren’t there, and prices contain no tax',
    { subtotal: 50, subtotalWithoutTax: null, pricesIncludeTax: false },
    ['50', '40', '10'],
  ],
  ['they can’t be read', { subtotalWithoutTax: 'x', pricesIncludeTax: false }, [undefined, undefined, undefined]],
  ['a price isn’t there', { items: [item(20, 2), item(undefined, 1)] }, ['50', undefined, undefined]],
  ['a part was refunded', { refundedAmount: 12.5 }, ['37.5', undefined, undefined]],
])('the goods before tax, and the items’ prices, if %s', (_what, fields, prices) => {
  expect(pricesOf(paidWith({ ...plain, ...fields }))).toEqual(prices);
});

it('a gift card is a payment if its amount is known', () => {
  expect(goodsOf(paidWith({ giftCardRedemption: 10.5 })).payments).toEqual([
    { issuer: 'giftcard', amount: '10.5', giftCard: true },
  ]);
  expect(goodsOf(paidWith({ giftCardRedemption: 0 })).payments).toBeUndefined();
  expect(goodsOf(paidWith({ giftCardRedemption: undefined })).payments).toBeUndefined();
});
