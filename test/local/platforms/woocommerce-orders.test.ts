import { describe, expect, it } from 'vitest';
import { start, wooCommerceWorld } from './world.ts';

const second = 1000;
const hour = 3_600_000;
const idsOf = ({ body }: { body: { id: number }[] }) => body.map(({ id }) => id);

/** Three orders, a second apart. */
function threeOrders(options?: { utcOffsetMinutes?: number }) {
  const world = wooCommerceWorld('read', options);
  const ids = Array.from({ length: 3 }, () => {
    const { id } = world.shop.place();
    world.clock.pass(second);
    return Number(id);
  });
  return { ...world, ids };
}

describe('an order', () => {
  it('shows what the documentation says', () => {
    const { shop, call, clock } = wooCommerceWorld('read', { utcOffsetMinutes: 60 });
    const { id } = shop.place({
      lines: [{ quantity: 2, price: '10.00' }],
      shipping: '5.00',
      customer: null,
      test: true,
    });
    clock.pass(hour);
    shop.refund(id, { amount: '3.00' });
    expect(call(`GET /orders/${id}`)).toMatchObject({
      status: 200,
      body: {
        id: Number(id),
        number: id,
        status: 'processing',
        currency: 'EUR',
        date_created: '2026-11-20T13:00:00',
        date_created_gmt: '2026-11-20T12:00:00',
        date_modified_gmt: '2026-11-20T13:00:00',
        date_paid_gmt: '2026-11-20T12:00:00',
        total: '25.00',
        shipping_total: '5.00',
        customer_id: 0,
        payment_method: 'bacs',
        line_items: [{ name: 'Oak desk', quantity: 2, total: '20.00', product_id: 632910392 }],
        refunds: [{ total: '-3.00' }],
        meta_data: [{ key: 'wpml_language' }, { key: '_wcpay_mode', value: 'test' }],
      },
    });
  });

  it.each([
    ['pending', { paid: false }, undefined],
    ['processing', {}, undefined],
    ['refunded', {}, 'refund'],
    ['cancelled', { paid: false }, 'cancel'],
    ['trash', {}, 'trash'],
  ] as const)('can be %s', (status, input, change) => {
    const { shop, call } = wooCommerceWorld();
    const { id } = shop.place(input);
    if (change !== undefined) shop[change](id);
    expect(call(`GET /orders/${id}`).body.status).toBe(status);
    expect(call('GET /orders?status=any,trash').body).toHaveLength(status === 'trash' ? 0 : 1);
    expect(call(`GET /orders?status=${status}`).body).toHaveLength(1);
  });

  it('is answered 404 if it does not exist', () => {
    const { shop, call } = wooCommerceWorld();
    const { id } = shop.place();
    shop.hooks.beforeFetch = (fetched) => shop.delete(fetched);
    expect(call(`GET /orders/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } },
    });
  });
});

describe('a list of orders', () => {
  it('has pages, and says how many', () => {
    const { call, ids, shop } = threeOrders();
    const page = call('GET /orders?per_page=2&orderby=modified&order=asc');
    expect(idsOf(page)).toEqual(ids.slice(0, 2));
    expect([page.headers['x-wp-total'], page.headers['x-wp-totalpages']]).toEqual(['3', '2']);
    shop.hooks.betweenPages = () => {
      if (shop.order(String(ids[0])) !== undefined) shop.delete(String(ids[0]));
    };
    // Pages are offsets: whatever moves to the first page is missed.
    expect(idsOf(call('GET /orders?per_page=2&page=2&orderby=modified&order=asc'))).toEqual([]);
    expect(idsOf(call('GET /orders'))).toEqual([ids[2], ids[1]]);
  });

  it('repeats a page once if it is told to', () => {
    const { call, ids, shop } = threeOrders();
    shop.faults.repeatPages = 1;
    const pages = [1, 2, 2].map((page) => idsOf(call(`GET /orders?per_page=1&order=asc&page=${page}`)));
    expect(pages).toEqual([[ids[0]], [ids[0]], [ids[1]]]);
  });

  it.each([
    // The shop is two hours ahead, and its orders are of 12:00:00, 12:00:01 and 12:00:02 in GMT.
    ['modified_after=2026-11-20T12:00:00&dates_are_gmt=true', [1, 2]],
    ['modified_after=2026-11-20T14:00:00', [1, 2]],
    ['modified_after=2026-11-20T12:00:00Z', [1, 2]],
    ['modified_before=2026-11-20T12:00:02&dates_are_gmt=true', [0, 1]],
    ['modified_after=2026-11-20T11:59:59.999&modified_before=2026-11-20T12:00:01&dates_are_gmt=1', [0]],
    // WordPress converts a time with an offset to the shop's clock first, so these are two hours too late.
    ['modified_after=2026-11-20T12:00:00Z&dates_are_gmt=true', []],
    ['modified_after=2026-11-20T10:00:00Z&dates_are_gmt=true', [1, 2]],
    ['after=2026-11-20T12:00:01&dates_are_gmt=true', [2]],
  ])('is filtered by %s', (query, expected) => {
    const { call, ids } = threeOrders({ utcOffsetMinutes: 120 });
    expect(idsOf(call(`GET /orders?order=asc&${query}`))).toEqual(expected.map((index) => ids[index]));
  });

  it('contains only what is asked for', () => {
    const { call, ids } = threeOrders();
    expect(call(`GET /orders?include=${ids[0]},${ids[2]}&order=asc&_fields=id,billing.email,nothing`).body).toEqual(
      [ids[0], ids[2]].map((id) => ({ id, billing: { email: 'ada.lovelace@example.com' } })),
    );
    expect(call('GET /orders?status[]=pending&status[]=failed').body).toEqual([]);
    expect(call('GET /orders?include=a').body).toEqual([]);
  });

  it.each([
    ['per_page=101', 'per_page', 'rest_out_of_bounds'],
    ['per_page=0', 'per_page', 'rest_out_of_bounds'],
    ['per_page=ten', 'per_page', 'rest_invalid_type'],
    ['page=0', 'page', 'rest_out_of_bounds'],
    ['orderby=date_modified', 'orderby', 'rest_not_in_enum'],
    ['order=ASC', 'order', 'rest_not_in_enum'],
    ['status=paid', 'status', 'rest_not_in_enum'],
    ['modified_after=2026-11-20', 'modified_after', 'rest_invalid_date'],
    ['modified_after=2026-11-20T12:00:00+00:00', 'modified_after', 'rest_invalid_date'],
    ['modified_before=1763640000', 'modified_before', 'rest_invalid_date'],
    ['dates_are_gmt=yes', 'dates_are_gmt', 'rest_invalid_type'],
  ])('is refused with %s', (query, name, code) => {
    expect(wooCommerceWorld().call(`GET /orders?${query}`)).toMatchObject({
      status: 400,
      body: {
        code: 'rest_invalid_param',
        message: `Invalid parameter(s): ${name}`,
        data: { status: 400, params: { [name]: expect.any(String) }, details: { [name]: { code } } },
      },
    });
  });
});

describe('access', () => {
  it.each([
    ['', 'GET /orders', 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
    ['ck_2:cs_1', 'GET /orders/1', 'woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
    ['ck_1:cs_2', 'GET /orders', 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.'],
    ['ck_1:cs_1', 'POST /webhooks', 'woocommerce_rest_authentication_error', /does not have write permissions/],
  ])('is refused to %j for %s', (credentials, route, code, message) => {
    const found = wooCommerceWorld('read').call(route, { credentials });
    expect(found).toMatchObject({ status: 401, body: { code, data: { status: 401 } } });
    expect(found.body.message).toMatch(message);
  });

  it('ends when the key is revoked', () => {
    const { call, shop } = wooCommerceWorld();
    shop.faults.revokeAfterCalls = 1;
    expect([call('GET /orders'), call('GET /orders')].map(({ status }) => status)).toEqual([200, 401]);
  });

  it('may be limited by the host', () => {
    const { call, shop } = wooCommerceWorld();
    Object.assign(shop.faults, { tooManyRequests: 1, retryAfterSeconds: 7 });
    expect(call('GET /orders')).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    expect(call('GET /orders').status).toBe(200);
  });

  it('shows the shop’s clock, which may be wrong', () => {
    const { call, shop } = wooCommerceWorld();
    shop.faults.dateSkewMs = hour;
    expect(call('GET /orders').headers['date']).toBe(new Date(start + hour).toUTCString());
  });

  it('exists for two resources', () => {
    for (const route of ['GET /customers', 'POST /orders', 'DELETE /orders/1'])
      expect(wooCommerceWorld().call(route)).toMatchObject({ status: 404, body: { code: 'rest_no_route' } });
  });
});

describe('webhooks', () => {
  const body = { topic: 'order.updated', delivery_url: 'https://api.example/webhooks/foo', secret: 's3cret' };

  it('are created, listed without their secret, changed and deleted', () => {
    const { call } = wooCommerceWorld();
    const created = call('POST /webhooks', { body });
    expect(created).toMatchObject({
      status: 201,
      body: { status: 'active', topic: 'order.updated', event: 'updated' },
    });
    const listed = call('GET /webhooks?status=active');
    expect(listed.body).toEqual([created.body]);
    expect(JSON.stringify(listed.body)).not.toContain('s3cret');
    const { id } = created.body;
    expect(call(`PUT /webhooks/${id}`, { body: { status: 'paused' } }).body.status).toBe('paused');
    expect(call('GET /webhooks?status=active').body).toEqual([]);
    expect(call(`DELETE /webhooks/${id}`).status).toBe(501);
    expect(call(`DELETE /webhooks/${id}?force=true`).status).toBe(200);
    expect(call(`GET /webhooks/${id}`).status).toBe(404);
  });

  it.each([
    [{ topic: 'order.updated' }, 'rest_missing_callback_param'],
    [{ ...body, topic: 'order.paid' }, 'woocommerce_rest_webhook_invalid_topic'],
    [{ ...body, delivery_url: 'api.example' }, 'woocommerce_rest_webhook_invalid_delivery_url'],
    [{ ...body, status: 'on' }, 'rest_invalid_param'],
  ])('are refused as %j', (wrong, code) => {
    const { call, shop } = wooCommerceWorld();
    expect(call('POST /webhooks', { body: wrong })).toMatchObject({ status: 400, body: { code } });
    expect(shop.outbox.subscriptions).toEqual([]);
  });
});
