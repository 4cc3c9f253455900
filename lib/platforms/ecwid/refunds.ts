import { Big } from 'big.js';
import type { Refund } from '../../order/order.ts';

/**
 * The refunds of an order. Ecwid's list of refunds has no IDs, so there is one, of their sum, and the sum is its ID. Another sum is another refund,
 * and replaces this one, because each order lists all its refunds (`refundsComplete`). So a part that was refunded before never counts twice.
 * @param sum 0 for none
 */
export const refundsOf = (sum: string, currency: string | undefined): Refund[] =>
  new Big(sum).eq(0)
    ? []
    : [{ id: `refunded-${new Big(sum).toFixed()}`, amount: sum, ...(currency !== undefined && { currency }) }];
