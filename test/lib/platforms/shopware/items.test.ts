import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { paidEvent, read } from './body.ts';

type Line = Record<string, unknown>;
const orderWith = (lineItems: unknown) => PaidEvent.parse(read(paidEvent, { lineItems })).order;
const titles = (...lines: Line[]) => orderWith(lines).items.map(({ title, quantity }) => `${quantity} ${title}`);
const line = (label: string, differs: Line = {}): Line => ({
  id: label,
  label,
  type: 'product',
  quantity: 1,
  totalPrice: 5,
  ...differs,
});

describe('items', () => {
  it('are the lines that sell something', () => {
    expect(
      titles(
        line('Tree', { quantity: 3 }),
        line('Book', { type: 'custom' }),
        line('Summer sale', { type: 'promotion', totalPrice: -3 }),
        line('Free promotion', { type: 'promotion', totalPrice: 0 }),
        line('Goodwill', { type: 'credit', totalPrice: -2 }),
        line('Loyalty', { type: 'discount', totalPrice: -1 }),
        line('Voucher of a plugin', { type: 'easy-coupon', totalPrice: -10 }),
        line('Ebook', { type: 'product', good: false, totalPrice: 0 }),
      ),
    ).toEqual(['3 Tree', '1 Book', '1 Ebook']);
  });

  it('count a container once, and none of its parts, whichever has the price', () => {
    expect(
      titles(
        line('Customised shirt', { type: 'customized-products', totalPrice: 0 }),
        line('Shirt', { parentId: 'Customised shirt' }),
        line('Print', { type: 'customized-products-option', parentId: 'Customised shirt' }),
        line('Ink', { type: 'option-values', parentId: 'Print' }),
        line('Box', { type: 'container', quantity: 2 }),
        line('Apple', { parentId: 'Box', totalPrice: 0 }),
      ),
    ).toEqual(['1 Customised shirt', '2 Box']);
  });

  it('count parts whose container is gone, and a line that names itself', () => {
    expect(titles(line('Apple', { parentId: 'gone' }), line('Pear', { parentId: 'Pear' }))).toEqual([
      '1 Apple',
      '1 Pear',
    ]);
  });

  it('leave out entries that are no lines, and read PHP lists', () => {
    expect(orderWith([null, 'tree', 7, line('Tree')]).items).toHaveLength(1);
    expect(orderWith({ 1: line('Tree'), 3: line('Bush') }).items).toHaveLength(2);
    expect(orderWith(null).items).toEqual([]);
  });
});

describe('the payment type', () => {
  const typeOf = (...paymentMethods: unknown[]) =>
    PaidEvent.parse(
      read(paidEvent, {
        transactions: paymentMethods.map((paymentMethod, index) => ({
          id: `t${index}`,
          amount: { totalPrice: 100 },
          paymentMethod,
        })),
      }),
    ).order.paymentType;

  it.each([
    ['card', [{ technicalName: 'swag_paypal_acdc' }]],
    ['cash', [{ technicalName: 'payment_cashpayment' }]],
    ['cash', [{ technicalName: null, shortName: 'cash_payment' }]],
    ['other', [{ technicalName: 'payment_invoicepayment' }]],
    ['other', [{ name: 'Kreditkarte' }]],
    ['other', [{ technicalName: 'swag_paypal_acdc' }, { technicalName: 'swag_paypal_paypal' }]],
    ['other', [{ technicalName: 'swag_paypal_acdc' }, null]],
    ['other', []],
  ])('is %s', (expected, methods) => {
    expect(typeOf(...methods)).toBe(expected);
  });
});
