import { hourMs, minuteMs } from '../../../lib/durations.ts';
import { wixSender } from '../../../lib/senders/wix.ts';
import type { PlatformFormat, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { guidOf, orderIdOf } from './ids.ts';
import { wixOrderBody, wixRefundBody } from './order-body.ts';

export const wixTopics = {
  payment: 'wix.ecom.v1.order_payment_status_updated',
  cancellation: 'wix.ecom.v1.order_canceled',
  refund: 'wix.ecom.v1.order_transactions_refund_completed',
  contactDeletion: 'wix.contacts.v4.contact_deleted',
} as const;

/** A domain event about an order. The token's envelope has its type and its site. */
const event = (topic: string, order: ShopOrder, entityFqdn: string, slug: string, body: object): ShopMessage => ({
  topic,
  body: JSON.stringify({
    id: guidOf('event', topic, order.id, String(order.updatedAtMs), JSON.stringify(body)),
    entityFqdn,
    slug,
    entityId: order.id,
    eventTime: new Date(order.updatedAtMs).toISOString(),
    triggeredByAnonymizeRequest: false,
    actionEvent: { body },
  }),
});

const ofOrder = (topic: string, order: ShopOrder, slug: string, body: object = {}): ShopMessage =>
  event(topic, order, 'wix.ecom.v1.order', slug, { order: wixOrderBody(order), ...body });

const statusChanged = (order: ShopOrder, previousPaymentStatus: string): ShopMessage =>
  ofOrder(wixTopics.payment, order, 'payment_status_updated', { previousPaymentStatus });

/** Wix reports a refund once none of its transactions waits any more. */
function refundCompleted(order: ShopOrder): ShopMessage[] {
  const refund = order.refunds.at(-1);
  if (refund === undefined || refund.transactions.some(({ status }) => status === 'pending')) return [];
  const body = { orderId: order.id, refund: wixRefundBody(order, refund) };
  return [event(wixTopics.refund, order, 'wix.ecom.v1.order_transactions', 'refund_completed', body)];
}

function messages(_shop: ShopFacts, order: ShopOrder, events: readonly string[]): ShopMessage[] {
  const isRefunded = events.includes('refunded');
  return [
    ...(events.includes('paid') ? [statusChanged(order, 'NOT_PAID')] : []),
    ...(isRefunded ? refundCompleted(order) : []),
    ...(isRefunded ? [statusChanged(order, 'PAID')] : []),
    ...(events.includes('cancelled') ? [ofOrder(wixTopics.cancellation, order, 'canceled')] : []),
  ];
}

/**
 * Wix's webhooks. The body is a token, signed with the shop's signing key. Without one, it's sent unsigned, and refused.
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/faq-for-webhooks (the times between tries aren't
 * documented)
 */
export const wixFormat: PlatformFormat = {
  platform: 'wix',
  naming: {
    domain: (shop) => `${shop}.wixsite.com`,
    orderId: orderIdOf,
    orderNumber: (_orderId, placed) => String(10_000 + placed),
    gateway: 'wix_payments',
    sourceName: 'WEB',
  },
  retryDelaysMs: [minuteMs, 5 * minuteMs, 30 * minuteMs, 3 * hourMs, 12 * hourMs, 24 * hourMs],
  maxFailures: Number.POSITIVE_INFINITY,
  answerTimeoutMs: 1250,
  isReceived: (status) => status === 200,
  messages,
  headers: () => ({ 'content-type': 'text/plain' }),
  bodyAsSent: ({ id, platformShopId }, { topic, body, secret }, { id: deliveryId, triggeredAtMs: nowMs }) => {
    if (!secret.includes('PRIVATE KEY')) return body;
    const shop = { id, webhookUrl: '', platformShopId };
    return String(wixSender.sign({ shop, body, secret, id: deliveryId, nowMs, topic }).body);
  },
};
