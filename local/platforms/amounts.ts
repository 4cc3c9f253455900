import { Big } from 'big.js';
import type { Amounts, ShopOrder, ShopTransaction } from './shop-order.ts';

export const zero: Amounts = { shop: '0.00', presentment: '0.00' };

const both = (a: Amounts, b: Amounts, combine: (a: Big, b: Big) => Big): Amounts => ({
  shop: combine(new Big(a.shop), new Big(b.shop)).toFixed(2),
  presentment: combine(new Big(a.presentment), new Big(b.presentment)).toFixed(2),
});

export const sum = (...amounts: readonly Amounts[]): Amounts =>
  amounts.reduce((total, one) => both(total, one, (a, b) => a.plus(b)), zero);

export const minus = (a: Amounts, b: Amounts): Amounts => both(a, b, (x, y) => x.minus(y));

export const times = (amount: Amounts, factor: number): Amounts => both(amount, zero, (a) => a.times(factor));

/** The same amount in both currencies. @param rate customer's currency per shop's currency */
export const converted = (amount: string, rate: string): Amounts => ({
  shop: new Big(amount).toFixed(2),
  presentment: new Big(amount).times(rate).toFixed(2),
});

const isAtLeast = (a: Amounts, b: Amounts): boolean => new Big(a.shop).gte(b.shop);

export const isNothing = (amount: Amounts): boolean => new Big(amount.shop).eq(0);

const succeeded = (transactions: readonly ShopTransaction[]): Amounts =>
  sum(...transactions.filter(({ status }) => status === 'success').map(({ amount }) => amount));

/** An order's sums. There are no taxes, duties or discounts. */
export function totalsOf(order: ShopOrder) {
  const subtotal = sum(...order.lines.map(({ price, quantity }) => times(price, quantity)));
  const total = sum(subtotal, order.shipping, order.tip);
  const refundedLines = sum(...order.refunds.flatMap(({ lines }) => lines.map((line) => line.subtotal)));
  const refundedShipping = sum(...order.refunds.map(({ shipping }) => shipping));
  return {
    subtotal,
    total,
    /** Without refunded lines and shipping. A refund of money alone isn't subtracted. */
    currentSubtotal: minus(subtotal, refundedLines),
    currentTotal: minus(total, sum(refundedLines, refundedShipping)),
    /** What has been paid back. Pending and failed refunds don't count. */
    refunded: sum(...order.refunds.map(({ transactions }) => succeeded(transactions))),
    received: succeeded(order.transactions.filter(({ kind }) => kind === 'sale')),
  };
}

export type PaymentState = 'pending' | 'paid' | 'partially_refunded' | 'refunded' | 'voided';

export function paymentStateOf(order: ShopOrder): PaymentState {
  if (order.paidAtMs === null) return order.cancelledAtMs === null ? 'pending' : 'voided';
  // Most orders have none, and lists ask for the state of every order.
  if (order.refunds.length === 0) return 'paid';
  const { refunded, received } = totalsOf(order);
  if (isNothing(refunded)) return 'paid';
  return isAtLeast(refunded, received) ? 'refunded' : 'partially_refunded';
}
