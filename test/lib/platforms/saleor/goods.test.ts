import { expect, it } from 'vitest';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { amount, orderOf } from './event.ts';

const line = (net?: number) => ({
  productName: 'Oak',
  quantity: 2,
  ...(net !== undefined && { totalPrice: { net: amount(net) } }),
});
const plain = { subtotal: { gross: amount(60), net: amount(50.25) }, lines: [line(40.1), line(10.15)] };

it.each([
  ['the query asks for both', {}, ['50.25', '40.1', '10.15']],
  [
    'it’s an older query',
    { subtotal: { gross: amount(60) }, lines: [line(), line()] },
    [undefined, undefined, undefined],
  ],
  ['the lines don’t add up to the subtotal', { lines: [line(40.1), line(10)] }, ['50.25', undefined, undefined]],
  ['a part was refunded', { totalCharged: amount(56.7), totalRefunded: amount(10) }, ['40.25', undefined, undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, differs, prices) => {
  expect(pricesOf(orderOf({ ...plain, ...differs }))).toEqual(prices);
});

it('cards and gift cards are in the transactions', () => {
  const by = (name: string, differs: object = {}) => ({ __typename: `${name}PaymentMethodDetails`, ...differs });
  const transactions = [
    {
      chargedAmount: amount(40),
      createdAt: '2026-01-31T12:00:03Z',
      paymentMethodDetails: by('Card', { brand: 'Mastercard', lastDigits: '4444' }),
    },
    { chargedAmount: amount(20), paymentMethodDetails: by('GiftCard', { lastChars: '1234' }) },
    { chargedAmount: amount(4), paymentMethodDetails: by('Card', { brand: null, lastDigits: null }) },
    { chargedAmount: amount(2.7), paymentMethodDetails: by('Other') },
    { paymentMethodDetails: by('Card', { brand: 'visa', lastDigits: '4242' }) },
  ];
  expect(goodsOf(orderOf({ transactions })).payments).toEqual([
    { issuer: 'mastercard', last4: '4444', amount: '40', authorizedAt: '2026-01-31T12:00:03.000Z' },
    { issuer: 'giftcard', amount: '20', giftCard: true },
  ]);
});
