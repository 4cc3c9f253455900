import { expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { pricesOf } from '../goods-of.ts';
import { inState, read, readFetched, transaction } from './body.ts';

const taxes = (...amounts: number[]) => ({ calculatedTaxes: amounts.map((tax) => ({ tax, taxRate: 19 })) });
const line = (id: string, totalPrice: number, differs: object = {}) => ({
  id,
  type: 'product',
  label: 'Tree',
  quantity: 1,
  totalPrice,
  ...differs,
});
const lineItems = [line('a', 23.8, { price: taxes(3.8) }), line('b', 11.9, { price: taxes(1.9) })];
const gross = {
  taxStatus: 'gross',
  amountTotal: 40.6,
  amountNet: 34.12,
  positionPrice: 35.7,
  shippingTotal: 4.9,
  shippingCosts: taxes(0.78),
  lineItems,
};
const net = {
  taxStatus: 'net',
  amountTotal: 46.41,
  amountNet: 39,
  positionPrice: 34.1,
  shippingTotal: 4.9,
  shippingCosts: taxes(0.93),
};

// 34.12 − (4.90 − 0.78) = 30.00; 23.80 − 3.80 and 11.90 − 1.90.
it.each([
  ['prices are with tax', gross, ['30.00', '20.0', '10.0']],
  ['the shipping’s tax isn’t known', { ...gross, shippingCosts: null }, ['29.22', undefined, undefined]],
  [
    'the lines’ taxes aren’t known, as in webhooks',
    { ...gross, lineItems: [line('a', 23.8), line('b', 11.9)] },
    ['30.00', undefined, undefined],
  ],
  ['prices are without tax', { ...net, lineItems: [line('a', 20), line('b', 14.1)] }, ['34.1', '20', '14.1']],
  ['there is no tax', { ...net, taxStatus: 'tax-free', lineItems: [line('a', 34.1)] }, ['34.1', '34.1']],
  [
    'the order has a promotion',
    { ...net, amountNet: 34, lineItems: [line('a', 34.1), line('p', -5, { type: 'promotion' })] },
    ['29.1', undefined],
  ],
  [
    'a container has the price of its parts',
    { ...net, lineItems: [line('a', 34.1, { type: 'container' }), line('b', 34.1, { parentId: 'a' })] },
    ['34.1', '34.1'],
  ],
  ['the net amount isn’t there', { ...gross, amountNet: null }, [undefined, undefined, undefined]],
  ['the shipping isn’t there', { ...gross, shippingTotal: undefined }, [undefined, undefined, undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, order, prices) => {
  expect(pricesOf(PaidEvent.parse(read(undefined, order)).order)).toEqual(prices);
});

it('refunds are deducted', () => {
  const refund = { id: 'r1', amount: { totalPrice: 5 }, ...inState('completed') };
  const transactions = [
    transaction('t1', 40.6, { ...inState('refunded_partially'), captures: [{ refunds: [refund] }] }),
  ];
  expect(pricesOf(PaidEvent.parse(readFetched({ ...gross, transactions })).order)).toEqual([
    '25.00',
    undefined,
    undefined,
  ]);
});
