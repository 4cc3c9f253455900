import { createHmac } from 'node:crypto';
import { paymentStateOf } from '../amounts.ts';
import type { PlatformFormat, ShopEvent } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';
import { webhookOrder } from './order-body.ts';

/** The ID of a local shop's installation, in its app system. */
export const shopIdOf = (shop: string): string => `local${shop.replaceAll('-', '')}`.slice(0, 60).padEnd(16, '0');

const stateOf = (order: ShopOrder, event: ShopEvent): string | undefined => {
  switch (event) {
    case 'paid':
      return 'order_transaction.state.paid';
    case 'refunded':
      return `order_transaction.state.${paymentStateOf(order) === 'refunded' ? 'refunded' : 'refunded_partially'}`;
    case 'cancelled':
      return 'order.state.cancelled';
    case 'created':
    case 'updated':
    case 'deleted':
      return undefined;
  }
};

/**
 * Shopware's webhooks in its default set-up: sent once, and the answer is ignored.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/Webhook/Service/WebhookManager.php
 */
export const shopwareFormat: PlatformFormat = {
  platform: 'shopware',
  naming: {
    domain: (shop) => `${shop}.example`,
    orderId: (count) => `0192f1a4b5c673d8a0e1${String(count).padStart(12, '0')}`,
    orderNumber: (_, placed) => `SW${10_000 + placed}`,
    gateway: 'payment_prepayment',
    sourceName: '98432def39fc4624b33213a56b8c944d',
  },
  retryDelaysMs: [],
  answerTimeoutMs: 20_000,
  isReceived: () => true,
  messages: (shop, order, events) =>
    events.flatMap((event) => {
      const state = stateOf(order, event);
      if (state === undefined) return [];
      const source = { url: `https://${shop.domain}`, appVersion: '1.0.0', shopId: shopIdOf(shop.id) };
      const data = { payload: { order: webhookOrder(order) }, event: `state_enter.${state}` };
      const timestamp = Math.floor(order.updatedAtMs / 1000);
      return [{ topic: `state_enter.${state}`, body: JSON.stringify({ data, source, timestamp }) }];
    }),
  headers: (_, { body, secret }) => ({
    'shopware-shop-signature': createHmac('sha256', secret).update(body).digest('hex'),
    'sw-version': '6.7.14.0',
    'sw-context-language': '2fbb5fe2e29a4d70aa5854ce7ce3e20b',
    'sw-user-language': 'en-GB',
  }),
};
