import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { fixture } from '../../../support/webhook.ts';
import { body, context, readBody } from './read-fixture.ts';

/* Whoever has one signed body can send it under any topic and with any other header: only the body is signed. */

const receivedAt = new Date(context.receivedAtMs).toISOString();
const gid = (kind: string) => `gid://shopify/${kind}/6029384756102938475`;
const customer = { id: 7, email: 'lotte@lindgren.example' };
const transaction = { id: 1, order_id: 17, kind: 'refund', status: 'success', amount: '58.90', currency: 'EUR' };

/** What other webhooks of the same shop post, all validly signed. */
const bodies = {
  order: body(),
  refund: fixture('shopify/refunds-create.json').toString(),
  redact: fixture('shopify/customers-redact.json').toString(),
  'data request': JSON.stringify({ shop_id: 1, customer, orders_requested: [17], data_request: { id: 9 } }),
  'shop redact': '{"shop_id":954889,"shop_domain":"baumschule.myshopify.com"}',
  draft: body({ admin_graphql_api_id: gid('DraftOrder'), financial_status: undefined, status: 'open' }),
  checkout: body({ admin_graphql_api_id: undefined, financial_status: undefined, token: 'a7' }),
  transaction: JSON.stringify({ ...transaction, admin_graphql_api_id: gid('OrderTransaction') }),
  fulfilment: JSON.stringify({ id: 5, order_id: 17, status: 'success', line_items: [] }),
  customer: JSON.stringify({ ...customer, admin_graphql_api_id: gid('Customer') }),
  product: '{"id":4711,"title":"Tree","handle":"tree"}',
  list: '[]',
  nothing: 'null',
};
const names = Object.keys(bodies) as (keyof typeof bodies)[];

/** Which of them each topic takes. All others are quarantined. */
const taken: Record<string, (keyof typeof bodies)[]> = {
  'orders/paid': ['order'],
  'orders/create': ['order'],
  'orders/cancelled': [],
  'refunds/create': ['refund'],
  'customers/redact': ['redact'],
  'customers/data_request': ['data request'],
  'shop/redact': ['shop redact'],
};
const pairs = Object.entries(taken).flatMap(([topic, own]) =>
  names.map((name) => ({ topic, name, body: bodies[name], agrees: own.includes(name) })),
);

describe('a signed body under any topic', () => {
  it.each(pairs.filter(({ agrees }) => agrees))('is read: $name as $topic', ({ topic, body: signed }) => {
    expect(readBody(topic, signed)).toHaveProperty('at');
  });

  it.each(pairs.filter(({ agrees }) => !agrees))('is not read: $name as $topic', ({ topic, body: signed }) => {
    expect(() => readBody(topic, signed)).toThrow(/^header and body disagree: /);
  });

  it.each([
    ['shop/redact with more in it', 'shop/redact', { shop_id: 1, shop_domain: 'a.example', customer }],
    ['shop/redact without its domain', 'shop/redact', { shop_id: 1 }],
    ['customers/redact without a list', 'customers/redact', { customer, orders_to_redact: null }],
    ['customers/data_request without its id', 'customers/data_request', { customer, data_request: null }],
    ['refunds/create without its order', 'refunds/create', { id: 1, refund_line_items: [], transactions: [] }],
    ['refunds/create of a payment', 'refunds/create', { id: 1, order_id: 17, transactions: [{ kind: 'sale' }] }],
    ['refunds/create without transactions', 'refunds/create', { id: 1, order_id: 17, refund_line_items: [] }],
    [
      'a return',
      'orders/cancelled',
      { id: 1, admin_graphql_api_id: gid('Return'), cancelled_at: '2026-02-01T00:00:00Z' },
    ],
  ])('%s', (_what, topic, odd) => {
    expect(() => readBody(topic, JSON.stringify(odd))).toThrow(/^header and body disagree: /);
  });

  it('quotes nothing of the body in its reason', () => {
    const secret = JSON.stringify({ shop_id: 1, shop_domain: 'a.example', 'lotte@lindgren.example': 1 });
    expect(() => readBody('shop/redact', secret)).toThrow(
      /^header and body disagree: the body: expected shop_id and shop_domain alone$/,
    );
  });
});

