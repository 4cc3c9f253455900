import { Big } from 'big.js';
import type { Money, Refund } from '../../order/order.ts';

/**
 * The refunds of an order. Squarespace says their sum alone, so there is one, and the sum is its ID: another sum is another refund, and replaces
 * this one, because each order lists all its refunds (`refundsComplete`). So a part that was refunded before never counts twice.
 */
export const refundsOf = ({ amount, currency }: Money): Refund[] =>
  isNothing(amount) ? [] : [{ id: refundId(amount), amount, currency }];

/** `12`, `12.0` and `12.00` are the same sum. */
const refundId = (amount: string): string => `refunded-${new Big(amount).toFixed()}`;

const isNothing = (amount: string): boolean => new Big(amount).eq(0);
