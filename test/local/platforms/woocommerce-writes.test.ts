import { describe, expect, it } from 'vitest';
import { wooCommerceWorld } from './world.ts';

const world = (permissions: 'read' | 'write' | 'read_write' = 'read_write') => {
  const woo = wooCommerceWorld(permissions);
  const { id } = woo.shop.place();
  return { ...woo, id };
};
const meta = (key: string, value: unknown) => ({ meta_data: [{ key, value }] });

describe('meta data', () => {
  it('is set, changed and removed by its key, and reported as a change of the order', () => {
    const { call, id, shop, clock } = world();
    shop.outbox.subscribe('order.updated', 'https://foo.example');
    clock.pass(5000);
    const shown = (): object[] => call(`GET /orders/${id}`).body.meta_data;
    const [first] = call(`PUT /orders/${id}`, { body: meta('a', 'x') }).body.meta_data.slice(-1);
    expect(first).toEqual({ id: expect.any(Number), key: 'a', value: 'x' });
    call(`PUT /orders/${id}`, { body: meta('a', { of: ['it'] }) });
    expect(shown()).toContainEqual({ ...first, value: { of: ['it'] } });
    call(`PUT /orders/${id}`, { body: meta('a', null) });
    expect(shown()).not.toContainEqual(expect.objectContaining({ key: 'a' }));
    expect(call(`PUT /orders/${id}`, { body: meta('never', null) }).status).toBe(200);
    expect(call(`GET /orders/${id}`).body.date_modified_gmt).toBe('2026-11-20T12:00:05');
    expect(new Set(shop.outbox.deliveries.map(({ topic }) => topic))).toEqual(new Set(['order.updated']));
    expect(shop.outbox.takeDue().at(-1)?.body).not.toContain('"a"');
  });

  it.each([
    ['another field', { status: 'completed' }, 'sandbox_unsupported'],
    ['no list', { meta_data: 'x' }, 'rest_invalid_param'],
    ['an unknown part', { meta_data: [{ key: 'a', value: 'x', display: 'y' }] }, 'rest_invalid_param'],
    ['no key', { meta_data: [{ value: 'x' }] }, 'rest_invalid_param'],
  ])('%s is refused', (_, body, code) => {
    const { call, id } = world();
    expect(call(`PUT /orders/${id}`, { body })).toMatchObject({ status: 400, body: { code } });
  });

  it('of an order that does not exist is answered 400', () => {
    const expected = { status: 400, body: { code: 'woocommerce_rest_shop_order_invalid_id' } };
    expect(world().call('PUT /orders/99', { body: meta('a', 'x') })).toMatchObject(expected);
  });
});

describe('notes', () => {
  it('are listed by type, the newest first, and those to the customer are mailed', () => {
    const { call, id, api } = world();
    const add = (note: string, customer_note?: boolean) =>
      call(`POST /orders/${id}/notes`, { body: { note, ...(customer_note !== undefined && { customer_note }) } });
    expect(add('one', true)).toMatchObject({ status: 201, body: { note: 'one', customer_note: true } });
    add('two');
    add('three', true);
    const listed = (type?: string) => {
      const query = new URLSearchParams(type === undefined ? {} : { type });
      return call(`GET /orders/${id}/notes?${query.toString()}`).body.map(({ note }: { note: string }) => note);
    };
    expect([listed(), listed('customer'), listed('internal')]).toEqual([
      ['three', 'two', 'one'],
      ['three', 'one'],
      ['two'],
    ]);
    expect(api.admin['GET /_sandbox/mails']?.(undefined)).toMatchObject({
      foo: [{ order: id, to: 'ada.lovelace@example.com', text: 'one' }, { text: 'three' }],
    });
  });

  it('do not change the order', () => {
    const { call, id, shop, clock } = world();
    shop.outbox.subscribe('order.updated', 'https://foo.example');
    clock.pass(5000);
    call(`POST /orders/${id}/notes`, { body: { note: 'x', customer_note: true } });
    expect(call(`GET /orders/${id}`).body.date_modified_gmt).toBe('2026-11-20T12:00:00');
    expect(shop.outbox.deliveries).toEqual([]);
  });

  it.each([
    ['no text', {}, 'rest_missing_callback_param'],
    ['an empty text', { note: '' }, 'rest_invalid_param'],
    ['another form', { note: 'x', customer_note: 'yes' }, 'rest_invalid_param'],
    ['an unknown field', { note: 'x', marker: 'y' }, 'sandbox_unsupported'],
  ])('%s is refused', (_, body, code) => {
    const { call, id, shop } = world();
    expect(call(`POST /orders/${id}/notes`, { body })).toMatchObject({ status: 400, body: { code } });
    expect(shop.order(id)?.notes).toEqual([]);
  });

  it('of an order that does not exist have two codes', () => {
    const { call } = world();
    expect(call('GET /orders/99/notes').body.code).toBe('woocommerce_rest_shop_order_invalid_id');
    const created = call('POST /orders/99/notes', { body: { note: 'x' } });
    expect([created.status, created.body.code]).toEqual([404, 'woocommerce_rest_order_invalid_id']);
  });

  it('an unknown type is refused', () => {
    const { call, id } = world();
    expect(call(`GET /orders/${id}/notes?type=mine`).body.code).toBe('rest_invalid_param');
  });
});

it.each(['PUT /orders/ID', 'POST /orders/ID/notes'])('%s needs a key that may write', (route) => {
  const { call, id } = world('read');
  const body = route.startsWith('PUT') ? meta('a', 'x') : { note: 'x' };
  expect(call(route.replace('ID', id), { body })).toMatchObject({
    status: 401,
    body: { code: 'woocommerce_rest_authentication_error' },
  });
});

it.each([
  ['PUT /orders/ID', 'woocommerce_rest_cannot_edit'],
  ['POST /orders/ID/notes', 'woocommerce_rest_cannot_create'],
  ['GET /orders/ID/notes', 'woocommerce_rest_cannot_view'],
])('%s with an unknown key is refused', (route, code) => {
  const { call, id } = world();
  const answer = call(route.replace('ID', id), { credentials: 'ck_2:cs_2' });
  expect([answer.status, answer.body.code]).toEqual([401, code]);
});

it.each(['DELETE /orders/ID', 'PUT /orders/ID/notes', 'POST /orders'])('there is no %s', (route) => {
  const { call, id } = world();
  expect(call(route.replace('ID', id), { body: {} })).toMatchObject({ status: 404, body: { code: 'rest_no_route' } });
});

it('an empty batch of orders shows whether a key may write, and changes nothing', () => {
  const { call, id } = world();
  const before = call(`GET /orders/${id}`).body;
  expect(call('POST /orders/batch', { body: {} })).toMatchObject({ status: 200, body: [] });
  expect(call(`GET /orders/${id}`).body).toEqual(before);
  expect(call('POST /orders/batch', { body: { delete: [id] } })).toMatchObject({ status: 404 });
  expect(world('read').call('POST /orders/batch', { body: {} })).toMatchObject({
    status: 401,
    body: { message: 'The API key provided does not have write permissions.' },
  });
});