describe('a body that names its shop', () => {
  const settings = { platformShopId: '954889' };
  const page = (path: string) => ({ order_status_url: `https://shop.baumschule.example${path}` });
  const foreign = /^the body belongs to another shop/;
  const othersRedact = bodies.redact.replace('954889', '17');

  it.each(['orders/paid', 'orders/create', 'orders/cancelled'])('by its status page, in %s', (topic) => {
    const order = { cancelled_at: topic === 'orders/cancelled' ? '2026-02-01T00:00:00Z' : null };
    expect(readBody(topic, order, { settings })).toMatchObject({ shop: 'acme' });
    expect(() => readBody(topic, { ...order, ...page('/17/orders/3f9c') }, { settings })).toThrow(foreign);
    expect(readBody(topic, { ...order, ...page('/17/orders/3f9c') })).toMatchObject({ shop: 'acme' });
  });

  it.each([
    page('/orders/3f9c'),
    page('/de/17/orders'),
    page('/17a/orders'),
    { order_status_url: 'none' },
    { order_status_url: null },
  ])('or not, by %j', (order) => {
    expect(readBody('orders/paid', order, { settings })).toMatchObject({ type: 'paid' });
  });

  it('by shop_id', () => {
    expect(readBody('customers/redact', bodies.redact, { settings })).toMatchObject({ type: 'erase' });
    expect(() => readBody('customers/redact', othersRedact, { settings })).toThrow(foreign);
    expect(() => readBody('shop/redact', bodies['shop redact'].replace('954889', '17'), { settings })).toThrow(foreign);
    expect(readBody('customers/redact', othersRedact)).toMatchObject({ type: 'erase' });
  });

  it('may be named in the settings by its GraphQL id', () => {
    expect(readBody('orders/paid', {}, { settings: { platformShopId: 'gid://shopify/Shop/954889' } })).toMatchObject({
      type: 'paid',
    });
  });
});

describe('a test', () => {
  const anyTopic = [
    'orders/cancelled',
    'refunds/create',
    'customers/redact',
    'shop/redact',
    'orders/updated',
    'nonsense',
    undefined,
  ];
  const notification = {
    test: true,
    financial_status: 'voided',
    cancelled_at: '2021-12-31T19:00:00-05:00',
    updated_at: '2021-12-31T19:00:00-05:00',
    processed_at: '2021-12-31T19:00:00-05:00',
    order_status_url: 'https://jsmith.myshopify.com/548380009/orders/123456abcd',
  };
  const voided = { type: 'void', reason: 'test notification' };

  it.each([
    ['as Shopify sends it', notification],
    ['with odd times', { test: true, cancelled_at: 'now', updated_at: 7, processed_at: 'soon', created_at: {} }],
    ['without a status', { test: true, financial_status: undefined, refunds: 'none' }],
    ['refunded', { test: true, financial_status: 'refunded', refunds: [JSON.parse(bodies.refund)] }],
    ['of another shop', { ...notification, shop_id: 17 }],
  ])('is read as a paid order that costs nothing, %s', (_what, differs) => {
    for (const topic of ['orders/paid', 'orders/create'])
      for (const headers of [{}, { 'x-shopify-test': 'true', 'x-shopify-triggered-at': '2024-08-07T22:58:21Z' }]) {
        const reading = PaidEvent.parse(readBody(topic, differs, { headers, settings: { platformShopId: '954889' } }));
        expect(reading).toMatchObject({ at: receivedAt, order: { test: true, paidAt: receivedAt, refunds: [] } });
      }
  });

  it.each(anyTopic)('under the topic %s is void', (topic) => {
    expect(readBody(topic, notification)).toEqual(voided);
  });

  it.each(['orders/paid', 'orders/create', ...anyTopic])('that only a header calls one is void under %s', (topic) => {
    expect(readBody(topic, {}, { headers: { 'x-shopify-test': 'true' } })).toEqual(voided);
    expect(readBody(topic, {}, { headers: { 'shopify-test': 'true' } })).toEqual(voided);
  });

  it.each([false, 'true', 1, null])('is not what says test: %j', (test) => {
    expect(readBody('orders/paid', { test }, { headers: { 'x-shopify-test': 'false' } })).toMatchObject({
      type: 'paid',
      order: { test: false },
    });
  });
});

describe("Shopify's Next-Gen Events", () => {
  it.each([
    ['a handle', { handle: 'paid-orders' }],
    ['an empty handle', { handle: null }],
    ['changed fields', { fields_changed: { added: [], updated: ['order.displayFinancialStatus'], removed: [] } }],
    ['variables of the query', { query_variables: { orderId: gid('Order') } }],
  ])('are known by topic, action and %s', (_what, one) => {
    expect(() => readBody('Order', JSON.stringify({ topic: 'Order', action: 'update', ...one }))).toThrow(
      /subscribe to webhooks instead/,
    );
    expect(readBody('Order', JSON.stringify({ topic: 'Order', ...one }))).toEqual({ type: 'ignored', reason: 'topic' });
  });

  const event = { topic: 'Order', action: 'update', handle: 'paid-orders', data: { order: { id: gid('Order') } } };

  it.each([
    ['a list', []],
    ['an object', { added: [], updated: ['order.displayFinancialStatus'], removed: [] }],
    ['nothing', undefined],
  ])('are refused under any topic, with %s of changed fields', (_what, fields_changed) => {
    for (const topic of ['Order', 'orders/paid', 'shop/redact', 'orders/updated', undefined])
      expect(() => readBody(topic, JSON.stringify({ ...event, fields_changed }))).toThrow(
        /subscribe to webhooks instead/,
      );
  });
});
