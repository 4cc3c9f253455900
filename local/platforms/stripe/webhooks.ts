import { createHmac } from 'node:crypto';
import type { PlatformFormat, ShopMessage } from '../platform-format.ts';
import { completed, paidEvents, refundEvents, type StripeSandboxEvent } from './events.ts';

const message = (event: StripeSandboxEvent): ShopMessage => ({
  topic: event.type,
  body: JSON.stringify(event, null, 2),
});

const minutes = (count: number): number => count * 60_000;

/**
 * Stripe's webhooks. It tries for three days, with growing delays. Which delays isn't documented.
 * @see https://docs.stripe.com/webhooks#retries
 */
export const stripeFormat: PlatformFormat = {
  platform: 'stripe',
  naming: {
    domain: (shop) => `${shop}.example`,
    orderId: (count) => `pi_3Local${String(count).padStart(15, '0')}`,
    // The shop's own, which it sends along.
    orderNumber: (_, placed) => String(1000 + placed),
    gateway: 'card',
    sourceName: 'checkout',
  },
  retryDelaysMs: [5, 30, 120, 300, 600, 720, 720, 720, 720].map(minutes),
  answerTimeoutMs: 20_000,
  isReceived: (status) => status >= 200 && status < 300,
  messages: (_, order, events) =>
    events
      .flatMap((event): StripeSandboxEvent[] => {
        const refund = order.refunds.at(-1);
        switch (event) {
          case 'created':
            return [completed(order)];
          case 'paid':
            return paidEvents(order);
          case 'refunded':
            return refund === undefined ? [] : refundEvents(order, refund);
          // A paid order can only be refunded.
          case 'updated':
          case 'cancelled':
          case 'deleted':
            return [];
        }
      })
      .map(message),
  // Each try has a new signature, because an old one is refused.
  signsTime: true,
  headers: (_, { body, secret }, { triggeredAtMs }) => {
    const time = Math.floor(triggeredAtMs / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return {
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': `t=${time},v1=${signature}`,
    };
  },
};
