import * as z from 'zod';
import { numericId } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { orderOf, refundsOf, WooCommerceOrder } from './order.ts';

/** What `read` needs of the headers. */
export const readHeaders = ['x-wc-webhook-topic'];

const topics = new Set(['order.created', 'order.updated', 'order.restored', 'order.deleted']);

/** The topic, if it is one of ours: nobody signs it, and any other must not tell two deliveries of a body apart. */
export function wooCommerceTopic({ headers }: RawWebhook): string | undefined {
  const topic = headers['x-wc-webhook-topic'];
  return topic !== undefined && topics.has(topic) ? topic : undefined;
}

const Deleted = z.object({ id: numericId });

/** The statuses that money has come in for; WooCommerce has no topic that says so. */
const paidStatuses = new Set(['processing', 'completed']);

/**
 * Reads a webhook by its topic and the order's status.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export function readWooCommerce(webhook: RawWebhook, { shop, receivedAtMs }: ReadContext): Reading {
  const receivedAt = new Date(receivedAtMs).toISOString();
  const topic = webhook.headers['x-wc-webhook-topic'];
  switch (topic) {
    case 'order.created':
    case 'order.updated':
    case 'order.restored': {
      const order = parsePayload(WooCommerceOrder, losslessJson(webhook.body));
      return readOrder(order, shop, order.date_modified_gmt ?? receivedAt);
    }
    case 'order.deleted': {
      const { id } = parsePayload(Deleted, losslessJson(webhook.body));
      return { type: 'cancelled', shop, at: receivedAt, orderId: id };
    }
    case undefined:
      throw new UnreadableWebhook('the header X-WC-Webhook-Topic is missing');
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

function readOrder(order: WooCommerceOrder, shop: string, at: string): Reading {
  const paidAt = order.date_paid_gmt;
  // An order that was never paid is cancelled when its stock is no longer held, and may still be paid after that:
  // a cancellation on record would keep it from ever being thanked.
  if (paidAt === null) return { type: 'ignored', reason: 'not paid' };
  if (order.status === 'cancelled') return { type: 'cancelled', shop, at, orderId: order.id };
  if (order.status === 'refunded')
    return { type: 'refunded', shop, at, orderId: order.id, refunds: refundsOf(order), full: true };
  if (!paidStatuses.has(order.status)) return { type: 'ignored', reason: 'status' };
  return fitEvent({ type: 'paid', shop, at, order: orderOf(order, paidAt) });
}
