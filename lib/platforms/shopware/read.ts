import * as z from 'zod';
import { orderedLongBefore } from '../../order/ordered-at.ts';
import { anything } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { Envelope, SearchResult, sentAtMsOf } from './envelope.ts';
import { changedAtOf, OrderCurrency, OrderTotal, ShopwareOrder, shopwareOrderOf, ShopwareStatus } from './order.ts';
import { coverEach, paymentOf, wholeRefunds, type Payment } from './transactions.ts';

/** The events that thankflow subscribes to. All of them contain the whole order. */
export const shopwareEvents = [
  'state_enter.order_transaction.state.paid',
  'state_enter.order_transaction.state.refunded',
  'state_enter.order_transaction.state.refunded_partially',
  'state_enter.order_transaction.state.chargeback',
  'state_enter.order.state.cancelled',
] as const;
type ShopwareEvent = (typeof shopwareEvents)[number];

const isRead = (event: string): event is ShopwareEvent => shopwareEvents.some((one) => one === event);

/** One order, as Shopware reported it. */
interface Report {
  shop: string;
  order: unknown;
  status: ShopwareStatus;
  /** For the event: the order's last change, else when Shopware sent it, else when it arrived. */
  at: string;
  /** When Shopware sent it. */
  sentAt: string | undefined;
  eventId: string | undefined;
  dated: { changedAt?: string };
}

const WithOrder = z.object({ order: anything });

/**
 * Reads a webhook by its event, or an order that the API returned by its states.
 * @see https://developer.shopware.com/docs/resources/references/app-reference/webhook-events-reference.html
 */
export function readShopware(webhook: RawWebhook, context: ReadContext): Reading {
  const body = losslessJson(webhook.body);
  const fetched = SearchResult.safeParse(body).data;
  if (fetched !== undefined) return readFetched(reportOf(fetched.data[0], undefined, undefined, context));
  const { data, source } = parsePayload(Envelope, body);
  const own = context.settings?.platformShopId;
  if (own !== undefined && source?.shopId !== undefined && source.shopId !== own)
    return { type: 'other-site', reason: 'another shop' };
  if (data?.event === undefined) {
    if (source?.action !== undefined) return { type: 'ignored', reason: 'flow action' };
    throw new UnreadableWebhook('data.event: expected the name of an event');
  }
  if (!isRead(data.event)) return { type: 'ignored', reason: 'event' };
  const { order } = parsePayload(WithOrder, data.payload);
  return readEvent(data.event, reportOf(order, sentAtMsOf(body), source?.eventId, context));
}

function reportOf(
  order: unknown,
  sentAtMs: number | undefined,
  eventId: string | undefined,
  { shop, receivedAtMs }: ReadContext,
): Report {
  const status = parsePayload(ShopwareStatus, order);
  const changedAt = changedAtOf(status);
  const sentAt = sentAtMs === undefined ? undefined : new Date(sentAtMs).toISOString();
  const at = changedAt ?? sentAt ?? new Date(receivedAtMs).toISOString();
  return { shop, order, status, at, sentAt, eventId, dated: changedAt === undefined ? {} : { changedAt } };
}

/**
 * An event is about one transaction, and doesn't say which one. That matters only if the order has several: one may be an attempt that failed,
 * a part of the amount, or a second payment of the same amount. Then the order is fetched, because the API knows their states.
 */
function readEvent(event: ShopwareEvent, report: Report): Reading {
  const { shop, status, at, dated, eventId } = report;
  const { id: orderId, transactions } = status;
  const [first, ...others] = transactions;
  const isOnly = others.length === 0;
  switch (event) {
    case 'state_enter.order.state.cancelled':
      return cancelled(report);
    case 'state_enter.order_transaction.state.paid':
      // Paying a cancelled order, or repeating this webhook after the cancellation, doesn't reopen it.
      if (isCancelled(report)) return cancelled(report);
      return isOnly || coverEach(transactions, totalOf(report).total)
        ? paid(report, report.sentAt ?? at, [])
        : byAllStates(report);
    case 'state_enter.order_transaction.state.refunded':
      return isOnly ? refundedWhole(report, wholeRefunds(transactions, currencyOf(report))) : byAllStates(report);
    case 'state_enter.order_transaction.state.refunded_partially':
      return isOnly
        ? {
            type: 'refunded',
            shop,
            at,
            ...dated,
            orderId,
            refunds: [{ id: first?.id ?? eventId ?? orderId }],
            full: false,
          }
        : byAllStates(report);
    case 'state_enter.order_transaction.state.chargeback':
      return isOnly ? { type: 'unpaid', shop, at, ...dated, orderId } : byAllStates(report);
  }
}

/** Decides by the states, if the webhook contains them all. Otherwise the order must be fetched. */
function byAllStates(report: Report): Reading {
  const { shop, at, dated, status } = report;
  const payment = paymentOf(status.transactions, totalOf(report));
  return payment === undefined
    ? { type: 'lookup', shop, at, ...dated, orderId: status.id }
    : byPayment(report, payment);
}

/** Unlike those of its transactions, an order's own state may be in webhooks. */
const isCancelled = ({ status }: Report): boolean => status.stateMachineState?.technicalName === 'cancelled';

const cancelled = ({ shop, at, dated, status }: Report): Reading => ({
  type: 'cancelled',
  shop,
  at,
  ...dated,
  orderId: status.id,
});

/** An order from the API. */
function readFetched(report: Report): Reading {
  if (isCancelled(report)) return cancelled(report);
  const payment = paymentOf(report.status.transactions, totalOf(report));
  if (payment === undefined) throw new UnreadableWebhook('transactions.stateMachineState: expected the state of each');
  return byPayment(report, payment);
}

const refundedWhole = ({ shop, at, dated, status }: Report, refunds: Payment['refunds']): Reading => ({
  type: 'refunded',
  shop,
  at,
  ...dated,
  orderId: status.id,
  refunds: refunds.slice(0, 50),
  full: true,
});

function byPayment(report: Report, { status: payment, paidAt, refunds }: Payment): Reading {
  const { shop, at, dated, status } = report;
  switch (payment) {
    case 'open':
      return { type: 'ignored', reason: 'not paid' };
    case 'unpaid':
      return { type: 'unpaid', shop, at, ...dated, orderId: status.id };
    case 'refunded':
      return refundedWhole(report, refunds);
    case 'paid':
      return paid(report, report.sentAt ?? paidAt ?? at, refunds);
  }
}

/** An event comes when a payment is recorded, which may be long after the order: invoices and bank transfers. */
function paid({ shop, order, status, at, dated }: Report, paidAt: string, refunds: Payment['refunds']): Reading {
  const converted = shopwareOrderOf(parsePayload(ShopwareOrder, order), paidAt, refunds.slice(0, 50));
  return fitEvent({
    type: 'paid',
    shop,
    at,
    ...dated,
    order: { ...converted, ...orderedLongBefore(status.orderDateTime, paidAt) },
  });
}

/** `undefined` if it can't be read: a refund counts all the same. */
const currencyOf = ({ order }: Report): string | undefined => OrderCurrency.safeParse(order).data?.currency.isoCode;

function totalOf({ order }: Report): { total: string; currency: string } {
  const { amountTotal, currency } = parsePayload(OrderTotal, order);
  return { total: amountTotal, currency: currency.isoCode };
}
