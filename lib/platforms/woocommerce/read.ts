import { isZero } from '../../order/money.ts';
import { orderedLongBefore } from '../../order/ordered-at.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { writtenTime } from './dates.ts';
import { deletedId, readNoOrder, refuseDeleted } from './not-an-order.ts';
import { PlacedAt, WooCommerceStatus, RefundedOrder, WooCommerceOrder, wooCommerceOrderOf } from './order.ts';
import { areComplete, isCut, refundsOf, type Refunds } from './refunds.ts';
import { noTimeOfPayment, paymentStatus, unrecordedPaymentStatus } from './status.ts';

/** The headers that `read` uses. */
export const wooCommerceHeaders = ['x-wc-webhook-topic'];

const topics = new Set(['order.created', 'order.updated', 'order.restored', 'order.deleted']);

/** The topic if `read` knows it. It isn't signed, so unknown topics must not make two deliveries of the same body look different. */
export function wooCommerceTopic({ headers }: RawWebhook): string | undefined {
  const topic = headers['x-wc-webhook-topic'];
  return topic !== undefined && topics.has(topic) ? topic : undefined;
}

/**
 * Reads a webhook by its topic and the order's status.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export function readWooCommerce(webhook: RawWebhook, context: ReadContext): Reading {
  const topic = webhook.headers['x-wc-webhook-topic'];
  switch (topic) {
    case 'order.created':
    case 'order.updated':
    case 'order.restored': {
      const payload = losslessJson(webhook.body);
      refuseDeleted(payload);
      return readNoOrder(payload) ?? readOrder(payload, context);
    }
    case 'order.deleted': {
      const payload = losslessJson(webhook.body);
      const at = new Date(context.receivedAtMs).toISOString();
      return readNoOrder(payload) ?? { type: 'cancelled', shop: context.shop, at, orderId: deletedId(payload) };
    }
    case undefined:
      throw new UnreadableWebhook('the header X-WC-Webhook-Topic is missing');
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

/** Decides first whether the order is paid: the other fields of an unpaid order may be invalid. */
function readOrder(payload: unknown, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const {
    id: orderId,
    status,
    date_paid_gmt: paidAt,
    date_modified_gmt: changedAt,
  } = parsePayload(WooCommerceStatus, payload);
  const payment = paidAt === null ? unrecordedPaymentStatus(status, settings) : paymentStatus(status, settings);
  // WooCommerce cancels an unpaid order when its stock is released, but the order may still be paid after that. A recorded
  // cancellation would then prevent its ThankU, unless a signed time says that the payment is newer.
  const isUndatedReversal = paidAt === null && changedAt === undefined && payment !== 'paid';
  if (payment === undefined || isUndatedReversal) return { type: 'ignored', reason: 'not paid' };
  const at = changedAt ?? new Date(receivedAtMs).toISOString();
  const fullRefund = (refunds: Refunds, currency: string | undefined): Reading => {
    // If the list is cut, a refund that is missing from a later list might just have been cut.
    const listed = areComplete(refunds) ? refundsOf(refunds, currency) : [];
    return { type: 'refunded', shop, at, ...dated(changedAt, refunds), orderId, refunds: listed, full: true };
  };
  switch (payment) {
    case 'ignored':
      return { type: 'ignored', reason: 'status' };
    case 'cancelled':
    case 'unpaid':
      return { type: payment, shop, at, ...(changedAt !== undefined && { changedAt }), orderId };
    case 'refunded': {
      const { refunds, currency } = parsePayload(RefundedOrder, payload);
      return fullRefund(refunds, currency);
    }
    case 'paid': {
      const statedPaidAt = paidAt ?? (changedAt && writtenTime(changedAt));
      if (statedPaidAt === undefined) throw noTimeOfPayment(status);
      const body = parsePayload(WooCommerceOrder, payload);
      // Without a recorded payment, it's the time of any change.
      const ordered =
        paidAt === null ? orderedLongBefore(PlacedAt.safeParse(payload).data?.date_created_gmt, statedPaidAt) : {};
      const order = { ...wooCommerceOrderOf(body, statedPaidAt), ...ordered };
      // The event can't carry all refunds, so its reader couldn't see that they add up to the whole amount.
      if (isCut(body.refunds) && isZero(order)) return fullRefund(body.refunds, order.currency);
      return fitEvent({ type: 'paid', shop, at, ...dated(changedAt, body.refunds), order });
    }
  }
}

/** When the body was written, and whether it lists all refunds. Without its time, nobody knows which of two bodies is newer. */
const dated = (changedAt: string | undefined, refunds: Refunds): { changedAt?: string; refundsComplete?: true } =>
  changedAt === undefined ? {} : { changedAt, ...(areComplete(refunds) && { refundsComplete: true as const }) };
