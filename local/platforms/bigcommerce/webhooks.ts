import { bigCommerceSender, bigCommerceWebhook } from '../../../lib/senders/bigcommerce.ts';
import type { PlatformFormat, ShopEvent, ShopFacts, ShopMessage } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { statusIdOf } from './order-body.ts';
import { storeOf } from './store.ts';

export const bigCommerceScopes = [
  'store/order/created',
  'store/order/updated',
  'store/order/archived',
  'store/order/statusUpdated',
  'store/order/refund/created',
  'store/order/transaction/created',
  'store/order/transaction/updated',
] as const;
type Scope = (typeof bigCommerceScopes)[number];

/** What BigCommerce sends for each event, besides a change of the status. */
const scopes: Readonly<Record<ShopEvent, readonly Scope[]>> = {
  created: ['store/order/created'],
  paid: ['store/order/transaction/created'],
  updated: ['store/order/updated'],
  refunded: ['store/order/refund/created'],
  cancelled: [],
  deleted: ['store/order/archived'],
};

/** The events that change the status. A new order has none before: it's incomplete. */
const changesStatus = (events: readonly ShopEvent[]): boolean =>
  events.some((event) => event === 'paid' || event === 'refunded' || event === 'cancelled');

function message(shop: ShopFacts, order: ShopOrder, scope: Scope, more: object = {}): ShopMessage {
  const isTransaction = scope.startsWith('store/order/transaction/');
  const data = isTransaction
    ? {
        type: 'transaction',
        order_id: Number(order.id),
        transaction_id: order.transactions.at(-1)?.id ?? '',
        transaction_type: 'capture',
        transaction_status: 'complete',
      }
    : { type: 'order', id: Number(order.id), ...more };
  return { topic: scope, body: bigCommerceWebhook(scope, data, new Date(order.updatedAtMs), storeOf(shop)) };
}

const refundIn = (order: ShopOrder): object => ({ refund: { refund_id: Number(order.refunds.at(-1)?.id ?? 0) } });

/**
 * BigCommerce's webhooks. They name the order, and say nothing about it.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/https-webhook-overview
 */
export const bigCommerceFormat: PlatformFormat = {
  platform: 'bigcommerce',
  naming: {
    domain: (shop) => `${shop}.mybigcommerce.com`,
    orderId: (count) => String(count + 100),
    orderNumber: (orderId) => orderId,
    gateway: 'Credit Card',
    sourceName: '1',
  },
  retryDelaysMs: [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400].map((seconds) => seconds * 1000),
  // A webhook whose last try fails is switched off.
  maxFailures: 12,
  answerTimeoutMs: 10_000,
  isReceived: (status) => status >= 200 && status < 300,
  signsTime: true,
  messages: (shop, order, events) => [
    ...events.flatMap((event) =>
      scopes[event].map((scope) => message(shop, order, scope, event === 'refunded' ? refundIn(order) : {})),
    ),
    ...(changesStatus(events)
      ? [
          message(shop, order, 'store/order/statusUpdated', {
            status: { previous_status_id: events.includes('paid') ? 0 : 11, new_status_id: statusIdOf(order) },
          }),
        ]
      : []),
  ],
  headers: (shop, { body, topic, secret }, { id, triggeredAtMs }) => ({
    'user-agent': 'BigCommerce-Webhooks',
    ...bigCommerceSender.sign({
      shop: { id: shop.id, webhookUrl: '', platformShopId: shop.platformShopId },
      body,
      secret,
      id: `msg_${id}`,
      nowMs: triggeredAtMs,
      topic,
    }).headers,
  }),
};
