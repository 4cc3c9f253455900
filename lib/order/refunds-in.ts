import type * as z from 'zod';
import type { PaidEvent, RefundedEvent } from './event.ts';
import { isZero } from './money.ts';

/**
 * What a paid order says of its refunds. Unlike the order, it can't be claimed, and it contains nothing personal.
 * @param only the IDs of the refunds that count; default: all
 */
export const refundsIn = (
  { shop, at, changedAt, refundsComplete, order }: z.infer<typeof PaidEvent>,
  only?: readonly string[],
): z.infer<typeof RefundedEvent> => ({
  type: 'refunded',
  shop,
  at,
  changedAt,
  refundsComplete,
  orderId: order.orderId,
  refunds: order.refunds.filter(({ id }) => only === undefined || only.includes(id)),
  // Everything was refunded, although the order's status is paid.
  full: refundsComplete === true && order.refunds.length > 0 && isZero(order),
});
