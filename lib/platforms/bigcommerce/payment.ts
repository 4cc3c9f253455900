import { compareAmounts } from '../../order/money.ts';
import { parsePayload } from '../payload.ts';
import { BigCommerceStatus, OrderTotal } from './order.ts';
import { refundsOf, type RefundList, type Refunds } from './refunds.ts';
import { isRefundedInPart, orderPayment, type OrderPayment } from './status.ts';

/** What an order says about its payment, with its refunds. `refunded`: nothing is left to pay for. */
export type Payment =
  | { is: Exclude<OrderPayment, 'paid' | 'refunded'> }
  | { is: 'paid' | 'refunded'; refunds: Refunds };

/** Whether an order's refunds matter. An unknown status doesn't say that they don't. */
export function needsRefunds(status: BigCommerceStatus): boolean {
  const payment = orderPayment(status);
  return payment === 'paid' || payment === 'refunded';
}

/**
 * @param order the whole order, which contains the amounts
 * @param listed `undefined`: nobody asked for its refunds
 * @throws UnreadableWebhook for an unknown status, or invalid amounts
 */
export function paymentOf(status: BigCommerceStatus, order: unknown, listed: RefundList | undefined): Payment {
  const payment = orderPayment(status);
  if (payment !== 'paid' && payment !== 'refunded') return { is: payment };
  const { total_inc_tax: total, default_currency_code: currency } = parsePayload(OrderTotal, order);
  const refunds = refundsOf(listed, currency);
  return { is: isWhole(status, payment, total, refunds) ? 'refunded' : 'paid', refunds };
}

/**
 * Whether nothing of the order is left to pay for. Its status says so, or its refunds do. A payment that was refunded outside BigCommerce has no
 * refund, and may be one of several if the status says that the order is refunded in part.
 */
function isWhole(
  { status_id: statusId }: BigCommerceStatus,
  payment: 'paid' | 'refunded',
  total: string,
  { each, sum }: Refunds,
): boolean {
  if (each.length > 0 && compareAmounts(sum, total) >= 0) return true;
  return payment === 'refunded' && (statusId === 4 || (each.length === 0 && !isRefundedInPart(statusId)));
}
