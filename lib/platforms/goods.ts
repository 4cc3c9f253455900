import { Big } from 'big.js';
import { addAmounts, compareAmounts, subtractAmounts } from '../order/money.ts';
import { DecimalAmount } from '../order/order.ts';

/*
 * Sums of an order's parts. One part that isn't known makes the sum unknown, because points are never given on a guess. Parts may be below zero.
 */

/** An amount in one currency. `undefined`: it isn't known. */
type Amount = string | undefined;

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

export const addUp = (amounts: readonly Amount[]): Amount =>
  amounts.reduce<Amount>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : addAmounts(sum, one)),
    '0',
  );

/** `amount` without its `parts`. */
export function without(amount: Amount, ...parts: readonly Amount[]): Amount {
  const sum = addUp(parts);
  return sum === undefined ? undefined : addUp([amount, negated(sum)]);
}

/** The price of several pieces. */
export const times = (amount: Amount, pieces: number): Amount =>
  amount === undefined ? undefined : new Big(amount).times(pieces).toFixed(amount.split('.')[1]?.length ?? 0);

export const isSame = (a: Amount, b: Amount): boolean =>
  a !== undefined && b !== undefined && compareAmounts(a, b) === 0;

export const smaller = (a: string, b: string): string => (compareAmounts(a, b) < 0 ? a : b);

/** A line's price. One below zero isn't a price. */
export const priceOf = (amount: Amount): Amount => DecimalAmount.safeParse(amount).data;

/** `Order.beforeTax`: what is left of the goods after these refunds, never below zero. */
export const leftOf = (goods: Amount, refunded: string): Amount =>
  goods === undefined ? undefined : DecimalAmount.safeParse(subtractAmounts(goods, refunded)).data;
