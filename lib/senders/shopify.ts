import { createHmac, randomBytes } from 'node:crypto';
import { gidOr } from '../platforms/shopify/gid.ts';
import { digits } from './random.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** A fictitious shop, for bodies that name a shop when the settings don't. */
const madeUpShop = { shop_id: 10000000001, shop_domain: 'a-shop.myshopify.com' };

/** JSON text with all digits of the ids, as Shopify writes them: more than a JavaScript number can hold. */
const withIds = (ids: Record<string, string>, body: object): string =>
  Object.entries(ids).reduce((text, [name, id]) => text.replaceAll(`"@${name}@"`, id), JSON.stringify(body));

const customerId = (orderId: string) => orderId.slice(0, 13);

/** `orders/paid` and `orders/cancelled`. `differs` overrides its fields. */
export function shopifyOrder(order: SentOrder, differs: object = {}): string {
  const paidAt = order.paidAt.toISOString();
  const { email, firstName: first_name, lastName: last_name } = order;
  const body = {
    id: '@order@',
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: order.number,
    email,
    created_at: paidAt,
    processed_at: paidAt,
    updated_at: paidAt,
    cancelled_at: null,
    currency: order.currency,
    total_price: order.amount,
    current_total_price: order.amount,
    subtotal_price: order.amount,
    taxes_included: true,
    current_total_tax: '0.00',
    financial_status: 'paid',
    payment_gateway_names: ['shopify_payments'],
    customer_locale: order.locale ?? 'en',
    customer: { id: '@customer@', email, first_name, last_name },
    line_items: [{ title: order.title, quantity: order.quantity ?? 1, price: order.amount, gift_card: false }],
    tags: order.tags?.join(', ') ?? '',
    source_name: order.channel ?? 'web',
    test: order.test ?? false,
    ...differs,
  };
  return withIds({ order: order.id, customer: customerId(order.id) }, body);
}

function cancelled(order: SentOrder, now: Date): string {
  const at = now.toISOString();
  return shopifyOrder(order, { cancelled_at: at, updated_at: at, cancel_reason: 'customer' });
}

function refund({ id, amount, currency }: SentOrder, now: Date): string {
  const at = now.toISOString();
  const body = {
    id: now.getTime(),
    order_id: '@order@',
    created_at: at,
    processed_at: at,
    refund_line_items: [],
    transactions: [{ id: now.getTime() + 1, kind: 'refund', status: 'success', amount, currency }],
  };
  return withIds({ order: id }, body);
}

/** A shop whose settings name its ID accepts no other in a body. */
const privacyRequest = ({ id, email, site }: SentOrder, more: object): string =>
  withIds(
    { order: id, customer: customerId(id), site: gidOr('Shop', site, site) ?? String(madeUpShop.shop_id) },
    { ...madeUpShop, shop_id: '@site@', customer: { id: '@customer@', email, phone: null }, ...more },
  );

/** `shop/redact` of a fictitious shop. It's no topic of the sender: a real one pauses the shop until a person has decided. */
export const madeUpShopRedact = (): string => JSON.stringify(madeUpShop);

/** @see https://shopify.dev/docs/api/webhooks?reference=toml */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: 'orders/paid', body: (order) => shopifyOrder(order) },
  cancelled: { name: 'orders/cancelled', body: cancelled },
  refunded: { name: 'refunds/create', body: refund },
  erase: { name: 'customers/redact', body: (order) => privacyRequest(order, { orders_to_redact: ['@order@'] }) },
  export: {
    name: 'customers/data_request',
    body: (order, now) => privacyRequest(order, { orders_requested: ['@order@'], data_request: { id: now.getTime() } }),
  },
};

export const shopifySender: Sender = {
  topics,
  orderId: /^[1-9]\d{0,18}$/,
  newOrder: () => {
    const id = digits(13);
    return { id, number: `#${id.slice(-6)}` };
  },
  newSecret: () => randomBytes(32).toString('hex'),
  sign: ({ shop, body, secret, id, nowMs, topic = 'orders/paid' }) => ({
    body,
    headers: {
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'x-shopify-webhook-id': id,
      'x-shopify-event-id': id,
      'x-shopify-triggered-at': new Date(nowMs).toISOString(),
      'x-shopify-shop-domain': `${shop.id}.myshopify.com`,
      'x-shopify-api-version': '2026-07',
    },
  }),
};
