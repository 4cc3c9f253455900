import { stripeSession } from '../../lib/senders/stripe.ts';
import { fixture } from '../fixtures.ts';
import { nowMs } from '../shops.ts';
import { treeOf } from '../tree.ts';
import { bodiesSentBy, order, type Base } from './sent.ts';

/** A session that was fetched with its charge, partly refunded, and paid in another currency. */
const refundedStripeSession = {
  payment_intent: {
    id: 'pi_3fetched',
    latest_charge: {
      id: 'ch_3fetched',
      created: nowMs / 1000 - 60,
      refunded: false,
      payment_method_details: { type: 'card' },
      refunds: { data: [{ id: 're_3fetched', amount: 1000, currency: 'eur', status: 'succeeded' }], has_more: false },
    },
  },
  presentment_details: { presentment_amount: 3210, presentment_currency: 'usd' },
  line_items: { data: [{ description: 'Oak desk', quantity: 1, price: { product: 'prod_1' } }] },
  metadata: { order_number: 'A-1', gift_card: 'AAAA-BBBB' },
};

export const stripeBases: readonly Base[] = [
  ...bodiesSentBy('stripe'),
  ...[
    'checkout-session-completed',
    'payment-intent-succeeded',
    'invoice-paid',
    'refund-created',
    'charge-refunded',
  ].map((name) => ({ body: fixture(`stripe/${name}.json`) })),
  { body: treeOf(stripeSession(order, refundedStripeSession)) },
];
