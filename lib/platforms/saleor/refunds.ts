import { Big } from 'big.js';
import { isZero } from '../../order/money.ts';
import type { Money, Refund } from '../../order/order.ts';

/**
 * The refunds of an order. Saleor says their sum alone, so there is one, and the sum is its ID: another sum is another refund, and replaces this
 * one, because each event lists all refunds (`refundsComplete`). So a part that was refunded before never counts twice.
 */
export const refundsOf = (refunded: Money): Refund[] =>
  isZero(refunded) ? [] : [{ id: refundId(refunded.amount), amount: refunded.amount, currency: refunded.currency }];

/** `12`, `12.0` and `12.00` are the same sum. */
const refundId = (amount: string): string => `refunded-${new Big(amount).toFixed()}`;
