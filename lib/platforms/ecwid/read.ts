import * as z from 'zod';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { readEvent } from './event.ts';
import { currencyIn, deletionIn, maybeCurrencyIn, orderIn } from './fetched.ts';
import { identityOf, numberOf, orderIds } from './ids.ts';
import { EcwidOrder, ecwidOrderOf } from './order.ts';
import { paymentOf, paymentStatus } from './payment.ts';
import { refundedSum } from '../refunded-sum.ts';
import { isEvent } from './signed-part.ts';
import { changedAtOf, createdAtOf, orderTimes } from './times.ts';

/** Reads an event, or what the API answered when it was asked about its order. A signed body is an event, whatever else it contains. */
export function readEcwid(webhook: RawWebhook, context: ReadContext): Reading {
  const payload = losslessJson(webhook.body);
  if (isEvent(payload)) return readEvent(payload, context);
  const deletion = deletionIn(payload);
  if (deletion === undefined) return readOrder(payload, context);
  return { type: 'cancelled', ...dated(deletion.date, context), orderId: deletion.id };
}

const Status = z.object({ ...orderIds, ...orderTimes, paymentStatus });

/** Decides first whether the order is paid: the other fields of an unpaid or cancelled order may be invalid. */
function readOrder(payload: unknown, context: ReadContext): Reading {
  const order = orderIn(payload);
  const status = parsePayload(Status, order);
  const orderId = identityOf(status);
  if (orderId === undefined) throw new UnreadableWebhook("internalId: expected the order's internal ID");
  const payment = paymentOf(status.paymentStatus, order, context.settings);
  const [createdAt, changedAt] = [createdAtOf(status), changedAtOf(status)];
  const when = dated(changedAt, context);
  switch (payment.is) {
    case 'ignored':
      return { type: 'ignored', reason: 'paymentStatus' };
    case 'unpaid':
      // An order that hasn't changed yet was never paid.
      return changedAt === undefined || createdAt === undefined || changedAt <= createdAt
        ? { type: 'ignored', reason: 'not paid' }
        : { type: 'unpaid', ...dated(justBefore(changedAt), context), orderId };
    case 'cancelled':
      return { type: 'cancelled', ...when, orderId };
    case 'part-refunded':
      return { type: 'refunded', ...when, orderId, refunds: [], full: false };
    case 'refunded':
      return {
        type: 'refunded',
        ...when,
        ...listed(payment.refunded, maybeCurrencyIn(payload), changedAt),
        orderId,
        full: true,
      };
    case 'paid': {
      if (createdAt === undefined)
        throw new UnreadableWebhook('createTimestamp: expected the time at which the order was placed');
      const known = { ...payment, orderId, number: numberOf(status), paidAt: createdAt, currency: currencyIn(payload) };
      const { refunds, ...complete } = listed(payment.refunded, known.currency, changedAt);
      const read = { ...ecwidOrderOf(parsePayload(EcwidOrder, order), known), refunds };
      return fitEvent({ type: 'paid', ...when, ...complete, order: read });
    }
  }
}

/** @param changedAt when the order changed, as the API says */
const dated = (changedAt: string | undefined, { shop, receivedAtMs }: ReadContext) =>
  changedAt === undefined ? { shop, at: new Date(receivedAtMs).toISOString() } : { shop, at: changedAt, changedAt };

/** Ecwid counts in seconds. An order that is paid in the second in which it wasn't yet must not look unpaid. */
const justBefore = (changedAt: string): string => new Date(Date.parse(changedAt) - 1).toISOString();

/** All refunds, as of the order's time of change. Without that time, nobody knows which of two sums is newer, and both would count. */
const listed = (refunded: string, currency: string | undefined, changedAt: string | undefined) =>
  changedAt === undefined
    ? { refunds: [] }
    : { refundsComplete: true as const, refunds: refundedSum({ amount: refunded, currency }) };
