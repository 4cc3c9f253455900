import { unitsOf } from '../../../lib/platforms/stripe/money.ts';
import { totalsOf } from '../amounts.ts';
import type { ShopOrder, ShopRefund } from '../shop-order.ts';

/*
 * An order of the sandbox is sold with Checkout, once. Its ID is that of its payment intent.
 */

const seconds = (atMs: number): number => Math.floor(atMs / 1000);

export const sessionId = (order: ShopOrder): string => `cs_local_${order.id}`;
const chargeId = (order: ShopOrder): string => `ch_local_${order.id}`;
export const refundId = ({ id }: ShopRefund): string => `re_local_${id}`;

const currencyOf = (order: ShopOrder): string => order.currency.toLowerCase();
const totalOf = (order: ShopOrder): number => unitsOf(totalsOf(order).total.shop, order.currency);

/** What a list of another object's fields contains. */
const list = (url: string, data: readonly object[]) => ({ object: 'list', data, has_more: false, url });

const statuses = { success: 'succeeded', pending: 'pending', failure: 'failed' } as const;

/** @see https://docs.stripe.com/api/refunds/object */
export function refundObject(order: ShopOrder, refund: ShopRefund) {
  const [transaction] = refund.transactions;
  return {
    id: refundId(refund),
    object: 'refund',
    amount: unitsOf(transaction?.amount.shop ?? '0', order.currency),
    charge: chargeId(order),
    created: seconds(refund.atMs),
    currency: currencyOf(order),
    metadata: {},
    payment_intent: order.id,
    reason: null,
    status: statuses[transaction?.status ?? 'success'],
  };
}

const isOut = ({ status }: { status: string }): boolean => status !== 'failed';

/**
 * A charge, at a time: later refunds are left out.
 * @see https://docs.stripe.com/api/charges/object
 */
export function chargeObject(order: ShopOrder, atMs: number, expanded: readonly string[] = []) {
  const refunds = order.refunds.filter((refund) => refund.atMs <= atMs).map((refund) => refundObject(order, refund));
  const amount_refunded = refunds.filter(isOut).reduce((sum, { amount }) => sum + amount, 0);
  const amount = totalOf(order);
  return {
    id: chargeId(order),
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded,
    billing_details: { email: order.email, name: nameOf(order), phone: null },
    captured: true,
    created: seconds(order.paidAtMs ?? order.createdAtMs),
    currency: currencyOf(order),
    livemode: !order.test,
    metadata: {},
    paid: true,
    payment_intent: order.id,
    payment_method_details: { card: { brand: 'visa', last4: '4242' }, type: 'card' },
    refunded: amount_refunded >= amount,
    status: 'succeeded',
    ...(expanded.includes('refunds') && {
      refunds: list(`/v1/charges/${chargeId(order)}/refunds`, refunds.toReversed()),
    }),
  };
}

const nameOf = ({ billing }: ShopOrder): string => `${billing.firstName} ${billing.lastName}`;

const isExpanded = (expanded: readonly string[], field: string): boolean =>
  expanded.some((path) => path === field || path.startsWith(`${field}.`));

/** What is expanded within a field. */
const within = (expanded: readonly string[], field: string): string[] =>
  expanded.filter((path) => path.startsWith(`${field}.`)).map((path) => path.slice(field.length + 1));

/** @see https://docs.stripe.com/api/payment_intents/object */
export function intentObject(order: ShopOrder, atMs: number, expanded: readonly string[] = []) {
  const isPaid = order.paidAtMs !== null && order.paidAtMs <= atMs;
  const charge = isExpanded(expanded, 'latest_charge')
    ? chargeObject(order, atMs, within(expanded, 'latest_charge'))
    : chargeId(order);
  return {
    id: order.id,
    object: 'payment_intent',
    amount: totalOf(order),
    amount_received: isPaid ? totalOf(order) : 0,
    capture_method: 'automatic_async',
    created: seconds(order.createdAtMs),
    currency: currencyOf(order),
    customer: order.customer === null ? null : `cus_${order.customer.id}`,
    latest_charge: isPaid ? charge : null,
    livemode: !order.test,
    metadata: { order_number: order.number },
    payment_method_types: order.gateways,
    receipt_email: order.email,
    status: isPaid ? 'succeeded' : 'processing',
  };
}

/** @see https://docs.stripe.com/api/checkout/sessions/object */
export function sessionObject(order: ShopOrder, atMs: number, expanded: readonly string[] = []) {
  const isPaid = order.paidAtMs !== null && order.paidAtMs <= atMs;
  const isOther = order.presentmentCurrency !== order.currency;
  const { subtotal, total } = totalsOf(order);
  return {
    id: sessionId(order),
    object: 'checkout.session',
    amount_subtotal: unitsOf(subtotal.shop, order.currency),
    amount_total: totalOf(order),
    client_reference_id: order.number,
    created: seconds(order.createdAtMs),
    currency: currencyOf(order),
    customer: order.customer === null ? null : `cus_${order.customer.id}`,
    customer_details: { email: order.email, name: nameOf(order), phone: null },
    customer_email: null,
    invoice: null,
    livemode: !order.test,
    locale: order.locale ?? 'auto',
    metadata: {},
    mode: 'payment',
    payment_intent: isExpanded(expanded, 'payment_intent')
      ? intentObject(order, atMs, within(expanded, 'payment_intent'))
      : order.id,
    payment_link: order.sourceName === 'payment_link' ? 'plink_local' : null,
    payment_method_types: order.gateways,
    payment_status: isPaid ? 'paid' : 'unpaid',
    presentment_details: isOther
      ? {
          presentment_amount: unitsOf(total.presentment, order.presentmentCurrency),
          presentment_currency: order.presentmentCurrency.toLowerCase(),
        }
      : null,
    status: 'complete',
    subscription: null,
    total_details: { amount_discount: 0, amount_shipping: unitsOf(order.shipping.shop, order.currency), amount_tax: 0 },
  };
}
