import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { eur, readBody, sale } from './read-fixture.ts';

const [payment = {}] = sale.payments;
const line = (total: number, tax: number, differs: object = {}) => ({
  name: 'Oak',
  quantity: '2',
  total_money: eur(total),
  total_tax_money: eur(tax),
  ...differs,
});
const orderOf = (fields: object, more: object = {}) =>
  PaidEvent.parse(readBody({ ...sale, order: { ...sale.order, ...fields }, ...more })).order;
const charge = (amount: number) => ({ total_service_charge_money: eur(amount) });
const added = { taxes: [{ type: 'ADDITIVE', applied_money: eur(480) }] };

// 49.90 with a tip of 5.00 and 4.90 for the shipping.
it.each([
  ['a tax is in the prices', { line_items: [line(3000, 480), line(1000, 0)] }, ['35.20', '25.20', '10.00']],
  ['a tax was added', { ...added, line_items: [line(3000, 480), line(1000, 0)] }, ['35.20', '25.20', '10.00']],
  [
    'a line has a service charge',
    { line_items: [line(3500, 480, charge(500)), line(1000, 0)] },
    ['35.20', '25.20', '10.00'],
  ],
  [
    'the lines are more than the order',
    { ...added, line_items: [line(3000, 0), line(1000, 0)] },
    ['35.20', undefined, undefined],
  ],
  [
    'a line has no tax field',
    { line_items: [line(3000, 480), { ...line(1000, 0), total_tax_money: undefined }] },
    [undefined, undefined, undefined],
  ],
  [
    'a line is in another currency',
    { line_items: [line(3000, 480), { ...line(1000, 0), total_money: { amount: 1000, currency: 'USD' } }] },
    [undefined, undefined, undefined],
  ],
  [
    'a line’s tax is more than the line',
    { line_items: [line(4000, 480), line(100, 200)] },
    ['34.20', undefined, undefined],
  ],
  ['there are no lines', { line_items: [] }, [undefined]],
])('the goods before tax, and the lines’ prices, if %s', (_what, fields, prices) => {
  expect(pricesOf(orderOf(fields))).toEqual(prices);
});

it('of an exchange nobody knows them', () => {
  expect(orderOf({ returns: [{ source_order_id: 'o-1' }], line_items: [line(3000, 480)] }).beforeTax).toBeUndefined();
});

it('refunds are deducted', () => {
  const refunds = [{ id: 'r-1', status: 'COMPLETED', payment_id: payment['id'], amount_money: eur(1000) }];
  expect(pricesOf(orderOf({}, { refunds }))).toEqual(['25.20', undefined, undefined]);
});

it('currencies have their own decimals', () => {
  const money = (amount: number) => ({ amount, currency: 'KWD' });
  const none = money(0);
  const dinars = {
    total_money: money(2935),
    total_tip_money: none,
    total_service_charge_money: none,
    taxes: [],
    line_items: [{ ...line(0, 0), total_money: money(2935), total_tax_money: none }],
  };
  expect(
    pricesOf(
      orderOf(dinars, {
        payments: [{ ...payment, total_money: money(2935), amount_money: money(2935), tip_money: none }],
      }),
    ),
  ).toEqual(['2.935', '2.935']);
});

describe('payments', () => {
  const paymentsOf = (...payments: object[]) => goodsOf(orderOf({}, { payments })).payments;
  const byCard = (card: unknown, differs: object = {}) => ({ ...payment, card_details: { card }, ...differs });

  it('by card and by gift card have their last four digits', () => {
    const giftCard = byCard({ card_brand: 'SQUARE_GIFT_CARD', last_4: '0042' }, { id: 'p-2', total_money: eur(1000) });
    expect(paymentsOf(byCard({ card_brand: 'AMERICAN_EXPRESS', last_4: '0005' }), giftCard)).toEqual([
      { issuer: 'amex', last4: '0005', amount: '49.90' },
      { issuer: 'giftcard', last4: '0042', amount: '10.00', giftCard: true },
    ]);
  });

  it('by anything else, and those that weren’t completed, are none', () => {
    const gift = {
      ...payment,
      source_type: 'EXTERNAL',
      external_details: { type: 'OTHER_GIFT_CARD' },
      card_details: undefined,
    };
    expect(paymentsOf(gift)).toEqual([{ issuer: 'giftcard', amount: '49.90', giftCard: true }]);
    expect(paymentsOf({ ...payment, source_type: 'CASH', card_details: undefined })).toBeUndefined();
    expect(
      paymentsOf(payment, byCard({ card_brand: 'VISA', last_4: '1111' }, { id: 'p-3', status: 'FAILED' })),
    ).toMatchObject([{ last4: '5858' }]);
  });

  it('of old orders are in their tenders', () => {
    const tenders = [
      {
        id: 't-1',
        type: 'CARD',
        amount_money: eur(4990),
        card_details: { status: 'CAPTURED', card: { card_brand: 'VISA', last_4: '4242' } },
      },
    ];
    expect(goodsOf(orderOf({ tenders }, { payments: [] })).payments).toEqual([
      { issuer: 'visa', last4: '4242', amount: '49.90' },
    ]);
  });
});
