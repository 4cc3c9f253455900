import * as z from 'zod';
import { fitEvent } from '../fit.ts';
import { anything, numericId, utcInstant } from '../fields.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { shopifyHeader } from './headers.ts';
import { orderIdOf, orderOf, ShopifyOrder } from './order.ts';
import { privacySubject } from './privacy.ts';
import { RefundPayload, refundOf } from './refund.ts';

const CancelledOrder = z.object({
  id: numericId,
  admin_graphql_api_id: anything,
  cancelled_at: utcInstant.nullish(),
});

/**
 * Reads a webhook by its topic. Everything that is no topic of ours is ignored, `orders/updated` among them: whatever it
 * could tell comes as a topic of its own.
 * @see https://shopify.dev/docs/api/webhooks?reference=toml
 */
export function readShopify(webhook: RawWebhook, { shop, receivedAtMs }: ReadContext): Reading {
  const triggeredAt = utcInstant.safeParse(shopifyHeader(webhook, 'triggered-at')).data;
  const base = { shop, at: triggeredAt ?? new Date(receivedAtMs).toISOString() };
  const payload = () => losslessJson(webhook.body);
  const topic = shopifyHeader(webhook, 'topic');
  switch (topic) {
    case 'orders/paid':
    case 'orders/create': {
      const order = parsePayload(ShopifyOrder, payload());
      // Test notifications are about an order that is voided and cancelled.
      const notification = shopifyHeader(webhook, 'test') === 'true';
      // Shopify keeps the time of the trigger over its retries, and the body of a paid order says no time of payment.
      const paid = topic === 'orders/paid' ? { at: triggeredAt } : undefined;
      return readOrder(order, { ...base, notification, paid });
    }
    case 'orders/cancelled': {
      const order = parsePayload(CancelledOrder, payload());
      return { type: 'cancelled', ...base, at: order.cancelled_at ?? base.at, orderId: orderIdOf(order) };
    }
    case 'refunds/create': {
      const refund = parsePayload(RefundPayload, payload());
      const at = refund.processed_at ?? refund.created_at ?? base.at;
      return { type: 'refunded', ...base, at, orderId: refund.order_id, refunds: [refundOf(refund)], full: false };
    }
    case 'customers/redact':
      return { type: 'erase', ...base, customer: privacySubject(payload()) };
    case 'customers/data_request':
      return { type: 'export', ...base, customer: privacySubject(payload()) };
    case 'shop/redact':
      return { type: 'erase', ...base };
    case undefined:
      throw new UnreadableWebhook('the header X-Shopify-Topic is missing');
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

interface OrderContext {
  shop: string;
  at: string;
  /** Sent by hand from Shopify's admin, to see whether it arrives. */
  notification: boolean;
  /** The topic itself says that the order is paid. */
  paid: { at: string | undefined } | undefined;
}

const paidStatuses = new Set<unknown>(['paid', 'partially_refunded']);

/** An order that was cancelled or refunded by the time we hear that it was paid is not thanked. */
function readOrder(order: ShopifyOrder, { shop, at, notification, paid }: OrderContext): Reading {
  const test = notification || order.test;
  const orderId = orderIdOf(order);
  if (!test && order.cancelled_at) return { type: 'cancelled', shop, at: order.cancelled_at, orderId };
  if (order.financial_status === 'refunded')
    return { type: 'refunded', shop, at, orderId, refunds: order.refunds.slice(0, 50).map(refundOf), full: true };
  if (!paid && !notification && !paidStatuses.has(order.financial_status))
    return { type: 'ignored', reason: 'not paid' };
  const paidAt = paid?.at ?? order.processed_at ?? order.created_at ?? at;
  return fitEvent({ type: 'paid', shop, at, order: orderOf(order, paidAt, test) });
}
