import * as z from 'zod';
import type { Refund } from '../../order/order.ts';
import { utcInstant } from '../fields.ts';
import { reference, squareId } from './fields.ts';
import { moneyOf, SquareMoney } from './money.ts';

/**
 * A refund of a payment. Its `order_id` isn't the order that was refunded: Square makes an order of its own for what comes back, and the payment
 * names the one that was sold.
 * @see https://developer.squareup.com/reference/square/objects/PaymentRefund
 */
export const SquareRefund = z.object({
  id: squareId,
  status: z.string('expected a status such as COMPLETED').nullish(),
  payment_id: reference,
  amount_money: SquareMoney,
  updated_at: utcInstant.nullish(),
});
export type SquareRefund = z.infer<typeof SquareRefund>;

/** A refund that two payments name, or one names twice, is deducted once. */
export const onceEach = (refunds: readonly SquareRefund[]): SquareRefund[] => [
  ...new Map(refunds.map((refund) => [refund.id, refund])).values(),
];

/** The fields that decide whether a refund counts. They are read first, and alone. */
export const RefundStatus = z.object({
  id: squareId,
  status: z.string('expected a status such as COMPLETED'),
  payment_id: reference,
  updated_at: utcInstant.nullish(),
});

/** Money has gone back. A refund that is `PENDING` is reported again; `REJECTED` and `FAILED` ones never happened. */
export const hasSucceeded = ({ status }: { status?: string | null | undefined }): boolean => status === 'COMPLETED';

export const refundOf = ({ id, amount_money: amount }: SquareRefund): Refund => ({ id, ...moneyOf(amount) });
