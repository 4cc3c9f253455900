import { isZero } from '../../order/money.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { writtenTime } from './dates.ts';
import { deletedId, readNoOrder, refuseDeleted } from './not-an-order.ts';
import { orderOf, OrderStanding, RefundedOrder, WooCommerceOrder } from './order.ts';
import { areComplete, isCut, refundsOf, type Refunds } from './refunds.ts';
import { noTimeOfPayment, standingOf, standingWithoutPayment } from './status.ts';

/** What `read` needs of the headers. */
export const readHeaders = ['x-wc-webhook-topic'];

const topics = new Set(['order.created', 'order.updated', 'order.restored', 'order.deleted']);

/** The topic, if it is one of ours: nobody signs it, and any other must not tell two deliveries of a body apart. */
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

/** An order that isn't paid may hold what it likes: whether it is paid is decided before anything else is read. */
function readOrder(payload: unknown, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const {
    id: orderId,
    status,
    date_paid_gmt: paidAt,
    date_modified_gmt: changedAt,
  } = parsePayload(OrderStanding, payload);
  const standing = paidAt === null ? standingWithoutPayment(status, settings) : standingOf(status, settings);
  // An order that was never paid is cancelled when its stock is no longer held, and may still be paid after that:
  // a cancellation on record would keep it from ever being thanked, unless a signed time says that the payment is newer.
  const isUndatedReversal = paidAt === null && changedAt === undefined && standing !== 'paid';
  if (standing === undefined || isUndatedReversal) return { type: 'ignored', reason: 'not paid' };
  const at = changedAt ?? new Date(receivedAtMs).toISOString();
  const fullRefund = (refunds: Refunds, currency: string | undefined): Reading => {
    // Of a list that is cut, what is missing from a later one could not be told from what was cut.
    const listed = areComplete(refunds) ? refundsOf(refunds, currency) : [];
    return { type: 'refunded', shop, at, ...dated(changedAt, refunds), orderId, refunds: listed, full: true };
  };
  switch (standing) {
    case 'ignored':
      return { type: 'ignored', reason: 'status' };
    case 'cancelled':
    case 'unpaid':
      return { type: standing, shop, at, ...(changedAt !== undefined && { changedAt }), orderId };
    case 'refunded': {
      const { refunds, currency } = parsePayload(RefundedOrder, payload);
      return fullRefund(refunds, currency);
    }
    case 'paid': {
      const statedPaidAt = paidAt ?? (changedAt && writtenTime(changedAt));
      if (statedPaidAt === undefined) throw noTimeOfPayment(status);
      const body = parsePayload(WooCommerceOrder, payload);
      const order = orderOf(body, statedPaidAt);
      // Whoever reads the event can't add up refunds that it doesn't carry.
      if (isCut(body.refunds) && isZero(order)) return fullRefund(body.refunds, order.currency);
      return fitEvent({ type: 'paid', shop, at, ...dated(changedAt, body.refunds), order });
    }
  }
}

/** How old the body is, and whether it lists all refunds. Of a body without its time nobody can say which one is newer. */
const dated = (changedAt: string | undefined, refunds: Refunds): { changedAt?: string; refundsComplete?: true } =>
  changedAt === undefined ? {} : { changedAt, ...(areComplete(refunds) && { refundsComplete: true as const }) };
