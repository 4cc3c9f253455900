import { describe, expect, it } from 'vitest';
import { paidWith, readWith, reasonOf } from './read-order.ts';

describe('money, as PHP writes it', () => {
  it.each([
    [30.5, '30.5'],
    [30, '30'],
    ['30.000000', '30'],
    ['30.12345', '30.1235'],
    [29.350000000000001, '29.35'],
    [' 30.50 ', '30.50'],
    ['1e2', '100'],
    ['1.5E+1', '15'],
    ['30.', '30'],
    ['.5', '0.5'],
    ['-0.00', '0'],
    [-0, '0'],
    [1.23e-7, '0'],
    ['1.0E-300', '0'],
    ['0.00005', '0.0001'],
    ['0.000049', '0'],
    ['999999999999.9', '999999999999.9'],
  ])('the total %j is %s', (total, amount) => {
    expect(paidWith({ total }).amount).toBe(amount);
  });

  it.each(['JEP', 'GGP', 'IMP', 'eur', ' EUR '])('the currency %j is three letters', (currency) => {
    expect(paidWith({ currency }).currency).toBe(currency.trim().toUpperCase());
  });

  it.each(['points', 'E1R', '', null, 978, 'USDT'])('%j is no currency', (currency) => {
    expect(reasonOf(() => paidWith({ currency }))).toMatch(/^currency: expected/);
  });

  it.each([
    '',
    null,
    false,
    '1,50',
    '-1',
    'a lot',
    {},
    '-1e2',
    -0.00001,
    '1e12',
    1e25,
    '.',
    'e2',
    '1e9999',
    '+5',
    '0x1F',
  ])('%j is no total', (total) => {
    expect(reasonOf(() => paidWith({ total }))).toMatch(/^total: expected/);
  });
});

describe('objects in place of lists', () => {
  const line = { name: 'Tea', quantity: 2, total: '44.00' };

  it('have numbers for names, where a list has gaps', () => {
    const order = paidWith({ line_items: { 0: line, 2: line }, refunds: { 1: { id: 9, total: '-8.90' } } });
    expect(order).toMatchObject({ amount: '40.00', subtotal: '79.10', refunds: [{ id: '9', amount: '8.90' }] });
    expect(order.items).toHaveLength(2);
    expect(paidWith({ meta_data: { 3: { key: '_wcpay_mode', value: 'test' } } }).test).toBe(true);
  });

  it.each([[[]], [''], [false], [null], ['none']])('billing may be %j', (billing) => {
    expect(paidWith({ billing }).customer).toEqual({ id: '83' });
  });
});

describe('an odd detail costs the detail', () => {
  it.each([
    [
      { name: null, quantity: 2 },
      { title: '', quantity: 2 },
    ],
    [
      { name: false, quantity: '3' },
      { title: '', quantity: 3 },
    ],
    [
      { name: 'Tea', quantity: null },
      { title: 'Tea', quantity: 1 },
    ],
    [
      { name: 'Tea', quantity: '' },
      { title: 'Tea', quantity: 1 },
    ],
    [
      { name: 'Tea', quantity: 'two' },
      { title: 'Tea', quantity: 1 },
    ],
  ])('the line %j is %j', (line, item) => {
    expect(paidWith({ line_items: [line] }).items).toEqual([{ ...item, giftCard: false }]);
  });

  it('lines that are none are passed over, and what the goods cost is unknown then', () => {
    const order = paidWith({ line_items: [null, 'Tea', { name: 'Tea', quantity: 1, total: '40.00' }] });
    expect(order.items).toEqual([{ title: 'Tea', quantity: 1, giftCard: false }]);
    expect(order.subtotal).toBeUndefined();
  });

  it.each([null, '', false, undefined, 'none', { tea: 2 }])(
    'without a list of lines (%j) there is no item, and no price of the goods',
    (none) => {
      expect(paidWith({ line_items: none })).toMatchObject({ items: [], subtotal: undefined });
    },
  );

  it.each([[null], ['x'], [[null, 'x', 7, { value: 'de' }, { key: 7 }]], [{ a: 1 }]])(
    'meta data of %j say nothing',
    (meta) => {
      expect(paidWith({ meta_data: meta })).toEqual(paidWith({}));
    },
  );

  it('names, channels and numbers of another type', () => {
    expect(paidWith({ number: 2107, created_via: false, payment_method: null, customer_id: '0' })).toMatchObject({
      number: '2107',
      paymentType: 'other',
    });
  });
});

describe('refunds', () => {
  it('of an amount that is a number', () => {
    const refunds = [
      { id: 9, total: -10.5 },
      { id: 10, total: '-0.400000' },
    ];
    expect(paidWith({ refunds })).toMatchObject({ amount: '38.00', refunds: [{ amount: '10.5' }, { amount: '0.4' }] });
  });

  it.each([
    ['-1e1', '10'],
    ['-1.05E+1', '10.5'],
    ['-.5', '0.5'],
    ['-0.00', '0.00'],
  ])('of the total %s', (total, amount) => {
    expect(paidWith({ refunds: [{ id: 9, total }] }).refunds).toMatchObject([{ amount }]);
  });

  it.each([null, '', 'ten', {}, undefined])('of the amount %j are of an unknown amount', (total) => {
    const { refunds } = paidWith({
      refunds: [
        { id: 9, total },
        { id: 10, total: '-1.00' },
      ],
    });
    expect(refunds).toEqual([
      { id: '9', amount: undefined, currency: 'GBP' },
      { id: '10', amount: '1.00', currency: 'GBP' },
    ]);
  });

  it.each([[[null]], [[{ total: '-1.00' }]], ['none']])('%j: nobody can say what was refunded', (refunds) => {
    expect(reasonOf(() => readWith({ refunds }))).toMatch(/^refunds/);
  });

  it.each([undefined, null, '', false])('that are not listed (%j) may exist', (refunds) => {
    expect(readWith({ refunds })).toMatchObject({ type: 'paid', changedAt: '2026-01-31T12:00:07.999Z' });
    expect(readWith({ refunds })).not.toHaveProperty('refundsComplete');
  });

  it('are complete up to the fifty that an event carries; all are off the amount', () => {
    const refunds = Array.from({ length: 51 }, (_none, index) => ({ id: index + 1, total: '-0.10' }));
    expect(readWith({ refunds: refunds.slice(1) })).toMatchObject({
      refundsComplete: true,
      order: { amount: '43.90' },
    });
    const reading = readWith({ refunds });
    expect(reading).not.toHaveProperty('refundsComplete');
    expect(reading).toMatchObject({ type: 'paid', order: { amount: '43.80' } });
  });

  it('that are more than fifty and give everything back are a refund in full, whatever the status says', () => {
    const refunds = Array.from({ length: 51 }, (_none, index) => ({ id: index + 1, total: '-1.00' }));
    const changedAt = '2026-01-31T12:00:07.999Z';
    const refunded = { type: 'refunded', shop: 'acme', at: changedAt, changedAt, orderId: '2107', refunds: [] };
    expect(readWith({ refunds })).toEqual({ ...refunded, full: true });
    expect(readWith({ refunds, status: 'refunded' })).toEqual({ ...refunded, full: true });
    // The event carries all of them, so that whoever reads it can tell.
    expect(readWith({ refunds: [{ id: 1, total: '-48.90' }] })).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      order: { amount: '0.00' },
    });
  });
});
