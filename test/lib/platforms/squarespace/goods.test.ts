import { expect, it } from 'vitest';
import { pricesOf } from '../goods-of.ts';
import { eur, paidWith } from './read-fixture.ts';

const line = (price: unknown, quantity: number) => ({ productName: 'Oak', quantity, unitPricePaid: price });
const lineItems = [line(eur('20.00'), 2), line(eur('10.00'), 1)];
const none = eur('0.00');
const plain = {
  lineItems,
  subtotal: eur('50.00'),
  discountTotal: none,
  shippingTotal: eur('4.90'),
  taxTotal: none,
  grandTotal: eur('54.90'),
};

it.each([
  ['nothing is taxed', {}, ['50.00', '40.00', '10.00']],
  ['the tax has to be added', { taxTotal: eur('10.00'), grandTotal: eur('64.90') }, ['50.00', '40.00', '10.00']],
  ['it’s in the prices', { taxTotal: eur('9.15') }, ['40.85', undefined, undefined]],
  [
    'it’s in the prices, as the order says',
    { taxTotal: eur('9.15'), priceTaxInterpretation: 'EXCLUSIVE' },
    ['40.85', undefined, undefined],
  ],
  ['nobody knows where it is', { taxTotal: eur('10.00'), grandTotal: eur('60.00') }, ['40.00', undefined, undefined]],
  ['the order doesn’t say the tax', { taxTotal: null }, [undefined, undefined, undefined]],
  ['it’s in another currency', { taxTotal: { value: '1.00', currency: 'USD' } }, [undefined, undefined, undefined]],
  [
    'a discount isn’t in the lines',
    { discountTotal: eur('5.00'), grandTotal: eur('49.90') },
    ['45.00', undefined, undefined],
  ],
  [
    'a discount is more than the goods',
    { discountTotal: eur('60.00'), grandTotal: eur('4.90') },
    ['0.00', undefined, undefined],
  ],
  ['a part was refunded', { refundedTotal: eur('12.50') }, ['37.50', undefined, undefined]],
  ['a price can’t be read', { lineItems: [line(eur('20.00'), 2), line('10', 1)] }, ['50.00', undefined, undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, fields, prices) => {
  expect(pricesOf(paidWith({ ...plain, ...fields }))).toEqual(prices);
});
