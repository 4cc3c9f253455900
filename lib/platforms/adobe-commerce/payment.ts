import { Big } from 'big.js';
import * as z from 'zod';
import { subtractAmounts } from '../../order/money.ts';
import { anything, numericId } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { maybeAmount, maybeChangedAt, maybeCurrency, maybeText, maybeTime } from './fields.ts';
import type { RefundedSum } from './refunds.ts';

/** The fields that say which order it is, and how it's paid. They are read first, and alone: others may be invalid in an unpaid order. */
export const statusFields = {
  entity_id: anything,
  id: anything,
  state: maybeText,
  status: maybeText,
  grand_total: maybeAmount,
  total_paid: maybeAmount,
  // Calculated from floats, so it may be a bit below 0.
  total_canceled: maybeAmount.optional().catch(undefined),
  total_refunded: maybeAmount,
  order_currency_code: maybeCurrency,
  created_at: maybeTime,
  updated_at: maybeChangedAt.optional(),
};
export const OrderStatus = z.object(statusFields);
export type OrderStatus = z.infer<typeof OrderStatus>;

const Identified = z.object({ entity_id: numericId });

/** The order's ID. In some set-ups, it's in `id` alone. `increment_id` is its number, which the stores of one Commerce may each begin at 1. */
export const orderIdOf = ({ entity_id, id }: Pick<OrderStatus, 'entity_id' | 'id'>): string =>
  parsePayload(Identified, { entity_id: entity_id ?? id }).entity_id;

interface Paid {
  is: 'paid';
  /** What was owed, before refunds. */
  total: string;
  /** What was cancelled before it was paid. It isn't in the total. */
  canceled: string;
  currency: string;
  createdAt: string;
  refunded: RefundedSum | undefined;
}

export type Payment =
  | { is: 'cancelled' | 'unpaid' | 'reviewed' }
  /** Wholly. */
  | { is: 'refunded'; refunded: RefundedSum | undefined }
  | Paid
  /** The fields don't say it. */
  | { is: 'unknown' };

/**
 * Whether an order is paid. No event says that it was: `total_paid` says so once it reaches the total. It's absent until the first invoice, so an
 * order on account, and one whose payment is only authorized, isn't paid.
 * @param isWhole whether the order contains all fields that have a value. An event contains only those that are subscribed.
 * @see https://developer.adobe.com/commerce/extensibility/events/events-reference/
 */
export function paymentOf(order: OrderStatus, isWhole: boolean): Payment {
  const { grand_total: ordered, total_paid: paid, order_currency_code: currency, created_at: createdAt } = order;
  const state = stateOf(order);
  const refunded = refundedSum(order, isWhole);
  switch (state) {
    case 'canceled':
      return { is: 'cancelled' };
    case 'closed':
      return { is: 'refunded', refunded };
    case 'payment_review':
      // The merchant, or the payment's provider, still decides whether to take the money. Either way, the order is saved again.
      return { is: 'reviewed' };
    default:
      break;
  }
  if (state === undefined || ordered == null || currency == null) return { is: 'unknown' };
  // If a part of an order was invoiced and the rest is cancelled, the order goes on, and nobody owes the rest.
  const canceled = order.total_canceled ?? '0';
  const total = subtractAmounts(ordered, canceled);
  if (isNothing(ordered)) {
    // Nobody pays for it. Commerce goes on with it as if it was paid.
    if (state !== 'processing' && state !== 'complete') return { is: 'unpaid' };
  } else {
    // Commerce completes no order without its invoices, so this field isn't subscribed.
    if (paid === undefined && state === 'complete' && !isWhole) return { is: 'unknown' };
    if (isNothing(total) || !covers(paid ?? '0', total)) return { is: 'unpaid' };
    if (refunded !== undefined && covers(refunded.amount, total)) return { is: 'refunded', refunded };
  }
  if (createdAt == null) return { is: 'unknown' };
  return { is: 'paid', total, canceled, currency, createdAt, refunded };
}

/** Whether all of it was paid, whatever has become of it since. */
export const isPaidInFull = ({ grand_total: total, total_paid: paid }: OrderStatus): boolean =>
  total != null && paid != null && !isNothing(total) && covers(paid, total);

/** Commerce's own statuses, by which orders are known whose state isn't in the event. Shops may add others. */
const statesOfStatuses: ReadonlyMap<string, string> = new Map([
  ['pending', 'new'],
  ['pending_payment', 'pending_payment'],
  ['processing', 'processing'],
  ['complete', 'complete'],
  ['closed', 'closed'],
  ['canceled', 'canceled'],
  ['holded', 'holded'],
  ['payment_review', 'payment_review'],
  ['fraud', 'payment_review'],
]);

const stateOf = ({ state, status }: OrderStatus): string | undefined =>
  state?.trim().toLowerCase() ?? statesOfStatuses.get(status?.trim().toLowerCase() ?? '');

/** `undefined`: it isn't known, because the field isn't subscribed, or has never had a value. */
function refundedSum(
  { total_refunded: amount, order_currency_code: currency }: OrderStatus,
  isWhole: boolean,
): RefundedSum | undefined {
  if (currency == null || (amount === undefined && !isWhole)) return undefined;
  return { amount: amount ?? '0', currency };
}

const isNothing = (amount: string): boolean => new Big(amount).eq(0);

/**
 * Whether nothing is left to pay. Sums of PHP's floats differ by fractions, so Commerce rounds what is left to two decimals.
 * @see https://github.com/magento/magento2/blob/2.4-develop/app/code/Magento/Sales/Model/Order.php (getTotalDue)
 */
const covers = (paid: string, total: string): boolean => new Big(total).minus(paid).lt('0.005');
