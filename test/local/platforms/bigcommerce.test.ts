import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { storeHash, storeWorld } from '../../lib/platforms/bigcommerce/admin/store.ts';

const minute = 60_000;
const hooks = '/v3/hooks';
const url = 'https://api.example/webhooks/foo';
const orders = '/v2/orders';

describe('an order', () => {
  it('shows what the documentation says, in the currency that the customer pays in', () => {
    const { shop, call, clock } = storeWorld();
    const { id } = shop.place({
      lines: [{ quantity: 2, price: '10.00' }],
      shipping: '5.00',
      presentmentCurrency: 'USD',
      rate: '2',
    });
    clock.pass(minute + 999);
    shop.refund(id, { amount: '3.00', lines: [] });
    expect(call(`GET ${orders}/${id}`)).toMatchObject({
      status: 200,
      body: {
        id: Number(id),
        date_created: 'Fri, 20 Nov 2026 12:00:00 +0000',
        date_modified: 'Fri, 20 Nov 2026 12:01:00 +0000',
        status_id: 14,
        payment_status: 'partially refunded',
        total_inc_tax: '50.0000',
        refunded_amount: '0.0000',
        currency_code: 'EUR',
        default_currency_code: 'USD',
        consignments: { resource: `/orders/${id}/consignments` },
      },
    });
    const refunds = call(`GET /v3/orders/${id}/payment_actions/refunds`);
    expect(refunds).toMatchObject({
      status: 200,
      body: { data: [{ total_amount: 6, payments: [{ is_declined: false }] }] },
    });
  });

  it('has its lines only if they are asked for, in the structure that has a future', () => {
    const { shop, call } = storeWorld();
    const { id } = shop.place();
    const path = `${orders}/${id}?include=consignments.line_items`;
    expect(call(`GET ${path}`)).toMatchObject({ status: 400 });
    expect(call(`GET ${path}&consignment_structure=object`)).toMatchObject({
      body: { consignments: { shipping: [{ line_items: [{ name: 'Oak desk', quantity: 1 }] }] } },
    });
  });

  it.each([
    [7, '', { paid: false }, undefined],
    [4, 'refunded', {}, 'refund'],
    [5, 'refunded', {}, 'cancel'],
    [5, 'void', { paid: false }, 'cancel'],
    [11, 'captured', {}, 'edit'],
  ] as const)('can have the status %i and the payment "%s"', (status, payment, input, change) => {
    const { shop, call } = storeWorld();
    const { id } = shop.place(input);
    if (change !== undefined) shop[change](id);
    expect(call(`GET ${orders}/${id}`).body).toMatchObject({ status_id: status, payment_status: payment });
  });
});

describe('the API', () => {
  it.each([
    [`GET ${orders}?unknown=1`, 400],
    [`GET ${orders}?sort=total:asc`, 400],
    [`GET ${orders}?limit=251`, 400],
    [`GET ${orders}?min_date_modified=2026-01-01`, 400],
    [`GET ${orders}/999`, 404],
    [`GET ${orders}/1/products`, 404],
    ['GET /v3/orders/999/payment_actions/refunds', 404],
    ['GET /v2/customers', 404],
    [`POST ${orders}`, 405],
    [`GET ${orders}`, 204],
    ['GET /v3/orders/payment_actions/refunds?order_id:in=1', 200],
  ])('answers %s with %i', (route, status) => {
    expect(storeWorld().call(route)).toMatchObject({ status });
  });

  it('refuses another store, an unknown token, and an account without the scope', () => {
    expect(storeWorld().call(`GET ${orders}`, { given: 'another' })).toMatchObject({ status: 401 });
    const { call, shop } = storeWorld({ orders: false });
    expect(call(`GET ${orders}`)).toMatchObject({ status: 403, body: [{ status: 403 }] });
    expect(call(`GET ${hooks}`)).toMatchObject({ status: 200 });
    shop.options.platformShopId = 'another0001';
    expect(call(`GET ${hooks}`)).toMatchObject({ status: 401 });
  });

  it('creates one webhook for each scope and destination', () => {
    const { call } = storeWorld();
    const body = { scope: 'store/order/created', destination: url, is_active: true };
    const created = call(`POST ${hooks}`, { body });
    expect(created).toMatchObject({
      status: 200,
      body: { data: { store_hash: storeHash, scope: body.scope, is_active: true } },
    });
    expect(call(`POST ${hooks}`, { body })).toMatchObject({ status: 422 });
    expect(call(`POST ${hooks}`, { body: { ...body, destination: 'https://api.example:8443/' } })).toMatchObject({
      status: 422,
    });
    expect(call(`POST ${hooks}`, { body: { ...body, scope: 'store/nothing' } })).toMatchObject({ status: 422 });
    const { id } = created.body.data;
    expect(call(`PUT ${hooks}/${id}`, { body: { is_active: false } })).toMatchObject({
      body: { data: { is_active: false } },
    });
    expect(call(`GET ${hooks}/${id}`)).toMatchObject({ body: { data: { is_active: false } } });
    expect(call(`DELETE ${hooks}/${id}`)).toMatchObject({ status: 200 });
    expect(call(`GET ${hooks}/${id}`)).toMatchObject({ status: 404 });
  });
});

describe('webhooks', () => {
  it('name the order, are signed anew at each try, and end after the last one', () => {
    const { shop, clock } = storeWorld();
    shop.outbox.subscribe('store/order/statusUpdated', url);
    const { id } = shop.place();
    const library = new Webhook(Buffer.from('a'.repeat(32)).toString('base64'));
    const signatures = new Set<string>();
    let tries = 0;
    for (; tries < 20; tries++) {
      const [delivery] = shop.outbox.takeDue();
      if (delivery === undefined) break;
      const { headers, body } = delivery;
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      expect(at.getTime()).toBe(clock.now());
      expect(headers['webhook-signature']).toBe(library.sign(headers['webhook-id']!, at, body));
      expect(JSON.parse(body)).toMatchObject({
        producer: `stores/${storeHash}`,
        created_at: Date.parse('2026-11-20T12:00:00Z') / 1000,
        data: { id: Number(id), status: { previous_status_id: 0, new_status_id: 11 } },
      });
      signatures.add(headers['webhook-signature']!);
      shop.outbox.answered(delivery, 500);
      clock.pass((shop.outbox.deliveries[0]?.dueAtMs ?? clock.now()) - clock.now());
    }
    expect(tries).toBe(12);
    expect(signatures.size).toBe(12);
    expect(shop.outbox.subscriptions).toMatchObject([{ status: 'disabled' }]);
  });
});
