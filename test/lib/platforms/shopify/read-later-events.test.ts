import { describe, expect, it } from 'vitest';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { readShopify } from '../../../../lib/platforms/shopify/read.ts';
import { webhook } from '../../../support/webhook.ts';
import { context, read } from './read-fixture.ts';

const request = (topic: string, body: string) => readShopify(webhook({ 'x-shopify-topic': topic }, body), context);

describe('what comes after', () => {
  it('orders/cancelled', () => {
    const cancelled = { '"cancelled_at": null': '"cancelled_at": "2026-02-01T00:00:00Z"' };
    expect(read('orders/cancelled', 'orders-paid', cancelled)).toMatchObject({
      type: 'cancelled',
      at: '2026-02-01T00:00:00.000Z',
      orderId: '6029384756102938475',
    });
  });

  it('refunds/create, with what went back for certain', () => {
    expect(read('refunds/create', 'refunds-create')).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: '2026-02-02T08:00:05.000Z',
      orderId: '6029384756102938475',
      refunds: [{ id: '9120938475610293847', amount: '22.50' }],
      full: false,
    });
  });

  it.each([
    ['no money went back', { '"kind": "refund"': '"kind": "void"', '"2.50"': '"0.00"' }, '0.00'],
    [
      'two currencies went back',
      { '"amount": "2.50", "currency": "EUR"': '"amount": "2.50", "currency": "USD"' },
      undefined,
    ],
    ['an amount is odd', { '"amount": "2.50"': '"amount": "-2.50"' }, undefined],
  ])('refunds/create where %s', (_what, replaced, amount) => {
    expect(read('refunds/create', 'refunds-create', replaced)).toMatchObject({ refunds: [{ amount }] });
  });

  it('refunds/create of goods alone says no amount', () => {
    const body = '{"id":1,"order_id":6029384756102938475,"transactions":[]}';
    expect(readShopify(webhook({ 'x-shopify-topic': 'refunds/create' }, body), context)).toMatchObject({
      orderId: '6029384756102938475',
      refunds: [{ id: '1', amount: undefined }],
    });
  });
});

describe('privacy requests', () => {
  const customer = { id: '7120395847561029384', email: 'lotte@lindgren.example' };

  it('name the customer without loss', () => {
    expect(read('customers/redact', 'customers-redact')).toMatchObject({ type: 'erase', customer });
    expect(read('customers/data_request', 'customers-redact')).toMatchObject({ type: 'export', customer });
  });

  it('for the whole shop name none, and only shop/redact does', () => {
    const about = '{"shop_id":954889,"shop_domain":"baumschule.myshopify.com"}';
    expect(request('shop/redact', about)).toEqual({ type: 'erase', shop: 'acme', at: '2026-02-10T00:00:00.000Z' });
    expect(() => request('customers/redact', about)).toThrow(UnreadableWebhook);
    expect(() => request('customers/redact', '{"customer":{"id":null,"email":""}}')).toThrow('an id or an email');
  });
});
