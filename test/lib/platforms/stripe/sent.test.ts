import { describe, expect, it } from 'vitest';
import Stripe from 'stripe';
import { plainOrder } from '../../../../lib/senders/sent-order.ts';
import { senders } from '../../../../lib/senders/senders.ts';
import { signedWebhook } from '../../../../lib/senders/signed-webhook.ts';
import type { StripeSales } from '../../../../lib/shops/stripe-sales.ts';
import { readBody } from './read-event.ts';

const { topics, newOrder } = senders.stripe;

describe.each<StripeSales>(['checkout', 'payment-intents', 'invoices'])(
  'what is sent to a shop that sells by %s',
  (stripeSales) => {
    const { id, number } = newOrder();
    const order = plainOrder({ id, number, amount: '1200', currency: 'JPY', site: 'acct_1', test: true, stripeSales });
    const settings = { stripeSales, platformShopId: 'acct_1' };

    it('is read as a sale of its connected account', () => {
      expect(readBody(topics.paid!.body(order, order.paidAt), settings)).toMatchObject({
        type: 'paid',
        order: { orderId: id, number, amount: '1200', currency: 'JPY', customer: { email: order.email }, test: true },
      });
    });

    it("is signed as Stripe's own library expects it", () => {
      const secret = 'whsec_0123456789abcdef0123456789abcdef';
      const shop = { id: 'acme', platform: 'stripe', webhookUrl: 'https://api.example/', webhookSecret: secret };
      const { headers, body } = signedWebhook(shop, topics.paid!.body(order, order.paidAt));
      const event = Stripe.webhooks.constructEvent(String(body), headers['stripe-signature']!, secret);
      expect(event).toMatchObject({ object: 'event', livemode: false, account: 'acct_1' });
    });
  },
);
