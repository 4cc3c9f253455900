import { describe, expect, it } from 'vitest';
import { PaidEvent, RefundedEvent } from '../../../../lib/order/event.ts';
import { readBody } from './read-fixture.ts';

const set = (shop: string, presentment: string, [own, other]: [string, string] = ['USD', 'JPY']) => ({
  shop_money: { amount: shop, currency_code: own },
  presentment_money: { amount: presentment, currency_code: other },
});
const nothing = set('0.00', '0');
const line = (subtotal: object, tax: object = nothing) => ({ subtotal_set: subtotal, total_tax_set: tax });
const adjustment = (kind: string, amount: object) => ({ kind, amount_set: amount, tax_amount_set: nothing });
const paysBack = (amount: unknown, currency: unknown = 'JPY', status = 'success') => [
  { kind: 'refund', status, amount, currency },
];
const body = (transactions: unknown, parts: object) => ({ id: 900, order_id: 17, transactions, ...parts });
const refund = (transactions: unknown, parts: object) =>
  RefundedEvent.parse(
    readBody('refunds/create', JSON.stringify(body(transactions, { refund_line_items: [], ...parts }))),
  ).refunds[0];
const lines = { refund_line_items: [line(set('50.00', '7400'), set('4.20', '600'))] };
const usd = (amount: string) => ({ amount, currency: 'USD' });

describe("a refund's amount in the shop's money", () => {
  it.each([
    ['lines with their tax', '8000', lines, '54.20'],
    ['an amount written otherwise', 8000, lines, '54.20'],
    [
      'shipping as a line',
      '9000',
      { ...lines, refund_shipping_lines: [{ subtotal_amount_set: set('6.70', '1000') }] },
      '60.90',
    ],
    [
      'shipping as an adjustment',
      '9000',
      { ...lines, order_adjustments: [adjustment('shipping_refund', set('-6.70', '-1000'))] },
      '60.90',
    ],
    [
      'shipping as both',
      '9000',
      {
        ...lines,
        refund_shipping_lines: [{ subtotal_amount_set: set('6.70', '1000') }],
        order_adjustments: [adjustment('shipping_refund', set('-6.70', '-1000'))],
      },
      '60.90',
    ],
    ['money alone', '600', { order_adjustments: [adjustment('refund_discrepancy', set('-4.20', '-600'))] }, '4.20'],
    [
      'lines less a fee',
      '7400',
      { ...lines, order_adjustments: [adjustment('refund_discrepancy', set('4.20', '600'))] },
      '50.00',
    ],
    [
      'shipping and money besides',
      '9600',
      {
        ...lines,
        refund_shipping_lines: [{ subtotal_amount_set: set('6.70', '1000') }],
        order_adjustments: [
          adjustment('shipping_refund', set('-6.70', '-1000')),
          adjustment('refund_discrepancy', set('-4.20', '-600')),
        ],
      },
      '65.10',
    ],
  ])('is known of %s', (_what, amount, parts, shop) => {
    expect(refund(paysBack(amount), parts)).toEqual({
      id: '900',
      amount: String(amount),
      currency: 'JPY',
      inShopMoney: usd(shop),
    });
  });

  it('is known while the refund is pending, and its adjustment takes all lines back', () => {
    const parts = { ...lines, order_adjustments: [adjustment('refund_discrepancy', set('54.20', '8000'))] };
    expect(refund(paysBack('8000', 'JPY', 'pending'), parts)).toMatchObject({ inShopMoney: usd('54.20') });
  });

  it.each([
    ['whose parts add up to something else', paysBack('7999'), lines],
    ['whose transactions are in another currency', paysBack('8000', 'GBP'), lines],
    [
      'whose sets are in several currencies',
      paysBack('8000'),
      { refund_line_items: [line(set('50.00', '7400')), line(set('4.20', '600', ['USD', 'GBP']))] },
    ],
    ['with an odd set', paysBack('8000'), { refund_line_items: [...lines.refund_line_items, line({ shop_money: 7 })] }],
    [
      'with a line that has none',
      paysBack('8000'),
      { refund_line_items: [...lines.refund_line_items, { quantity: 1 }] },
    ],
    [
      'in the only currency',
      paysBack('8000'),
      { refund_line_items: [line(set('8000', '8000', ['JPY', 'JPY']), undefined)] },
    ],
  ])('is not told of a refund %s', (_what, transactions, parts) => {
    expect(refund(transactions, parts)).not.toHaveProperty('inShopMoney');
    expect(refund(transactions, parts)).toMatchObject({
      amount: transactions[0]?.amount,
      currency: transactions[0]?.currency,
    });
  });
});

describe('transactions without a currency', () => {
  it('are in the one that the customer paid in, as the sets say', () => {
    expect(refund(paysBack('8000', null), lines)).toEqual({
      id: '900',
      amount: '8000',
      currency: 'JPY',
      inShopMoney: usd('54.20'),
    });
    expect(refund(paysBack('4000', null), lines)).toEqual({ id: '900', amount: '4000', currency: 'JPY' });
  });
  it('say an amount alone if no set says it', () => {
    expect(refund(paysBack('8000', null), {})).toEqual({ id: '900', amount: '8000' });
  });
});

describe('a refund that a paid order lists', () => {
  const money = body(paysBack('4.20', 'EUR'), { refund_line_items: [] });
  const listed = (differs: object, more: object = {}) =>
    PaidEvent.parse(readBody('orders/paid', { refunds: [{ ...money, ...more }], ...differs })).order.refunds[0]
      ?.notTakenOff;

  it('is certainly not off the amount where nothing is', () => {
    expect(listed({})).toBe(true);
    expect(listed({}, { refund_shipping_lines: [], order_adjustments: [{ kind: 'refund_discrepancy' }] })).toBe(true);
    expect(listed({ current_total_price: null }, { refund_line_items: [{ quantity: 1 }] })).toBe(true);
  });
  it.each([
    ['the amount is another than the total', { current_total_price: '54.70' }, {}],
    ['it has lines', {}, { refund_line_items: [{ quantity: 1 }] }],
    ['it does not say its lines', {}, { refund_line_items: undefined }],
    ['it has shipping', {}, { refund_shipping_lines: [{}] }],
    ['it has shipping as an adjustment', {}, { order_adjustments: [{ kind: 'shipping_refund' }] }],
    ['it has duties', {}, { refund_duties: [{}] }],
  ])('counts as off where %s', (_what, differs, more) => {
    expect(listed(differs, more)).toBeUndefined();
  });
});
