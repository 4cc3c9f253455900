import { describe, expect, it } from 'vitest';
import { keepItems } from '../../../lib/platforms/fit.ts';
import { addUp, leftOf, priceOf, times, without } from '../../../lib/platforms/goods.ts';
import { cardPayment, giftCardPayment, keepPayments } from '../../../lib/platforms/payments.ts';
import { signedAmount } from '../../../lib/platforms/fields.ts';

describe('sums of what is known', () => {
  it('keep decimals, and may be below zero', () => {
    expect(addUp(['0.10', '0.20'])).toBe('0.30');
    expect(addUp(['2935', '65'])).toBe('3000');
    expect(addUp(['1.005', '2'])).toBe('3.005');
    expect(without('10.00', '12.50')).toBe('-2.50');
    expect(without('10.00', '-2.50')).toBe('12.50');
    expect(without('10.00', '2', '0.5', '-1')).toBe('8.50');
    expect(times('0.10', 3)).toBe('0.30');
    expect(times('-1.25', 2)).toBe('-2.50');
  });

  it('are unknown if a part is', () => {
    expect(addUp(['1.00', undefined])).toBeUndefined();
    expect(without('10.00', undefined)).toBeUndefined();
    expect(without(undefined, '1.00')).toBeUndefined();
    expect(times(undefined, 3)).toBeUndefined();
    expect(leftOf(undefined, '1.00')).toBeUndefined();
  });

  it('are no price below zero or beyond twelve digits, and nothing is left below zero', () => {
    expect(priceOf('-0.01')).toBeUndefined();
    expect(priceOf('0.00')).toBe('0.00');
    expect(priceOf('1000000000000')).toBeUndefined();
    expect(leftOf('5.00', '7.50')).toBe('0.00');
    expect(leftOf('-5.00', '0')).toBe('0.00');
    expect(leftOf('5.00', '1.25')).toBe('3.75');
  });
});

describe('an amount that may be below zero', () => {
  it.each([
    ['-12.50', '-12.50'],
    [-12.5, '-12.5'],
    ['-0.00', '0.00'],
    [-1e-7, '0'],
    [24.369999999999997, '24.37'],
    [' 2.30 ', '2.30'],
    ['1,20', undefined],
    ['--1', undefined],
    ['-', undefined],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
    [1e30, undefined],
  ])('%j is %j', (written, amount) => {
    expect(signedAmount.parse(written)).toBe(amount);
  });
});

describe('the prices of items', () => {
  const item = (price?: string) => ({ title: 'Tree', quantity: 1, giftCard: false, ...(price && { price }) });
  const pricesOf = (items: { price?: string }[], beforeTax?: string) =>
    keepItems(
      items.map(({ price }) => item(price)),
      beforeTax,
    ).items.map(({ price }) => price);

  it('are kept if they add up to the goods', () => {
    expect(pricesOf([{ price: '10.00' }, { price: '2.5' }], '12.50')).toEqual(['10.00', '2.5']);
    expect(pricesOf([{ price: '0.00' }], '0')).toEqual(['0.00']);
  });

  it('are left out if they don’t, if one isn’t known, or if the goods aren’t', () => {
    expect(pricesOf([{ price: '10.00' }, { price: '2.5' }], '12.49')).toEqual([undefined, undefined]);
    expect(pricesOf([{ price: '10.00' }, {}], '10.00')).toEqual([undefined, undefined]);
    expect(pricesOf([{ price: '10.00' }])).toEqual([undefined]);
  });

  it('add up over all items, also those that are only counted', () => {
    const kept = keepItems(
      Array.from({ length: 120 }, () => item('1.00')),
      '120.00',
    );
    expect(kept).toMatchObject({ itemsOmitted: 20, items: { length: 100, 0: { price: '1.00' } } });
  });
});

describe('a payment by card', () => {
  const amount = '29.35';

  it.each([
    ['Visa', 'visa'],
    ['VISA', 'visa'],
    ['MASTERCARD', 'mastercard'],
    ['American Express', 'amex'],
    ['AMERICAN_EXPRESS', 'amex'],
    ['AE', 'amex'],
    ['DISCOVER_DINERS', 'diners'],
    ['CHINA_UNIONPAY', 'unionpay'],
    ['cartes_bancaires', 'cartesbancaires'],
  ])('%s is %s', (brand, issuer) => {
    expect(cardPayment({ brand, last4: '0042', amount })).toEqual([{ issuer, last4: '0042', amount }]);
  });

  it.each([
    [{ brand: 'visa' }],
    [{ last4: '4242' }],
    [{ brand: 'unknown', last4: '4242' }],
    [{ brand: 'OTHER_BRAND', last4: '4242' }],
    [{ brand: '', last4: '4242' }],
    [{ brand: '4242424242424242', last4: '4242' }],
    [{ brand: 'x'.repeat(41), last4: '4242' }],
    [{ brand: {}, last4: '4242' }],
    [{ brand: 'visa', last4: 4242 }],
    [{ brand: 'visa', last4: '42424' }],
    [{ brand: 'visa', last4: '4242424242424242' }],
    [{ brand: 'visa', last4: 'XQY1' }],
    [{ brand: 'visa', last4: null }],
    [{ brand: 'visa', last4: '4242', amount: undefined }],
    [{ brand: 'visa', last4: '4242', amount: '-1.00' }],
    [{ brand: 'visa', last4: '4242', authorizedAt: 'yesterday' }],
  ])('of which only %j is known is none', (known) => {
    expect(cardPayment({ amount, ...known })).toEqual([]);
  });
});

it('a payment by gift card has its amount, and nothing of its code but four digits', () => {
  const paid = { issuer: 'giftcard', amount: '10.00', giftCard: true };
  expect(giftCardPayment('10.00')).toEqual([paid]);
  expect(giftCardPayment('10.00', '0042')).toEqual([{ ...paid, last4: '0042' }]);
  expect(giftCardPayment('10.00', 'AAAABBBB')).toEqual([paid]);
  expect([...giftCardPayment('0.00'), ...giftCardPayment(undefined), ...giftCardPayment('unknown')]).toEqual([]);
});

it('an order has at most twenty payments, and no empty list of them', () => {
  expect(keepPayments([])).toBeUndefined();
  expect(keepPayments(Array.from({ length: 21 }, () => giftCardPayment('1.00')).flat())).toHaveLength(20);
});
