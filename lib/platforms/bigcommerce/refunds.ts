import * as z from 'zod';
import { addAmounts, isZero, subtractAmounts } from '../../order/money.ts';
import { decimal, flag, lenient, listOf, numericId } from '../fields.ts';
import { BigCommerceTime } from './dates.ts';

const RefundPayment = z
  .object({ amount: lenient(decimal), is_declined: flag })
  .refine(
    ({ amount, is_declined: isDeclined }) => !isDeclined || typeof amount === 'string',
    'expected what was declined',
  );

export const BigCommerceRefund = z.object({
  id: numericId,
  created: lenient(BigCommerceTime),
  total_amount: decimal,
  payments: listOf(RefundPayment),
});
export type BigCommerceRefund = z.infer<typeof BigCommerceRefund>;

/**
 * All refunds of an order, as the API lists them. An order itself doesn't say what was refunded: its `refunded_amount` is always 0.
 * @see https://developer.bigcommerce.com/docs/rest-management/transactions/payment-actions#get-refunds-for-order
 */
export const RefundList = z.object({ data: listOf(BigCommerceRefund).transform((refunds) => onceEach(refunds)) });
export type RefundList = z.infer<typeof RefundList>;

/** A list that changes while its pages are read may repeat a refund, which must be deducted once. */
export const onceEach = (refunds: readonly BigCommerceRefund[]): BigCommerceRefund[] => [
  ...new Map(refunds.map((refund) => [refund.id, refund])).values(),
];

/** Refunds in the currency that the customer paid in, which is assumed: they don't say it. */
export interface Refunds {
  each: { id: string; amount: string; currency: string }[];
  sum: string;
  /** When the latest was created. */
  latest: string | undefined;
}

export function refundsOf(listed: RefundList | undefined, currency: string): Refunds {
  const each = (listed?.data ?? [])
    .map((refund) => ({ id: refund.id, amount: returned(refund), currency }))
    .filter((refund) => !isZero(refund));
  return {
    each,
    sum: each.reduce((sum, { amount }) => addAmounts(sum, amount), '0'),
    latest: listed?.data
      .map(({ created }) => created ?? '')
      .toSorted()
      .at(-1),
  };
}

/** What went back. A payment provider may decline its part of a refund. */
function returned({ total_amount: total, payments }: BigCommerceRefund): string {
  const declined = payments
    .filter((payment) => payment.is_declined)
    .reduce((sum, { amount }) => addAmounts(sum, amount ?? '0'), '0');
  return subtractAmounts(total, declined);
}
