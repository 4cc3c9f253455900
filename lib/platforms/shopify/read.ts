import { orderedLongBefore } from '../../order/ordered-at.ts';
import { fitEvent } from '../fit.ts';
import { utcInstant } from '../fields.ts';
import { losslessJson, losslessJsonOrUndefined, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading } from '../platform.ts';
import { isTest, parseAsTopic, refuseNextGenEvent } from './body.ts';
import { shopifyHeader, shopifyTopics } from './headers.ts';
import { OrderId, ShopifyOrder, shopifyOrderIdOf, shopifyOrderOf } from './order.ts';
import { bodyTime, CancelledTopic, isPaid, OrderTopic, paidAtOf, ShopifyPayment } from './payment.ts';
import { assertShopRedact, subjectToErase, subjectToExport } from './privacy.ts';
import { RefundPayload, refundOf, RefundTopic } from './refund.ts';
import { refuseOtherShops } from './shop-id.ts';

const orderTopics = new Set<string | undefined>(['orders/paid', 'orders/create']);

interface Delivery {
  shop: string;
  payload: unknown;
  /** The header `X-Shopify-Triggered-At`. It isn't signed, so it can't decide anything alone. */
  triggeredAt: string | undefined;
  receivedAt: string;
}

/**
 * Reads a webhook by its topic, if the signed body agrees with it. Other topics are ignored, `orders/updated` among them: what matters of it
 * also comes with a topic of its own.
 * @see https://shopify.dev/docs/api/webhooks?reference=toml
 */
export function readShopify(webhook: RawWebhook, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const topic = shopifyHeader(webhook, 'topic');
  const isRead = topic === undefined || shopifyTopics.has(topic);
  const payload = isRead ? losslessJson(webhook.body) : losslessJsonOrUndefined(webhook.body);
  const triggeredAt = utcInstant.safeParse(shopifyHeader(webhook, 'triggered-at')).data;
  const delivery = { shop, payload, triggeredAt, receivedAt: new Date(receivedAtMs).toISOString() };
  // Checked first: Shopify's test notification is from an example shop, about an order that was cancelled years ago.
  if (isTest(payload) && orderTopics.has(topic)) return readTestOrder(delivery);
  if (isTest(payload) || shopifyHeader(webhook, 'test') === 'true')
    return { type: 'void', reason: 'test notification' };
  refuseNextGenEvent(payload);
  refuseOtherShops(payload, settings);
  switch (topic) {
    case 'orders/paid':
    case 'orders/create':
      return readOrder(delivery);
    case 'orders/cancelled':
      return cancellation(delivery, parseAsTopic(CancelledTopic, payload).cancelled_at);
    case 'refunds/create':
      return readRefund(delivery);
    case 'customers/redact':
      return { type: 'erase', shop, at: delivery.receivedAt, customer: subjectToErase(payload) };
    case 'customers/data_request':
      return { type: 'export', shop, at: delivery.receivedAt, customer: subjectToExport(payload) };
    case 'shop/redact':
      assertShopRedact(payload);
      return { type: 'erase', shop, at: delivery.receivedAt };
    case undefined:
      throw new UnreadableWebhook('the header X-Shopify-Topic is missing');
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

/** Ignores the order's status, times and refunds: somebody wants to see how an order is handled. */
function readTestOrder({ shop, payload, receivedAt }: Delivery): Reading {
  const order = shopifyOrderOf(parsePayload(ShopifyOrder, payload), receivedAt, []);
  return fitEvent({ type: 'paid', shop, at: receivedAt, order });
}

/** A paid order may already be cancelled or refunded: then it isn't thanked. */
function readOrder(delivery: Delivery): Reading {
  const { shop, payload, triggeredAt, receivedAt } = delivery;
  const { financial_status, cancelled_at } = parseAsTopic(OrderTopic, payload);
  if (cancelled_at) return cancellation(delivery, cancelled_at);
  if (!isPaid(financial_status)) return { type: 'ignored', reason: 'not paid' };
  const payment = parsePayload(ShopifyPayment, payload);
  const at = bodyTime(payment) ?? receivedAt;
  if (financial_status === 'refunded') {
    const orderId = shopifyOrderIdOf(parsePayload(OrderId, payload));
    return { type: 'refunded', shop, at, orderId, refunds: payment.refunds.slice(0, 50).map(refundOf), full: true };
  }
  const paidAt = paidAtOf(payment, triggeredAt);
  const order = shopifyOrderOf(parsePayload(ShopifyOrder, payload), paidAt, payment.refunds);
  // An order that is edited, and then paid once more, is reported as paid once more.
  const ordered = orderedLongBefore(payment.processed_at ?? payment.created_at, paidAt);
  return fitEvent({ type: 'paid', shop, at, order: { ...order, ...ordered } });
}

const cancellation = ({ shop, payload }: Delivery, at: string): Reading => ({
  type: 'cancelled',
  shop,
  at,
  orderId: shopifyOrderIdOf(parsePayload(OrderId, payload)),
});

function readRefund({ shop, payload, receivedAt }: Delivery): Reading {
  parseAsTopic(RefundTopic, payload);
  const refund = parsePayload(RefundPayload, payload);
  const at = refund.processed_at ?? refund.created_at ?? receivedAt;
  return { type: 'refunded', shop, at, orderId: refund.order_id, refunds: [refundOf(refund)], full: false };
}
