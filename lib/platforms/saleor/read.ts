import type { Money } from '../../order/order.ts';
import { orderedLongBefore } from '../../order/ordered-at.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { isRead, saleorEventIn, type SaleorEvent } from './event.ts';
import { paidAtOf, SaleorHistory } from './history.ts';
import { SaleorOrder, saleorOrderOf, SaleorStatus } from './order.ts';
import { Amounts, paymentOf, type Paid } from './payment.ts';
import { refundedSum } from '../refunded-sum.ts';
import { isChargedBack } from './transactions.ts';

/** One order, as Saleor reported it. */
interface Report {
  shop: string;
  event: SaleorEvent;
  status: SaleorStatus;
  /** When it happened: as the event says, else the order's last change, else when it arrived. */
  at: string;
  /** When the order was as the body says. It's signed, and the same each time that Saleor sends the event. */
  changedAt: string | undefined;
}

/**
 * Reads an event by its type and the order's state, or an order that the API returned by its state. Both are in the signed body.
 * @see https://docs.saleor.io/api-reference/webhooks/enums/webhook-event-type-async-enum
 */
export function readSaleor({ body }: RawWebhook, { shop, receivedAtMs }: ReadContext): Reading {
  const event = saleorEventIn(losslessJson(body));
  if (event.type !== undefined && !isRead(event.type)) return { type: 'ignored', reason: 'event' };
  if (event.order === undefined || event.order === null) throw new UnreadableWebhook(noOrder);
  const status = parsePayload(SaleorStatus, event.order);
  if (status.origin === 'BULK_CREATE') return { type: 'ignored', reason: 'imported' };
  const changedAt = status.updatedAt ?? event.issuedAt;
  const at = event.issuedAt ?? changedAt ?? new Date(receivedAtMs).toISOString();
  return readReport({ shop, event, status, at, changedAt });
}

const noOrder =
  'order: expected an order. Does the webhook have the query that ./thankflow connect saleor shows, and the app the permission MANAGE_ORDERS?';

function readReport(report: Report): Reading {
  const { event, status } = report;
  switch (event.type) {
    case 'OrderCancelled':
      return reversed('cancelled', report);
    case 'OrderRefunded':
      return readRefund(report, false);
    case 'OrderFullyRefunded':
      return readRefund(report, true);
    case 'OrderUpdated':
      // Comes for every change, also after each of the other events. Only a chargeback has no event of its own.
      return isChargedBack(status.transactions) ? byPayment(report, false) : { type: 'ignored', reason: 'update' };
    case 'OrderFullyPaid':
      return byPayment(report, true);
    default:
      if (!status.chargeStatus && status.status !== 'CANCELED') throw new UnreadableWebhook(noChargeStatus);
      return byPayment(report, false);
  }
}

const noChargeStatus =
  'order.chargeStatus: expected a status such as FULL. Does the webhook have the query that ./thankflow connect saleor shows?';

const reversed = (type: 'cancelled' | 'unpaid', { shop, at, changedAt, status }: Report): Reading => ({
  type,
  shop,
  at,
  ...(changedAt !== undefined && { changedAt }),
  orderId: status.id,
});

/** @param saysPaid whether the event's type says that the order was paid */
function byPayment(report: Report, saysPaid: boolean): Reading {
  const { event, status } = report;
  const payment = paymentOf(status, event.order, saysPaid);
  switch (payment.is) {
    case 'cancelled':
      return reversed('cancelled', report);
    case 'charged-back':
      return reversed('unpaid', report);
    case 'draft':
    case 'open':
      return { type: 'ignored', reason: payment.is === 'draft' ? 'draft' : 'not paid' };
    case 'refunded':
      return refunded(report, payment.refunded, true);
    case 'paid':
      return event.type === 'OrderUpdated' ? { type: 'ignored', reason: 'update' } : paid(report, payment);
  }
}

/** All refunds, as of the order's last change. Without that time, nobody knows which of two sums is newer, and both would count. */
function listed(changedAt: string | undefined, sum: Money | undefined) {
  if (changedAt === undefined) return { refunds: [] };
  return sum === undefined
    ? { changedAt, refunds: [] }
    : { changedAt, refundsComplete: true as const, refunds: refundedSum(sum) };
}

const refunded = ({ shop, at, changedAt, status }: Report, sum: Money | undefined, full: boolean): Reading => ({
  type: 'refunded',
  shop,
  at,
  ...listed(changedAt, sum),
  orderId: status.id,
  full,
});

/** @param full whether the event's type says that the whole order is refunded. Then the sum isn't needed */
function readRefund(report: Report, full: boolean): Reading {
  const { event, status } = report;
  if (status.status === 'CANCELED') return reversed('cancelled', report);
  const amounts = full ? Amounts.safeParse(event.order).data : parsePayload(Amounts, event.order);
  if (!amounts?.totalRefunded) {
    if (!full) throw new UnreadableWebhook('order.totalRefunded: expected what was refunded so far');
    return refunded(report, undefined, full);
  }
  const payment = paymentOf(status, event.order, true);
  const sum = 'refunded' in payment ? payment.refunded : { ...amounts.total.gross, ...amounts.totalRefunded };
  return refunded(report, sum, full || payment.is === 'refunded');
}

function paid(report: Report, { total, refunded: sum }: Paid): Reading {
  const { shop, event, status, at, changedAt } = report;
  const paidAt = timeOfPayment(report);
  const { refunds, ...time } = listed(changedAt, sum);
  const order = saleorOrderOf(parsePayload(SaleorOrder, event.order), {
    paidAt,
    total,
    refunded: sum,
    version: event.version,
  });
  return fitEvent({
    type: 'paid',
    shop,
    at,
    ...time,
    order: { ...order, ...orderedLongBefore(status.created, paidAt), refunds },
  });
}

/**
 * An event comes when the order is paid. An order from the API has its history. If that doesn't say it, the order was paid when it was made at the
 * earliest.
 * @throws UnreadableWebhook if nothing says it
 */
function timeOfPayment({ event, status }: Report): string {
  const history = SaleorHistory.parse(event.order);
  const time =
    event.issuedAt ?? paidAtOf(history) ?? (history.events === undefined ? undefined : (status.created ?? undefined));
  if (time === undefined) throw new UnreadableWebhook('issuedAt: expected the time of the payment');
  return time;
}
