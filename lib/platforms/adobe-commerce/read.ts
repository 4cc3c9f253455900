import * as z from 'zod';
import { anything } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { commerceEventIn, eventIn, isEvent, isForAnother, type CommerceEvent } from './envelope.ts';
import { CommerceOrder, commerceOrderOf } from './order.ts';
import { orderIdOf, OrderStatus, paymentOf } from './payment.ts';
import { refundedSum } from '../refunded-sum.ts';
import { readCreditMemo, type RefundedSum } from './refunds.ts';

/**
 * The events that are read, as their types end. A conditional event has a name that begins with its parent's.
 * @see https://developer.adobe.com/commerce/extensibility/events/conditional-events/
 */
const orderSaved = /(^|\.)observer\.sales_order_save(_commit)?_after(_\w+)?$/;
const creditMemoSaved = /(^|\.)observer\.sales_order_creditmemo_save(_commit)?_after(_\w+)?$/;

/** Reads an event, or an order of the REST API. Which of the two it is, the signed body says. */
export function readAdobeCommerce({ body }: RawWebhook, context: ReadContext): Reading {
  const payload = losslessJson(body);
  if (!isEvent(payload)) return readOrder(payload, context, { time: undefined, isWhole: true });
  const event = eventIn(payload);
  if (isForAnother(event, context.settings)) return { type: 'other-site', reason: 'recipientclientid' };
  return readEvent(commerceEventIn(event), context);
}

function readEvent({ type, time, value }: CommerceEvent, context: ReadContext): Reading {
  const { shop, receivedAtMs } = context;
  if (type === undefined ? isOrder(value) : orderSaved.test(type))
    return readOrder(value, context, { time, isWhole: false });
  if (type === undefined)
    throw new UnreadableWebhook('type: expected the type of the event, such as com.adobe.commerce.observer.…');
  if (creditMemoSaved.test(type)) return readCreditMemo(value, { shop, time, receivedAtMs });
  return { type: 'ignored', reason: 'event' };
}

/** Of an event without a type. Everything else that Commerce sells by has an `order_id`: invoices, shipments, credit memos. */
const Numbered = z.object({ increment_id: z.union([z.string(), z.number()]), order_id: anything });
const isOrder = (value: object): boolean => {
  const numbered = Numbered.safeParse(value).data;
  return numbered !== undefined && numbered.order_id === undefined;
};

/** @param isWhole whether the order contains all fields that have a value */
function readOrder(
  value: unknown,
  { shop, receivedAtMs }: ReadContext,
  { time, isWhole }: { time: string | undefined; isWhole: boolean },
): Reading {
  const status = parsePayload(OrderStatus, value);
  const orderId = orderIdOf(status);
  const payment = paymentOf(status, isWhole);
  const changedAt = status.updated_at;
  const at = changedAt ?? time ?? new Date(receivedAtMs).toISOString();
  const dated = changedAt === undefined ? {} : { changedAt };
  switch (payment.is) {
    case 'unknown':
      return { type: 'lookup', shop, at, ...dated, orderId };
    case 'unpaid':
      return { type: 'ignored', reason: 'not paid' };
    case 'reviewed':
      return { type: 'ignored', reason: 'payment under review' };
    case 'cancelled':
      return { type: 'cancelled', shop, at, ...dated, orderId };
    case 'refunded':
      return { type: 'refunded', shop, at, ...listed(payment.refunded, changedAt), orderId, full: true };
    case 'paid': {
      const { refunds, ...listedAt } = listed(payment.refunded, changedAt);
      const order = commerceOrderOf(parsePayload(CommerceOrder, value), payment, isWhole);
      return fitEvent({ type: 'paid', shop, at, ...listedAt, order: { ...order, refunds } });
    }
  }
}

/** All refunds, as of the order's time of change. Without that time, nobody knows which of two sums is newer, and both would count. */
function listed(refunded: RefundedSum | undefined, changedAt: string | undefined) {
  if (changedAt === undefined) return { refunds: [] };
  return refunded === undefined
    ? { changedAt, refunds: [] }
    : { changedAt, refundsComplete: true as const, refunds: refundedSum(refunded) };
}
