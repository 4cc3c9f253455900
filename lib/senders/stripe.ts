import { createHmac, randomBytes } from 'node:crypto';
import { subtract } from '../order/money.ts';
import { unitsOf } from '../platforms/stripe/money.ts';
import { digits } from './random.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** The version that events are written in. */
const apiVersion = '2026-10-28.endive';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const event = (type: string, at: Date, isTest: boolean | undefined, object: object): string =>
  JSON.stringify({
    id: `evt_${randomBytes(12).toString('hex')}`,
    object: 'event',
    api_version: apiVersion,
    created: seconds(at),
    data: { object: { ...object, livemode: isTest !== true } },
    livemode: isTest !== true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  });

/** `checkout.session.completed`. As at Stripe, it contains no line items. `differs` overrides fields of the session. */
export function stripeSession(order: SentOrder, differs: object = {}): string {
  const { currency, shipping = '0' } = order;
  const goods = subtract({ amount: order.amount, currency }, { amount: shipping, currency }).amount;
  return event('checkout.session.completed', order.paidAt, order.test, {
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

const refund = ({ id, amount, currency, test }: SentOrder, now: Date): string =>
  event('refund.created', now, test, {
    id: `re_${now.getTime()}`,
    object: 'refund',
    amount: unitsOf(amount, currency),
    charge: `ch_${now.getTime()}`,
    created: seconds(now),
    currency: currency.toLowerCase(),
    payment_intent: id,
    status: 'succeeded',
  });

/** @see https://docs.stripe.com/api/events/types */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: 'checkout.session.completed', body: (order) => stripeSession(order) },
  refunded: { name: 'refund.created', body: refund },
};

/** Stripe, for shops whose sales are Checkout sessions. An order's ID is that of its payment intent. */
export const stripeSender: Sender = {
  topics,
  orderId: /^pi_\w{1,200}$/,
  newOrder: () => ({ id: `pi_3${randomBytes(11).toString('hex')}`, number: digits(6) }),
  newSecret: () => `whsec_${randomBytes(24).toString('hex')}`,
  sign: ({ body, secret, nowMs }) => {
    const time = String(Math.floor(nowMs / 1000));
    const signature = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
    return { body, headers: { 'stripe-signature': `t=${time},v1=${signature}` } };
  },
};
