import * as z from 'zod';
import type { PaymentType } from '../../order/order.ts';
import { anything, decimal, lenient, listOf, utcInstant } from '../fields.ts';

const Transaction = z.object({
  chargedAmount: lenient(z.object({ amount: decimal })),
  createdAt: lenient(utcInstant),
  events: listOf(lenient(z.object({ type: anything }))).catch([]),
  /** `null`: the payment app didn't say it. `undefined`: the query doesn't ask for it. */
  paymentMethodDetails: z.object({ __typename: anything, brand: anything, lastDigits: anything }).nullish().catch(null),
  createdBy: lenient(z.object({ identifier: anything })),
});
export type Transaction = z.infer<typeof Transaction>;

/**
 * An order's payments. `undefined` if the query doesn't ask for them. Payments by Saleor's older payments API aren't among them. What is charged
 * of each is what is left after its refunds.
 * @see https://docs.saleor.io/api-reference/payments/objects/transaction-item
 */
export const Transactions = listOf(lenient(Transaction))
  .transform((all) => all.filter((one) => one !== null && one !== undefined))
  .optional()
  .catch(undefined);
export type Transactions = z.infer<typeof Transactions>;

/** Whether a bank took back what was paid, all or a part of it. */
export const isChargedBack = (transactions: Transactions): boolean =>
  (transactions ?? []).some(({ events }) => events.some((event) => event?.type === 'CHARGE_BACK'));

/** How a transaction was paid: the name of a type in Saleor's schema. */
export const methodOf = ({ paymentMethodDetails }: Transaction): unknown => {
  const { __typename } = paymentMethodDetails ?? {};
  return __typename;
};

/** `card` only if each payment certainly was by card: Thanx may credit linked cards by itself. */
export const saleorPaymentType = (transactions: Transactions): PaymentType =>
  transactions !== undefined &&
  transactions.length > 0 &&
  transactions.every((one) => methodOf(one) === 'CardPaymentMethodDetails')
    ? 'card'
    : 'other';
