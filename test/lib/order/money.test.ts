import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, formatMoney, isZero, multiplesOf, subtract } from '../../../lib/order/money.ts';
import type { Money } from '../../../lib/order/order.ts';

const eur = (amount: string): Money => ({ amount, currency: 'EUR' });

/** Amounts with exactly two decimals, beside what they are in cents: integers know the right answer. */
const cents = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });
const ofCents = (value: bigint) => eur(`${value / 100n}.${String(value % 100n).padStart(2, '0')}`);

describe('money', () => {
  it('adds without the errors of floats', () => {
    expect(add(eur('0.1'), eur('0.2'))).toEqual(eur('0.3'));
    expect(add(eur('999999999999.9999'), eur('0.0001')).amount).toBe('1000000000000.0000');
  });

  it('agrees with arithmetic in whole cents', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(add(ofCents(a), ofCents(b))).toEqual(ofCents(a + b));
        expect(subtract(ofCents(a), ofCents(b))).toEqual(ofCents(a > b ? a - b : 0n));
        expect(compare(ofCents(a), ofCents(b))).toBe(a < b ? -1 : Number(a > b));
        expect(isZero(ofCents(a))).toBe(a === 0n);
      }),
    );
  });

  it('counts whole multiples exactly', () => {
    fc.assert(
      fc.property(cents, fc.bigInt({ min: 1n, max: 1_000_000n }), (amount, per) => {
        expect(multiplesOf(ofCents(amount), ofCents(per))).toBe(Number(amount / per));
      }),
    );
  });

  it.each([
    ['29.99', '10', 2],
    ['30', '10.00', 3],
    ['0.3', '0.1', 3],
    ['9.99', '10', 0],
    ['5', '0', 0],
  ])('%s holds %s %i times', (amount, per, times) => {
    expect(multiplesOf(eur(amount), eur(per))).toBe(times);
  });

  it('keeps the decimals it was given', () => {
    expect(subtract(eur('50.00'), eur('20.50')).amount).toBe('29.50');
  });

  it('never goes below zero', () => {
    expect(subtract(eur('10.00'), eur('12.00'))).toEqual(eur('0.00'));
  });

  it('refuses to mix currencies', () => {
    const dollars = { amount: '1', currency: 'USD' };
    for (const operation of [add, subtract, compare, multiplesOf]) {
      expect(() => operation(eur('1'), dollars)).toThrow(RangeError);
    }
  });

  it('formats as people of the language write it', () => {
    expect(formatMoney(eur('1029.35'), 'en')).toBe('€1,029.35');
    expect(formatMoney(eur('1029.35'), 'de')).toBe('1.029,35\u00a0€');
    expect(formatMoney({ amount: '1200', currency: 'JPY' }, 'en')).toBe('¥1,200');
  });

  it('formats amounts that no float could hold', () => {
    expect(formatMoney(eur('123456789012.3456'), 'en')).toBe('€123,456,789,012.35');
    expect(formatMoney(eur('999999999999.99'), 'en')).toBe('€999,999,999,999.99');
  });
});
