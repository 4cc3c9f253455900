import { describe, expect, it } from 'vitest';
import { readBody, readWith, reasonOf } from './read-order.ts';

const cannotView = {
  code: 'woocommerce_rest_cannot_view',
  message: 'Sorry, you cannot view this resource.',
  data: { status: 401 },
};

describe("an error of WooCommerce's REST API instead of an order", () => {
  it('says whose fault it is and what to do', () => {
    expect(reasonOf(() => readBody(cannotView))).toBe(
      "WooCommerce sent its error woocommerce_rest_cannot_view instead of an order: the webhook's user isn't allowed to see orders. " +
        'Delete the webhook and create it again as an administrator or shop manager. ' +
        'Then import the orders that are missing: ./thankflow orders import',
    );
  });

  it.each(['order.created', 'order.updated', 'order.restored', 'order.deleted'])('comes under %s', (topic) => {
    expect(reasonOf(() => readBody(cannotView, topic))).toMatch(/^WooCommerce sent its error/);
  });

  it.each([null, [], undefined, 'none'])('may come with the data %j', (data) => {
    expect(reasonOf(() => readBody({ ...cannotView, data }))).toMatch(
      /woocommerce_rest_cannot_view instead of an order/,
    );
  });

  it.each([
    ['woocommerce_rest_shop_order_invalid_id', 404],
    ['woocommerce_rest_shop_order_invalid_id', 400],
    ['woocommerce_rest_invalid_post_id', 404],
    ['rest_post_invalid_id', undefined],
    ['woocommerce_rest_order_not_found', 404],
  ])('%s (%s): nothing can be done about an order that is gone', (code, status) => {
    const body = { code, message: 'Invalid ID.', data: { status } };
    expect(readBody(body)).toEqual({ type: 'ignored', reason: 'order gone' });
  });

  it.each([
    ['rest_no_route', 404],
    ['rest_forbidden', 403],
    ['internal_server_error', 500],
  ])('%s (%s) is reported', (code, status) => {
    expect(reasonOf(() => readBody({ code, message: 'No.', data: { status } }))).toMatch(
      new RegExp(`^WooCommerce sent its error ${code} instead of an order: .*Then import`),
    );
  });

  it.each([
    [{ code: 'rest_cookie_invalid_nonce', data: { status: 403 } }, 'rest_cookie_invalid_nonce'],
    [{ code: 500, message: 'No.' }, '500'],
    [{ errors: [{ code: 'jwt_auth_no_auth_header' }] }, 'jwt_auth_no_auth_header'],
  ])('may lack a message or have another shape: %j', (body, code) => {
    expect(reasonOf(() => readBody(body))).toMatch(
      new RegExp(`^WooCommerce sent its error ${code} instead of an order: .*Then import`),
    );
  });

  it.each([{ errors: [] }, { errors: {} }, { errors: 'none' }, { code: null }, {}])('%j is no error', (body) => {
    expect(reasonOf(() => readBody(body))).toMatch(/^id: expected an id/);
  });

  it('is not looked for in an order', () => {
    expect(readWith({ code: 'SPRING', message: 'Hello', errors: [{ code: 'x' }] }).type).toBe('paid');
  });

  it('is not quoted if it may hold anything', () => {
    const reason = reasonOf(() => readBody({ code: 'Ada <ada@example.org>', message: 'Ada', data: {} }));
    expect(reason).toMatch(/^WooCommerce sent an error instead of an order: /);
    expect(reason).not.toContain('da');
  });
});

describe('the Legacy API', () => {
  it('has its own remedy', () => {
    expect(reasonOf(() => readBody({ order: { id: 7, status: 'completed' } }))).toMatch(
      /^the webhook uses WooCommerce's Legacy API: set its API version to WP REST API Integration v3/,
    );
  });
});

describe("the Legacy API's errors", () => {
  const message = 'You do not have permission to read this order';

  it.each([
    { errors: [{ code: 'woocommerce_api_user_cannot_read_order', message }] },
    {
      errors: { woocommerce_api_user_cannot_read_order: [message] },
      error_data: { woocommerce_api_user_cannot_read_order: { status: 401 } },
    },
  ])('say whose fault it is and what to do: %j', (body) => {
    expect(reasonOf(() => readBody(body))).toBe(
      "WooCommerce sent its error woocommerce_api_user_cannot_read_order instead of an order: the webhook uses WooCommerce's Legacy API, and its user isn't allowed to see orders. " +
        'Delete the webhook and create it again as an administrator or shop manager, with the API version WP REST API Integration v3. ' +
        'Then import the orders that are missing: ./thankflow orders import',
    );
  });

  it('have the remedy of the API for any other', () => {
    expect(reasonOf(() => readBody({ errors: [{ code: 'woocommerce_api_disabled' }] }))).toMatch(
      /woocommerce_api_disabled instead of an order: the webhook uses WooCommerce's Legacy API\. Delete/,
    );
  });

  it.each(['woocommerce_api_invalid_order', 'woocommerce_api_invalid_order_id'])('%s: it is gone', (code) => {
    expect(readBody({ errors: { [code]: ['Invalid order'] } })).toEqual({ type: 'ignored', reason: 'order gone' });
  });
});

describe('order.deleted', () => {
  it('is about an id alone', () => {
    expect(readBody({ id: 7 }, 'order.deleted')).toMatchObject({ type: 'cancelled', orderId: '7' });
  });

  it.each([
    { id: 7, status: 'processing', total: '1.00', date_paid_gmt: '2026-01-31T12:00:05' },
    { id: 7, status: 'trash' },
    { id: 'Ada' },
    {},
  ])('does not cancel by the header alone: %j', (body) => {
    expect(reasonOf(() => readBody(body, 'order.deleted'))).toMatch(/header and body disagree$/);
  });

  it.each(['order.created', 'order.updated', 'order.restored'])('is not taken for %s', (topic) => {
    expect(reasonOf(() => readBody({ id: 7 }, topic))).toBe(
      'the body is that of order.deleted, an ID alone: header and body disagree',
    );
  });
});
