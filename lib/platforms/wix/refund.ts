import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { anything, decimal, listOf, utcInstant } from '../fields.ts';
import { wixId, wixObject } from './names.ts';

const Transaction = z.object({
  refundStatus: anything,
  amount: z.object({ amount: decimal }).nullish().catch(undefined),
});
type Transaction = z.infer<typeof Transaction>;

/**
 * A refund of an order. Each of its transactions returns a part of it, and may fail alone.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/order-transactions/order-transactions-object
 */
export const WixRefund = wixObject({
  id: wixId,
  createdDate: utcInstant.nullish().catch(undefined),
  transactions: listOf(Transaction.optional().catch(undefined)),
});
export type WixRefund = z.infer<typeof WixRefund>;

/** The body of `order_transactions_refund_completed`. It doesn't contain the order. */
export const RefundCompleted = z.object({ orderId: wixId, refund: WixRefund });

/** Statuses of money that is on its way back. */
const underWay = new Set<unknown>(['PENDING', 'SCHEDULED', 'INITIATED', 'STARTED']);

/** Whether a refund won't change any more. Only the API shows others: Wix reports a refund once it has ended. */
export const hasEnded = ({ transactions }: WixRefund): boolean =>
  transactions.every((one) => !underWay.has(one?.refundStatus));

const succeeded = (transactions: WixRefund['transactions']): Transaction[] =>
  transactions
    .filter((one) => one !== undefined)
    .filter(({ refundStatus }) => (refundStatus ?? 'SUCCEEDED') === 'SUCCEEDED');

/**
 * A refund in the event's form; `undefined` if no money went back. Transactions that failed or still wait don't count: Wix reports a refund
 * once all of them have ended. Its amount is in the order's currency, and unknown if a transaction's amount can't be read.
 */
export function refundOf({ id, transactions }: WixRefund): Refund | undefined {
  const [first, ...others] = succeeded(transactions);
  if (first === undefined) return undefined;
  const amount = others.reduce(
    (sum, one) => sum && one.amount?.amount && addAmounts(sum, one.amount.amount),
    first.amount?.amount,
  );
  return { id, ...(amount !== undefined && { amount }) };
}
