import * as z from 'zod';
import { utcInstant } from '../fields.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import type { RawWebhook, ReadContext, Reading } from '../platform.ts';
import { squareEventOf, type SquareEvent } from './event.ts';
import { isFetched, readFetched } from './fetched.ts';
import { squareId } from './fields.ts';
import { isCompleted, PaymentStatus } from './payment.ts';
import { hasSucceeded, RefundStatus } from './refund.ts';

/** The events to subscribe to. */
export const squareTopics = [
  'payment.created',
  'payment.updated',
  'refund.created',
  'refund.updated',
  'order.updated',
] as const;

/** Reads a webhook, or what was fetched after one. Which of the two it is, the signed body says. */
export function readSquare(webhook: RawWebhook, context: ReadContext): Reading {
  const payload = losslessJson(webhook.body);
  if (isFetched(payload)) return readFetched(payload, context);
  const event = squareEventOf(payload, context.settings);
  if (event.isOtherSite) return { type: 'other-site', reason: 'another merchant_id' };
  switch (event.type) {
    case 'payment.created':
    case 'payment.updated':
      return readPaymentEvent(event, context);
    case 'refund.created':
    case 'refund.updated':
      return readRefundEvent(event, context);
    case 'order.updated':
      return readOrderEvent(event, context);
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

const receivedAt = ({ receivedAtMs }: ReadContext): string => new Date(receivedAtMs).toISOString();

const AboutPayment = z.object({ payment: PaymentStatus });

/**
 * Reads a payment, which comes again after tips, fees and refunds. Square makes an order for almost each, which has the items, the other payments and
 * what is still due. A payment that names no order is looked up, too: should Square know its order by then, the sale is that order's, as in all other
 * events.
 */
function readPaymentEvent({ object, createdAt }: SquareEvent, context: ReadContext): Reading {
  const status = parsePayload(AboutPayment, object).payment;
  if (!isCompleted(status)) return { type: 'ignored', reason: 'not paid' };
  const { id, order_id: orderId = id, updated_at: changedAt } = status;
  return lookUp(orderId, changedAt ?? undefined, createdAt, context);
}

const AboutRefund = z.object({ refund: RefundStatus });

/** Reads a refund. It names the payment, and only Square knows which order that paid, and what else is refunded. */
function readRefundEvent({ object, createdAt }: SquareEvent, context: ReadContext): Reading {
  const refund = parsePayload(AboutRefund, object).refund;
  if (!hasSucceeded(refund)) return { type: 'ignored', reason: 'refund is not completed' };
  const { payment_id: paymentId, updated_at: changedAt } = refund;
  if (paymentId === undefined) return { type: 'ignored', reason: 'refund of no payment' };
  return lookUp(paymentId, changedAt ?? undefined, createdAt, context);
}

const AboutOrder = z.object({
  order_updated: z.object({
    order_id: squareId,
    state: z.string('expected a state such as OPEN').nullish(),
    updated_at: utcInstant.nullish(),
  }),
});

/** Reads a change of an order. One that costs nothing has no payment, so this alone says that it's completed. */
function readOrderEvent({ object, createdAt }: SquareEvent, context: ReadContext): Reading {
  const { order_id: orderId, state, updated_at: updatedAt } = parsePayload(AboutOrder, object).order_updated;
  const changedAt = updatedAt ?? undefined;
  switch (state) {
    case 'CANCELED': {
      const at = changedAt ?? createdAt ?? receivedAt(context);
      return { type: 'cancelled', shop: context.shop, at, ...(changedAt !== undefined && { changedAt }), orderId };
    }
    case 'COMPLETED':
      return lookUp(orderId, changedAt, createdAt, context);
    default:
      return { type: 'ignored', reason: 'not completed' };
  }
}

function lookUp(
  orderId: string,
  changedAt: string | undefined,
  createdAt: string | undefined,
  context: ReadContext,
): Reading {
  const at = changedAt ?? createdAt ?? receivedAt(context);
  return { type: 'lookup', shop: context.shop, at, orderId, ...(changedAt !== undefined && { changedAt }) };
}
