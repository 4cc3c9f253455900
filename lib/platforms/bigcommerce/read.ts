import * as z from 'zod';
import { anything } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import type { RawWebhook, ReadContext, Reading } from '../platform.ts';
import { isNotification, readNotification } from './notification.ts';
import { BigCommerceOrder, bigCommerceOrderOf, BigCommerceStatus, isMigrated } from './order.ts';
import { paymentOf } from './payment.ts';
import { RefundList, type Refunds } from './refunds.ts';

/** Reads a webhook, or the order that was looked up after one. Which of the two it is, the signed body says. */
export function readBigCommerce(webhook: RawWebhook, context: ReadContext): Reading {
  const payload = losslessJson(webhook.body);
  return isNotification(payload) ? readNotification(payload, context) : readFetched(payload, context);
}

/** Two answers of the API in one: an order and its refunds. A file of orders has only orders. */
const Fetched = z.object({ order: z.looseObject({}), refunds: anything });

/** The maximum in an event. */
export const maxRefunds = 50;

/** Decides first whether the order is paid: the other fields of an unpaid or cancelled order may be invalid. */
function readFetched(payload: unknown, context: ReadContext): Reading {
  const { order, refunds: list } = Fetched.safeParse(payload).data ?? { order: payload, refunds: undefined };
  const status = parsePayload(BigCommerceStatus, order);
  const { id: orderId, date_modified: modifiedAt, is_deleted: isArchived } = status;
  if (isMigrated(status)) return { type: 'ignored', reason: 'migrated' };
  const listed = list == null ? undefined : parsePayload(RefundList, list);
  const payment = paymentOf(status, order, listed);
  const { shop } = context;
  switch (payment.is) {
    case 'open':
      return { type: 'ignored', reason: 'not paid' };
    case 'cancelled':
    case 'unpaid':
      return { type: payment.is, shop, ...timeOf(modifiedAt, undefined, context), orderId };
    case 'refunded':
    case 'paid': {
      const { each, sum, latest } = payment.refunds;
      const time = timeOf(modifiedAt, latest, context);
      const isList = listed !== undefined && each.length <= maxRefunds && 'changedAt' in time;
      const about = { shop, ...time, ...(isList && { refundsComplete: true as const }) };
      const refunds = each.slice(0, maxRefunds);
      if (payment.is === 'refunded') return { type: 'refunded', ...about, orderId, refunds, full: true };
      // Archiving hides an order. Nobody knows why it was hidden, so it isn't thanked any more, and what is known of it stays.
      if (isArchived)
        return refunds.length === 0
          ? { type: 'ignored', reason: 'archived' }
          : { type: 'refunded', ...about, orderId, refunds, full: false };
      const body = parsePayload(BigCommerceOrder, order);
      const converted = bigCommerceOrderOf(body, sum, paidAtOf(body, context));
      return fitEvent({ type: 'paid', ...about, order: { ...converted, refunds } });
    }
  }
}

/** As of when the order is as it says. It's assumed that a further refund may leave `date_modified` as it was. */
function timeOf(
  modifiedAt: string | undefined,
  refundedAt: Refunds['latest'],
  { receivedAtMs }: ReadContext,
): { at: string; changedAt?: string } {
  if (modifiedAt === undefined) return { at: new Date(receivedAtMs).toISOString() };
  const changedAt = refundedAt !== undefined && refundedAt > modifiedAt ? refundedAt : modifiedAt;
  return { at: changedAt, changedAt };
}

/**
 * When the order was paid. It doesn't say so, but a webhook does that reports the payment. Without one, it's assumed to be paid when it's placed: its
 * last change may be anything, such as its shipping, and would make an old order look like a new one.
 */
function paidAtOf({ date_created: placedAt }: BigCommerceOrder, { paidAt = placedAt }: ReadContext): string {
  return paidAt > placedAt ? paidAt : placedAt;
}
