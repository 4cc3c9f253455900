import { Big } from 'big.js';
import type { Refund } from '../order/order.ts';
import { idOfSum } from '../order/thanku/refund-sums.ts';

/**
 * The refunds of an order whose platform says only their sum: one, or none, and the sum is its ID. Another sum is another refund, and replaces this
 * one, because each order lists all its refunds (`refundsComplete`). What was refunded before the claim is subtracted from later sums.
 */
export const refundedSum = ({ amount, currency }: { amount: string; currency?: string | undefined }): Refund[] =>
  new Big(amount).eq(0) ? [] : [{ id: idOfSum(amount), amount, ...(currency !== undefined && { currency }) }];
