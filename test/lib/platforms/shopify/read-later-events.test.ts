import { describe, expect, it } from 'vitest';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { PaidEvent, RefundedEvent } from '../../../../lib/order/event.ts';
import { read, readBody } from './read-fixture.ts';

describe('what comes after', () => {
  it('orders/cancelled', () => {
    const cancelled = { '"cancelled_at": null': '"cancelled_at": "2026-02-01T00:00:00Z"' };
    expect(read('orders/cancelled', 'orders-paid', cancelled)).toMatchObject({
      type: 'cancelled',
      at: '2026-02-01T00:00:00.000Z',
      orderId: '6029384756102938475',
    });
  });

  it('refunds/create, with what goes back, in its currency', () => {
    expect(read('refunds/create', 'refunds-create')).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: '2026-02-02T08:00:05.000Z',
      orderId: '6029384756102938475',
      refunds: [{ id: '9120938475610293847', amount: '22.50', currency: 'EUR' }],
      full: false,
    });
  });

  it('at the times that their signed bodies say, else when they came', () => {
    const body = { id: 1, order_id: 17, created_at: '2026-02-02T08:00:00Z', processed_at: null, transactions: [] };
    const at = (differs: object) => {
      const text = JSON.stringify({ ...body, refund_line_items: [], ...differs });
      return readBody('refunds/create', text, { headers: { 'x-shopify-triggered-at': '2026-02-09T00:00:00Z' } });
    };
    expect(at({})).toMatchObject({ at: '2026-02-02T08:00:00.000Z' });
    expect(at({ created_at: 'today' })).toMatchObject({ at: '2026-02-10T00:00:00.000Z' });
  });
});

describe('a refund', () => {
  const refund = (transactions: unknown, more: object = { refund_line_items: [] }) =>
    RefundedEvent.parse(readBody('refunds/create', JSON.stringify({ id: 900, order_id: 17, transactions, ...more })))
      .refunds;
  const one = { id: 1, kind: 'refund', status: 'success', amount: '20.00', currency: 'EUR' };

  it.each([
    ['that is pending counts at once', [{ ...one, status: 'pending' }], { amount: '20.00', currency: 'EUR' }],
    [
      'in part pending counts whole',
      [one, { ...one, status: 'pending', amount: '2.50' }],
      { amount: '22.50', currency: 'EUR' },
    ],
    [
      'in the currency of the customer keeps it',
      [{ ...one, amount: '4000', currency: 'JPY' }],
      { amount: '4000', currency: 'JPY' },
    ],
    ['with an amount that is a number', [{ ...one, amount: 20.5 }], { amount: '20.5', currency: 'EUR' }],
    ['with a currency in small letters', [{ ...one, currency: 'eur' }], { amount: '20.00', currency: 'EUR' }],
    [
      'without currencies has none',
      [
        { ...one, currency: undefined },
        { ...one, currency: 7 },
      ],
      { amount: '40.00' },
    ],
    ['that moves no money', [{ ...one, amount: '0.00' }], { amount: '0.00', currency: 'EUR' }],
    [
      'of which one failed',
      [one, { ...one, status: 'failure' }, { ...one, status: 'error' }],
      { amount: '20.00', currency: 'EUR' },
    ],
    ['beside other transactions', [one, { ...one, kind: 'sale' }, null, 'void'], { amount: '20.00', currency: 'EUR' }],
    ['in two currencies', [one, { ...one, currency: 'USD' }], {}],
    ['in one currency and an unknown one', [one, { ...one, currency: null }], {}],
    ['with a negative amount', [one, { ...one, amount: '-2.50' }], {}],
    ['without an amount', [{ ...one, amount: null }], {}],
    ['of goods alone', [], {}],
  ])('%s', (_what, transactions, expected) => {
    expect(refund(transactions)).toEqual([{ id: '900', ...expected }]);
    const within = readBody('orders/paid', { refunds: [{ id: 900, transactions }] });
    expect(PaidEvent.parse(within).order.refunds).toEqual([{ id: '900', ...expected }]);
  });

  it('needs its lines, or a transaction that pays back', () => {
    expect(refund([one], {})).toEqual([{ id: '900', amount: '20.00', currency: 'EUR' }]);
    expect(refund([{ ...one, status: 'pending' }], { refund_line_items: null })).toHaveLength(1);
  });
});

describe('privacy requests', () => {
  const customer = { id: '7120395847561029384', email: 'lotte@lindgren.example' };

  it('name the customer without loss', () => {
    const at = '2026-02-10T00:00:00.000Z';
    expect(read('customers/redact', 'customers-redact')).toMatchObject({ type: 'erase', at, customer });
    const asked = {
      '"orders_to_redact": [6029384756102938475]': '"orders_requested": [], "data_request": { "id": 9 }',
    };
    expect(read('customers/data_request', 'customers-redact', asked)).toMatchObject({ type: 'export', at, customer });
  });

  it('for the whole shop name none, and only shop/redact does', () => {
    const about = '{"shop_id":954889,"shop_domain":"baumschule.myshopify.com"}';
    expect(readBody('shop/redact', about)).toEqual({ type: 'erase', shop: 'acme', at: '2026-02-10T00:00:00.000Z' });
    expect(() => readBody('customers/redact', about)).toThrow(UnreadableWebhook);
    const nobody = '{"customer":{"id":null,"email":""},"orders_to_redact":[]}';
    expect(() => readBody('customers/redact', nobody)).toThrow('an id or an email');
  });
});
