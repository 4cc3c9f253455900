import { Big } from 'big.js';
import { DecimalAmount, type Money } from './order.ts';

/** Compares bare amounts of the same currency, like `Array.sort`: -1, 0 or 1. */
export const compareAmounts = (a: string, b: string): -1 | 0 | 1 => new Big(a).cmp(b);

/** The sum of bare amounts of the same currency, with as many decimals as the more precise one. */
export const addAmounts = (a: string, b: string): string => new Big(a).plus(b).toFixed(decimals(a, b));

export function compare(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b);
  return compareAmounts(a.amount, b.amount);
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { amount: addAmounts(a.amount, b.amount), currency: a.currency };
}

/** The difference of bare amounts of the same currency, never below zero. */
export function subtractAmounts(a: string, b: string): string {
  const left = new Big(a).minus(b);
  return (left.lt(0) ? new Big(0) : left).toFixed(decimals(a, b));
}

/** The difference, never below zero: a refund may exceed the order (returned shipping, goodwill). */
export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { amount: subtractAmounts(a.amount, b.amount), currency: a.currency };
}

export const isZero = (money: Money): boolean => new Big(money.amount).eq(0);

/** How many whole times `per` fits into `money`. Zero if `per` is zero. */
export function multiplesOf(money: Money, per: Money): number {
  sameCurrency(money, per);
  return isZero(per) ? 0 : wholeTimes(new Big(money.amount), new Big(per.amount));
}

/** How many whole units `percent` of an amount buys at `unitPrice`, a price above zero in the same currency. */
export const unitsForShare = (amount: string, percent: string, unitPrice: string): number =>
  wholeTimes(new Big(amount).times(percent), new Big(unitPrice).times(100));

/** A whole number times a decimal factor, rounded down. */
export const timesFactor = (units: number, factor: string): number =>
  wholeTimes(new Big(units).times(factor), new Big(1));

/** `part / whole` of an amount, at most all of it, rounded down to the most decimals that any of them has. Nothing of a zero `whole`. */
export function shareOf(amount: string, part: string, whole: string): string {
  if (new Big(whole).lte(0) || new Big(part).lte(0)) return '0';
  if (new Big(part).gte(whole)) return amount;
  return new Big(amount)
    .times(part)
    .div(whole)
    .toFixed(decimals(amount, part, whole), 0);
}

/** Subtracting the remainder first keeps the division exact. */
const wholeTimes = (amount: Big, per: Big): number => amount.minus(amount.mod(per)).div(per).toNumber();

/** Formats money for `language`: `€29.35`, `29,35 €`. */
export function formatMoney(money: Money, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: money.currency });
  return isNumeric(money.amount) ? format.format(money.amount) : `${money.amount} ${money.currency}`;
}

/** Mixing currencies is a bug in our code, never a problem in the data. */
function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`cannot calculate ${a.currency} with ${b.currency}`);
}

const decimals = (...amounts: string[]): number =>
  Math.max(...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));

const isNumeric = (text: string): text is `${number}` => DecimalAmount.safeParse(text).success;
