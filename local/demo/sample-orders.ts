import type { PlatformName } from '../../lib/shops/settings.ts';
import type { SigningOptions } from './signed-webhook.ts';
import { genericCancellation, genericOrder, shopifyOrder, wooCommerceOrder } from './sample-bodies.ts';

/** What must come of a webhook, by the settings in local/shops. Written by hand: nothing of thankflow computes it. */
export interface Promised {
  thanku?: { pid: string; impactValue: number; donateeGroup: string };
  /** In the merchant's currency. */
  receipt?: { amount: number; marker: string };
}

export interface Sample {
  /** For people. */
  title: string;
  platform: PlatformName;
  /** The platform's immutable id. */
  orderId: string;
  /** What people call the order. */
  number: string;
  paid: string;
  body: string;
  sign?: SigningOptions;
  /** Headers instead of signed ones. */
  headers?: Record<string, string>;
  /** Sent this often, at the same time. */
  times?: number;
  status: 200 | 401;
  promise: Promised;
  /** The state that `GET /orders` ends in; absent where thankflow keeps no row of it as an order. */
  state?: 'posted' | 'simulated' | 'skipped';
  /** What becomes of it instead. */
  noRow?: string;
}

const minuteMs = 60_000;
const yearMs = 365 * 24 * 60 * minuteMs;
const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada.lovelace@example.com' };
const noor = { firstName: 'نور 🌱', lastName: '<b>Haddad</b>', email: 'noor.haddad@example.com', locale: 'de-AT' };
const stranger = { firstName: 'Sam', lastName: 'Stranger', email: 'sam@stranger.example' };

const shopifyId = (n: number) => `82098291194615${String(4500 + n)}`;

function shopify(n: number, total: string, person: typeof ada, more: { test?: boolean; title?: string } = {}) {
  const id = shopifyId(n);
  const number = `#${1000 + n}`;
  const body = shopifyOrder({ id, name: number, total, title: 'Oak desk', ...person, ...more });
  return { platform: 'shopify' as const, orderId: id, number, paid: `${total} EUR`, body };
}

function shopifyPromise(n: number, trees: number | undefined, amount: number | undefined): Promised {
  const pid = `demo-shopify-${shopifyId(n)}`;
  return {
    ...(trees !== undefined && { thanku: { pid, impactValue: trees, donateeGroup: 'PlantTrees' } }),
    ...(amount !== undefined && { receipt: { amount, marker: `demo-shopify/${pid}` } }),
  };
}

function wooCommerce(id: number, status: string, paidAt: Date | undefined, topic = 'order.updated') {
  const order = { id, status, total: '34.30', shipping: '4.95', title: 'Fischerhemd &amp; Mütze', ...ada };
  const body = wooCommerceOrder({ ...order, ...(paidAt && { paidAt }) });
  return {
    platform: 'woocommerce' as const,
    orderId: String(id),
    number: String(id),
    paid: '34.30 EUR',
    body,
    sign: { topic },
  };
}

const wooPromise = {
  thanku: { pid: 'demo-woocommerce-501', impactValue: 5, donateeGroup: 'CleanOcean' },
  receipt: { amount: 29.35, marker: 'demo-woocommerce/demo-woocommerce-501' },
};

/** The demo's webhooks, in the order they are sent. */
export function sampleOrders(nowMs: number): Sample[] {
  const paid = new Date(nowMs - minuteMs);
  const bigId = '9007199254740993123';
  return [
    {
      ...shopify(1, '59.90', ada),
      title: 'paid, and delivered three times at once',
      times: 3,
      status: 200,
      promise: shopifyPromise(1, 2, 59.9),
      state: 'posted',
    },
    {
      ...shopify(2, '199.00', noor, { title: `Sehr langer Titel ${'🪑'.repeat(400)}` }),
      title: 'emoji, right-to-left, markup, a very long title',
      status: 200,
      promise: shopifyPromise(2, 9, 199),
      state: 'posted',
    },
    {
      ...shopify(3, '8.00', ada),
      title: 'below the minimum',
      status: 200,
      promise: shopifyPromise(3, undefined, 8),
      state: 'skipped',
    },
    {
      ...shopify(4, '75.00', ada, { test: true }),
      title: 'a test order',
      status: 200,
      promise: {},
      state: 'simulated',
    },
    {
      ...shopify(5, '40.00', stranger),
      title: 'not a member of the loyalty programme',
      status: 200,
      promise: shopifyPromise(5, 2, undefined),
      state: 'posted',
    },
    {
      ...shopify(6, '500.00', ada),
      title: 'forged: signed with another secret',
      sign: { secret: 'guessed' },
      status: 401,
      promise: {},
    },
    {
      ...shopify(7, '500.00', ada),
      title: 'forged: no signature at all',
      headers: { 'x-shopify-topic': 'orders/paid' },
      status: 401,
      promise: {},
    },
    {
      ...wooCommerce(501, 'processing', paid),
      title: 'told as "updated" before it was "created"',
      status: 200,
      promise: wooPromise,
      state: 'posted',
    },
    {
      ...wooCommerce(501, 'processing', paid, 'order.created'),
      title: 'the same, "created" now',
      status: 200,
      promise: wooPromise,
      state: 'posted',
    },
    {
      ...wooCommerce(502, 'pending', undefined, 'order.created'),
      title: 'not paid yet',
      status: 200,
      promise: {},
      noRow: 'ignored: not paid',
    },
    {
      ...wooCommerce(77, 'completed', new Date(nowMs - 2 * yearMs)),
      title: 'two years old, edited today',
      status: 200,
      promise: {},
      noRow: 'ignored: too old',
    },
    {
      platform: 'standard',
      orderId: bigId,
      number: bigId,
      paid: '29.35 EUR',
      body: genericOrder({ id: bigId, amount: '29.35', quantity: 3, customer: { firstName: 'Ada', email: ada.email } }),
      title: 'a shop of its own making, an id above 2^53',
      status: 200,
      promise: { thanku: { pid: `press-${bigId}`, impactValue: 3, donateeGroup: 'ProtectWildlife' } },
      state: 'posted',
    },
    {
      platform: 'standard',
      orderId: 'p-2',
      number: 'p-2',
      paid: '29.35 EUR',
      body: genericOrder({ id: 'p-2', amount: '29.35' }),
      sign: { nowMs: nowMs - 10 * minuteMs },
      title: 'a recording, replayed ten minutes later',
      status: 401,
      promise: {},
    },
    {
      platform: 'standard',
      orderId: 'p-3',
      number: 'p-3',
      paid: '–',
      body: genericCancellation('p-3'),
      title: 'cancelled …',
      status: 200,
      promise: {},
      noRow: 'noted',
    },
    {
      platform: 'standard',
      orderId: 'p-3',
      number: 'p-3',
      paid: '12.00 EUR',
      body: genericOrder({ id: 'p-3', amount: '12.00' }),
      title: '… before it was told as paid',
      status: 200,
      promise: {},
      state: 'skipped',
    },
    {
      platform: 'standard',
      orderId: 'p-4',
      number: 'p-4',
      paid: '?',
      body: genericOrder({ id: 'p-4' }),
      title: 'unreadable: no amount',
      status: 200,
      promise: {},
      noRow: 'quarantined',
    },
  ];
}
