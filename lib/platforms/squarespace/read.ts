import type { Money } from '../../order/order.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import type { RawWebhook, ReadContext, Reading } from '../platform.ts';
import { isNotification, readNotification } from './notification.ts';
import { SquarespaceOrder, squarespaceOrderOf, SquarespaceStatus } from './order.ts';
import { paymentOf } from './payment.ts';
import { refundedSum } from '../refunded-sum.ts';

/** Reads a notification, or the order that was looked up after one. Which of the two it is, the signed body says. */
export function readSquarespace(webhook: RawWebhook, context: ReadContext): Reading {
  const payload = losslessJson(webhook.body);
  return isNotification(payload) ? readNotification(payload, context) : readOrder(payload, context);
}

/** Decides first whether the order is paid: the other fields of an unpaid or cancelled order may be invalid. */
function readOrder(payload: unknown, { shop, receivedAtMs }: ReadContext): Reading {
  const { id: orderId, modifiedOn, ...status } = parsePayload(SquarespaceStatus, payload);
  const payment = paymentOf(status, payload);
  const at = modifiedOn ?? new Date(receivedAtMs).toISOString();
  const dated = modifiedOn === undefined ? {} : { changedAt: modifiedOn };
  switch (payment.is) {
    case 'unpaid':
      return { type: 'ignored', reason: 'not paid' };
    case 'cancelled':
      return { type: 'cancelled', shop, at, ...dated, orderId };
    case 'refunded':
      return { type: 'refunded', shop, at, ...listed(payment.refunded, modifiedOn), orderId, full: true };
    case 'paid': {
      const { refunds, ...time } = listed(payment.refunded, modifiedOn);
      const order = { ...squarespaceOrderOf(parsePayload(SquarespaceOrder, payload), payment), refunds };
      return fitEvent({ type: 'paid', shop, at, ...time, order });
    }
  }
}

/** All refunds, as of the order's time of change. Without that time, nobody knows which of two sums is newer, and both would count. */
const listed = (refunded: Money, changedAt: string | undefined) =>
  changedAt === undefined
    ? { refunds: [] }
    : { changedAt, refundsComplete: true as const, refunds: refundedSum(refunded) };
