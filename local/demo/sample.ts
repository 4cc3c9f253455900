import { dayMs } from '../../lib/durations.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type * as z from 'zod';
import { plainOrder, type SentOrder } from '../../lib/senders/sent-order.ts';
import { senders } from '../../lib/senders/senders.ts';
import { times } from '../platforms/amounts.ts';
import { numberOf } from '../platforms/ecwid/ids.ts';
import type { NewOrder } from '../platforms/shop-order.ts';
import { shopifyOrder } from '../../lib/senders/shopify.ts';
import type { SigningOptions } from '../../lib/senders/signed-webhook.ts';
import { wooCommerceOrder } from '../../lib/senders/woocommerce.ts';

/** What a webhook must lead to with the settings in local/shops. Written by hand, not computed by thankflow. */
export interface DemoPromise {
  thanku?: { pid: string; impactValue: number; donateeGroup: string };
  /** In the merchant's currency. */
  receipt?: { amount: number; marker: string };
  /** In the merchant's currency, too. */
  basket?: { id: string; subtotal: number };
}

export interface Sample {
  /** For people. */
  title: string;
  platform: PlatformName;
  /** The platform's permanent ID. */
  orderId: string;
  /** What people call the order. */
  number: string;
  paid: string;
  body: string;
  sign?: SigningOptions;
  /** Placed in the platform's sandbox instead, which then sends its webhook: one that only names the order. */
  placed?: z.input<typeof NewOrder>;
  /** Headers instead of signed ones. */
  headers?: Record<string, string>;
  /** Sent this often, at the same time. */
  times?: number;
  /** Sent once thankflow has processed what was sent before. */
  afterOthers?: true;
  status: 200 | 401;
  promise: DemoPromise;
  /** The final state in `GET /orders`; absent if thankflow stores no order. */
  state?: 'posted' | 'simulated' | 'skipped';
  /** What happens to it instead. */
  noRow?: string;
}

export const yearMs = 365 * dayMs;
export const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada.lovelace@example.com' };
export const noor = {
  firstName: 'نور 🌱',
  lastName: '<b>Haddad</b>',
  email: 'noor.haddad@example.com',
  locale: 'de-AT',
};
export const stranger = { firstName: 'Sam', lastName: 'Stranger', email: 'sam@stranger.example' };

const shopifyId = (n: number) => `82098291194615${String(4500 + n)}`;

export function shopify(n: number, total: string, person: typeof ada, more: { test?: boolean; title?: string } = {}) {
  const id = shopifyId(n);
  const number = `#${1000 + n}`;
  const body = shopifyOrder(plainOrder({ id, number, amount: total, ...person, ...more }));
  return { platform: 'shopify' as const, orderId: id, number, paid: `${total} EUR`, body };
}

export function shopifyPromise(n: number, trees: number | undefined, amount: number | undefined): DemoPromise {
  const pid = `demo-shopify-${shopifyId(n)}`;
  return {
    ...(trees !== undefined && { thanku: { pid, impactValue: trees, donateeGroup: 'PlantTrees' } }),
    ...(amount !== undefined && { receipt: { amount, marker: `demo-shopify/${pid}` } }),
  };
}

export function wooCommerce(id: number, status: string, paidAt: Date | undefined, topic = 'order.updated') {
  const order = { id: String(id), amount: '34.30', shipping: '4.95', title: 'Fischerhemd &amp; Mütze', ...ada };
  const notPaid = paidAt === undefined && { date_paid_gmt: null };
  const body = wooCommerceOrder(plainOrder({ ...order, ...(paidAt && { paidAt }) }), new Date(), {
    status,
    ...notPaid,
  });
  return {
    platform: 'woocommerce' as const,
    orderId: String(id),
    number: String(id),
    paid: '34.30 EUR',
    body,
    sign: { topic },
  };
}

/** An order as the platform's sender writes it, paid just now. */
export function sentBy(
  platform: PlatformName,
  order: Partial<SentOrder> & Pick<SentOrder, 'id' | 'number' | 'amount'>,
) {
  const { paid } = senders[platform].topics;
  if (paid === undefined) throw new Error(`${platform} sends no paid orders`);
  const body = paid.body(plainOrder(order), new Date());
  const { id: orderId, number, amount } = order;
  return { platform, orderId, number, paid: `${amount} EUR`, body, sign: { topic: paid.name } };
}

/** An order at a platform whose webhooks only name it. @param quantity of its only line */
export const placedAt = (platform: PlatformName, orderId: string, number: string, price: string, quantity: number) => ({
  platform,
  orderId,
  number,
  paid: `${times({ shop: price, presentment: price }, quantity).shop} EUR`,
  body: '',
  placed: { id: orderId, lines: [{ title: 'Linen cushion', price, quantity }] },
});

/** An order of BigCommerce. */
export const bigCommerce = (orderId: string, price: string) => ({
  platform: 'bigcommerce' as const,
  orderId,
  number: orderId,
  paid: `${price} EUR`,
  body: '',
  placed: { id: orderId, lines: [{ title: 'Rope, 20 m', price }] },
});

/** An order of Ecwid. */
export const ecwid = (orderId: string, price: string) => ({
  platform: 'ecwid' as const,
  orderId,
  number: numberOf(orderId),
  paid: `${price} EUR`,
  body: '',
  placed: { id: orderId, lines: [{ title: 'Stoneware bowl', price }] },
});

export const standard = (id: string, paid: string, body: string) =>
  ({ platform: 'standard', orderId: id, number: id, paid, body }) as const;

export const wooPromise = {
  thanku: { pid: 'demo-woocommerce-501', impactValue: 5, donateeGroup: 'CleanOcean' },
  receipt: { amount: 29.35, marker: 'demo-woocommerce/demo-woocommerce-501' },
};
