import * as z from 'zod';
import { addAmounts, compareAmounts, isZero, subtract } from '../../order/money.ts';
import type { Money } from '../../order/order.ts';
import { currencyCode, decimal, lenient } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';
import { wasNeverFullyPaid } from './history.ts';
import { isChargedBack, Transactions } from './transactions.ts';

/** An order that was paid. `refunded`: wholly. */
export interface Paid {
  is: 'paid' | 'refunded';
  /** Before refunds. */
  total: Money;
  /** The sum so far. `undefined`: the query doesn't ask for it. */
  refunded: Money | undefined;
}

/** What an order says about its payment. The amounts of an order that isn't paid may be invalid. */
export type Payment = { is: 'cancelled' | 'draft' | 'open' | 'charged-back' } | Paid;

/** The fields that decide about it, besides the amounts. Every order has a status and a charge status, but not every query asks for them. */
export const statusFields = {
  status: z.string('expected a status such as UNFULFILLED').nullish(),
  chargeStatus: z.string('expected a status such as FULL').nullish(),
  transactions: Transactions,
};
type Status = z.infer<z.ZodObject<typeof statusFields>>;

const expectedAmount = 'expected an amount';

/** All amounts are JSON floats in the order's only currency. */
export const Amounts = z.object({
  total: z.object({ gross: z.object({ amount: decimal, currency: currencyCode }, expectedAmount) }, expectedAmount),
  /** What was charged less what was refunded. */
  totalCharged: lenient(z.object({ amount: decimal })),
  totalRefunded: z.object({ amount: decimal }, expectedAmount).nullish(),
});
type Amounts = z.infer<typeof Amounts>;

const charged = new Set(['FULL', 'OVERCHARGED']);
const notCharged = new Set(['NONE', 'PARTIAL']);

/**
 * How an order is paid. Its charge status compares what is charged with the total less the refunds that were granted. So a paid order isn't `FULL`
 * any more after a refund that nobody granted before, and it's `FULL` without any payment if all of it was granted.
 * @param order the whole order, which contains the amounts
 * @param saysPaid whether the event itself says that the order was paid
 * @throws UnreadableWebhook for an unknown charge status, or invalid amounts of an order that may be paid
 * @see https://docs.saleor.io/api-reference/orders/enums/order-charge-status-enum
 */
export function paymentOf({ status, chargeStatus, transactions }: Status, order: unknown, saysPaid: boolean): Payment {
  if (status === 'CANCELED') return { is: 'cancelled' };
  if (status === 'DRAFT') return { is: 'draft' };
  const isFull = isFullyCharged(chargeStatus) ?? saysPaid;
  const unpaid: Payment = { is: isChargedBack(transactions) ? 'charged-back' : 'open' };
  const parsed = isFull ? parsePayload(Amounts, order) : Amounts.safeParse(order).data;
  if (parsed === undefined || !(isFull ? isCharged(parsed) : wasCharged(parsed))) return unpaid;
  // A part that was paid, refunded and paid in another way adds up to more than was ever paid.
  if (!isFull && !saysPaid && wasNeverFullyPaid(order)) return unpaid;
  const total = parsed.total.gross;
  const refunded = refundedOf(parsed);
  const isWhole = refunded !== undefined && !isZero(refunded) && compareAmounts(refunded.amount, total.amount) >= 0;
  return { is: isWhole ? 'refunded' : 'paid', total, refunded };
}

/** `undefined`: the query doesn't ask for it. */
function isFullyCharged(chargeStatus: string | null | undefined): boolean | undefined {
  if (chargeStatus === null || chargeStatus === undefined) return undefined;
  if (charged.has(chargeStatus)) return true;
  if (notCharged.has(chargeStatus)) return false;
  throw new UnreadableWebhook('order.chargeStatus: expected NONE, PARTIAL, FULL or OVERCHARGED');
}

const zero = '0';
const isNothing = (amount: string): boolean => compareAmounts(amount, zero) === 0;

/** Whether there was a payment at all, or nothing to pay. */
const isCharged = ({ total, totalCharged, totalRefunded }: Amounts): boolean =>
  isZero(total.gross) ||
  !isNothing(totalCharged?.amount ?? total.gross.amount) ||
  !isNothing(totalRefunded?.amount ?? zero);

/** Whether the order was fully paid before something was refunded. */
const wasCharged = ({ total, totalCharged, totalRefunded }: Amounts): boolean =>
  !isNothing(totalRefunded?.amount ?? zero) &&
  compareAmounts(addAmounts(totalCharged?.amount ?? zero, totalRefunded?.amount ?? zero), total.gross.amount) >= 0;

/**
 * What of the total was given back, or isn't owed any more: what is missing from what is charged now. The sum of the refunds doesn't say it, because
 * a refund may be of more than the total, or be followed by another payment. It's taken if the query doesn't ask for what is charged.
 */
function refundedOf({ total: { gross }, totalCharged, totalRefunded }: Amounts): Money | undefined {
  const { currency } = gross;
  if (totalCharged) return subtract(gross, { amount: totalCharged.amount, currency });
  return totalRefunded ? { amount: totalRefunded.amount, currency } : undefined;
}
