import * as z from 'zod';
import { addAmounts, compareAmounts, subtract } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { decimal, lenient, listOf, utcInstant, wholeText } from '../fields.ts';

export const instant = lenient(utcInstant);

const Price = lenient(z.object({ totalPrice: decimal }));

/** Webhooks don't contain the states of transactions; the API does. */
export const State = lenient(z.object({ technicalName: z.string() }));

const CaptureRefund = lenient(z.object({ id: wholeText(128), amount: Price, stateMachineState: State }));
const Capture = lenient(z.object({ refunds: listOf(CaptureRefund).catch([]) }));

/** @see https://github.com/shopware/shopware/blob/trunk/src/Core/Checkout/Order/Aggregate/OrderTransaction/OrderTransactionDefinition.php */
const Transaction = z.object({
  id: wholeText(128),
  amount: Price,
  paymentMethod: lenient(z.object({ technicalName: wholeText(100), shortName: wholeText(100) })),
  stateMachineState: State,
  createdAt: instant,
  updatedAt: instant,
  captures: listOf(Capture).catch([]),
});
export type Transaction = z.infer<typeof Transaction>;

/** An order's payments: one for each attempt, and one for each part that is paid separately. Entries that can't be read are left out. */
export const Transactions = listOf(lenient(Transaction))
  .catch([])
  .transform((all) => all.filter((one) => one !== null && one !== undefined));

const stateOf = ({ stateMachineState }: Transaction): string | undefined => stateMachineState?.technicalName;
const amountOf = ({ amount }: Transaction): string | undefined => amount?.totalPrice;
const isIn =
  (...states: readonly string[]) =>
  (one: Transaction): boolean =>
    states.includes(stateOf(one) ?? '');

/** Attempts that led to nothing. */
const isOver = isIn('cancelled', 'failed');
const isPaid = isIn('paid', 'refunded_partially');
const isRefunded = isIn('refunded');

/** The sum, with 0 for an amount that can't be read. */
const sumOf = (transactions: readonly Transaction[]): string =>
  transactions.reduce((sum, one) => addAmounts(sum, amountOf(one) ?? '0'), '0');

/** Whether each transaction is about the whole order, so that whichever of them was paid has paid the order. */
export const coverEach = (transactions: readonly Transaction[], total: string): boolean =>
  transactions.every((one) => {
    const amount = amountOf(one);
    return amount !== undefined && compareAmounts(amount, total) >= 0;
  });

/** The latest of some times. */
export const latestOf = (times: readonly (string | null | undefined)[]): string | undefined =>
  times
    .filter((time) => typeof time === 'string')
    .toSorted()
    .at(-1);

/** What an order's transactions say together. */
export interface Payment {
  status: 'paid' | 'refunded' | 'unpaid' | 'open';
  /** When the latest payment was recorded: the last change of its transaction. */
  paidAt?: string | undefined;
  /** Refunds of a part, for an order that is paid. */
  refunds: Refund[];
}

/**
 * How an order is paid. A part that isn't paid yet keeps the order open.
 * @param total the order's amount, in `currency`
 * @returns `undefined` if a transaction's state is unknown, as in webhooks
 */
export function paymentOf(
  transactions: readonly Transaction[],
  { total, currency }: { total: string; currency: string },
): Payment | undefined {
  if (transactions.some((one) => stateOf(one) === undefined)) return undefined;
  const open: Payment = { status: 'open', refunds: [] };
  const alive = transactions.filter((one) => !isOver(one));
  const paid = alive.filter(isPaid);
  const refunded = alive.filter(isRefunded);
  const everPaid = [...paid, ...refunded];
  const isCovered =
    everPaid.length === alive.length || compareAmounts(sumOf(everPaid), total) >= 0 || coverEach(everPaid, total);
  if (everPaid.length > 0 && isCovered) {
    if (paid.length === 0) return { status: 'refunded', refunds: wholeRefunds(refunded, currency) };
    // If the customer paid twice, giving one payment back refunds nothing of the order.
    const paidBack = compareAmounts(sumOf(paid), total) >= 0 ? [] : refunded;
    return {
      status: 'paid',
      paidAt: latestOf(paid.flatMap((one) => [one.updatedAt ?? one.createdAt])),
      refunds: [
        ...paidBack.flatMap((one) => refund(one.id, amountOf(one), currency)),
        ...paid.flatMap((one) => partialRefunds(one, currency)),
      ],
    };
  }
  return alive.some(isIn('chargeback')) ? { ...open, status: 'unpaid' } : open;
}

/** Whole payments that were given back. Without an amount, nothing more is known of one than that. */
export const wholeRefunds = (transactions: readonly Transaction[], currency: string | undefined): Refund[] =>
  transactions.flatMap((one) =>
    currency === undefined || amountOf(one) === undefined ? [] : refund(one.id, amountOf(one), currency),
  );

/** No refund without an ID, because it could be any other one. */
const refund = (id: string | undefined, amount: string | undefined, currency: string): Refund[] =>
  id === undefined ? [] : [{ id, ...(amount !== undefined && { amount, currency }) }];

/** The refunds of a captured payment. Few payment plugins record them; without them, only the state says that there was one. */
function partialRefunds(transaction: Transaction, currency: string): Refund[] {
  const refunds = transaction.captures
    .flatMap((capture) => capture?.refunds ?? [])
    .filter((one) => one !== null && one !== undefined)
    .filter(({ stateMachineState }) => stateMachineState?.technicalName === 'completed')
    .flatMap(({ id, amount }) => refund(id, amount?.totalPrice, currency));
  if (refunds.length > 0 || stateOf(transaction) !== 'refunded_partially') return refunds;
  return refund(transaction.id, undefined, currency);
}

/** An amount without the refunds whose amounts are known. */
export const lessRefunds = (amount: string, currency: string, refunds: readonly Refund[]): string =>
  refunds.reduce(
    (rest, one) => subtract({ amount: rest, currency }, { amount: one.amount ?? '0', currency }).amount,
    amount,
  );
