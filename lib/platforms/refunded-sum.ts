import { Big } from 'big.js';
import type { Refund } from '../order/order.ts';

/**
 * The refunds of an order whose platform says only their sum: one, or none, and the sum is its ID. Another sum is another refund, and replaces this
 * one, because each order lists all its refunds (`refundsComplete`). So a part that was refunded before never counts twice. `12`, `12.0` and `12.00`
 * are the same sum.
 */
export const refundedSum = ({ amount, currency }: { amount: string; currency?: string | undefined }): Refund[] =>
  new Big(amount).eq(0)
    ? []
    : [{ id: `refunded-${new Big(amount).toFixed()}`, amount, ...(currency !== undefined && { currency }) }];
