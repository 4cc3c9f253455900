import { createHmac, randomBytes } from 'node:crypto';
import { subtract } from '../order/money.ts';
import { unitsOf } from '../platforms/stripe/money.ts';
import type { StripeSales } from '../shops/stripe-sales.ts';
import { digits } from './random.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** The version that events are written in. */
const apiVersion = '2026-10-28.endive';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const event = (type: string, at: Date, { test: isTest, site }: SentOrder, object: object): string =>
  JSON.stringify({
    id: `evt_${randomBytes(12).toString('hex')}`,
    object: 'event',
    api_version: apiVersion,
    created: seconds(at),
    data: { object: { ...object, livemode: isTest !== true } },
    livemode: isTest !== true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    ...(site !== undefined && { account: site }),
    type,
  });

/** `checkout.session.completed`. As at Stripe, it contains no line items. `differs` overrides fields of the session. */
export function stripeSession(order: SentOrder, differs: object = {}): string {
  const { currency, shipping = '0' } = order;
  const goods = subtract({ amount: order.amount, currency }, { amount: shipping, currency }).amount;
  return event('checkout.session.completed', order.paidAt, order, {
    id: `cs_${order.id}`,
    object: 'checkout.session',
    amount_subtotal: unitsOf(goods, currency),
    amount_total: unitsOf(order.amount, currency),
    client_reference_id: order.number,
    created: seconds(order.paidAt),
    currency: currency.toLowerCase(),
    customer: null,
    customer_details: { email: order.email, name: `${order.firstName} ${order.lastName}`, phone: null },
    customer_email: null,
    invoice: null,
    locale: order.locale ?? 'auto',
    metadata: {},
    mode: 'payment',
    payment_intent: order.id,
    payment_link: order.channel === 'payment_link' ? 'plink_made_up' : null,
    payment_method_types: ['card'],
    payment_status: 'paid',
    status: 'complete',
    subscription: null,
    total_details: { amount_discount: 0, amount_shipping: unitsOf(shipping, currency), amount_tax: 0 },
    ...differs,
  });
}

/** `payment_intent.succeeded`. It has no name, no language and no number but the shop's own. */
const paymentIntent = (order: SentOrder): string =>
  event('payment_intent.succeeded', order.paidAt, order, {
    id: order.id,
    object: 'payment_intent',
    amount: unitsOf(order.amount, order.currency),
    amount_received: unitsOf(order.amount, order.currency),
    created: seconds(order.paidAt),
    currency: order.currency.toLowerCase(),
    customer: null,
    latest_charge: 'ch_made_up',
    metadata: { order_number: order.number },
    payment_method_types: ['card'],
    receipt_email: order.email,
    status: 'succeeded',
  });

/** `invoice.paid`, of a subscription. */
const invoice = (order: SentOrder): string => {
  const total = unitsOf(order.amount, order.currency);
  return event('invoice.paid', order.paidAt, order, {
    id: order.id,
    object: 'invoice',
    amount_paid: total,
    billing_reason: order.channel ?? 'subscription_cycle',
    created: seconds(order.paidAt),
    currency: order.currency.toLowerCase(),
    customer: null,
    customer_email: order.email,
    customer_name: `${order.firstName} ${order.lastName}`,
    lines: { object: 'list', data: [{ description: order.title, quantity: order.quantity ?? 1 }], has_more: false },
    metadata: {},
    number: order.number,
    status: 'paid',
    status_transitions: { paid_at: seconds(order.paidAt) },
    subtotal: total,
    total,
  });
};

const paid: Record<StripeSales, (order: SentOrder) => string> = {
  checkout: stripeSession,
  'payment-intents': paymentIntent,
  invoices: invoice,
};

const refund = (order: SentOrder, now: Date): string => {
  const { id, amount, currency } = order;
  return event('refund.created', now, order, {
    id: `re_${now.getTime()}`,
    object: 'refund',
    amount: unitsOf(amount, currency),
    charge: `ch_${now.getTime()}`,
    created: seconds(now),
    currency: currency.toLowerCase(),
    payment_intent: id,
    status: 'succeeded',
  });
};

/** @see https://docs.stripe.com/api/events/types */
const topics: Partial<Record<TopicName, Topic>> = {
  // Its name is in the body, so this one only tells topics apart.
  paid: { name: 'checkout.session.completed', body: (order) => paid[order.stripeSales ?? 'checkout'](order) },
  refunded: { name: 'refund.created', body: refund },
};

/** Stripe. An order's ID is that of its payment intent or, for shops that sell by invoices, of its invoice. */
export const stripeSender: Sender = {
  topics,
  orderId: /^(pi|in)_\w{1,200}$/,
  newOrder: () => ({ id: `pi_3${randomBytes(11).toString('hex')}`, number: digits(6) }),
  newSecret: () => `whsec_${randomBytes(24).toString('hex')}`,
  sign: ({ body, secret, nowMs }) => {
    const time = String(Math.floor(nowMs / 1000));
    const signature = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
    return { body, headers: { 'stripe-signature': `t=${time},v1=${signature}` } };
  },
};
