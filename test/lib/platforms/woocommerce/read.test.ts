import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readWooCommerce } from '../../../../lib/platforms/woocommerce/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const context = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };

function read(replaced: Record<string, string> = {}, topic = 'order.updated') {
  let body = fixture('woocommerce/order.json').toString();
  for (const [from, to] of Object.entries(replaced)) {
    expect(body).toContain(from);
    body = body.replace(from, to);
  }
  return readWooCommerce(webhook({ 'x-wc-webhook-topic': topic }, body), context);
}

const readOrder = (replaced: Record<string, string> = {}) => PaidEvent.parse(read(replaced)).order;

describe('a paid order', () => {
  it('is read whole', () => {
    expect(read()).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:07.999Z',
      changedAt: '2026-01-31T12:00:07.999Z',
      refundsComplete: true,
      order: {
        orderId: '18446744073709551',
        number: '2107',
        amount: '48.90',
        subtotal: '44.00',
        beforeTax: '44.00',
        currency: 'GBP',
        paidAt: '2026-01-31T12:00:05.000Z',
        paymentType: 'card',
        customer: { id: '83', email: 'siobhan@example.org', firstName: 'Siobhán', lastName: "O'Brien" },
        items: [
          { title: 'Oak – Size: M & potted', quantity: 2, giftCard: false, productId: '22', price: '40.00' },
          { title: 'Soil by weight', quantity: 2, giftCard: false, productId: '23', price: '4.00' },
        ],
        itemsOmitted: 0,
        tags: [],
        channel: 'checkout',
        test: false,
        refunds: [],
      },
    });
  });

  it.each(['order.created', 'order.updated', 'order.restored'])('comes with the topic %s', (topic) => {
    expect(read({}, topic).type).toBe('paid');
  });

  it.each(['processing', 'completed'])('has the status %s', (status) => {
    expect(read({ '"processing"': `"${status}"` }).type).toBe('paid');
  });

  it('keeps ids beyond 2^53', () => {
    expect(readOrder({ '18446744073709551': '18446744073709551999' }).orderId).toBe('18446744073709551999');
  });

  it('knows guests, who have the customer id 0, from customers', () => {
    expect(readOrder({ '"customer_id": 83': '"customer_id": 0' }).customer.id).toBeUndefined();
  });

  it('needs no more than id, status, amount, currency and when it was paid', () => {
    const least = '{"id":1,"status":"completed","total":"1.00","currency":"EUR","date_paid_gmt":"2026-01-31T12:00:00"}';
    const reading = readWooCommerce(webhook({ 'x-wc-webhook-topic': 'order.created' }, least), context);
    expect(PaidEvent.parse(reading).order).toMatchObject({ orderId: '1', amount: '1.00', customer: {}, items: [] });
  });

  it('is less what was refunded, and carries the refunds', () => {
    const refunds = '"refunds": [{"id":9,"reason":"","total":"-10.00"},{"id":10,"reason":"","total":"-0.55"}]';
    expect(readOrder({ '"refunds": []': refunds })).toMatchObject({
      amount: '38.35',
      subtotal: '33.45',
      refunds: [
        { id: '9', amount: '10.00', currency: 'GBP' },
        { id: '10', amount: '0.55', currency: 'GBP' },
      ],
    });
  });

  it('is never worth less than nothing', () => {
    expect(readOrder({ '"refunds": []': '"refunds": [{"id":9,"total":"-60.00"}]' }).amount).toBe('0.00');
  });

  it.each([
    ['[{"id":43,"code":"XXXX-YYYY","amount":"5.10"}]', '54.00', '5.10'],
    ['[{"id":43,"amount":5},{"id":44,"amount":"0.10"}]', '54.00', '5.10'],
    ['[{"id":43,"amount":"much"}]', '48.90', 'unknown'],
    ['[]', '48.90', undefined],
    ['{"43":{"amount":"5.10"}}', '54.00', '5.10'],
    ['[null,{"id":44,"amount":"0.10"}]', '48.90', 'unknown'],
    ['{"XXXX-YYYY":"5.10"}', '48.90', 'unknown'],
    ['"XXXX-YYYY"', '48.90', 'unknown'],
    ['false', '48.90', undefined],
    ['""', '48.90', undefined],
    ['{}', '48.90', undefined],
  ])('with the gift cards %s: comes to %s, %s of it by gift card', (cards, amount, paid) => {
    const order = readOrder({ '"refunds": []': `"refunds": [], "gift_cards": ${cards}` });
    expect([order.amount, order.giftCardAmount, order.subtotal]).toEqual([amount, paid, '44.00']);
    expect(JSON.stringify(order)).not.toContain('XXXX');
  });

  it.each([
    ['stripe', 'card'],
    ['cod', 'cash'],
    ['bacs', 'other'],
    ['', 'other'],
  ])('paid with %j has the payment type %s', (method, type) => {
    expect(readOrder({ '"stripe"': `"${method}"` }).paymentType).toBe(type);
  });
});

describe('what is not thanked', () => {
  it('an order that nobody paid yet', () => {
    expect(read({ '"2026-01-31T12:00:05"': 'null' })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it.each(['product.updated', 'customer.created', 'action.woocommerce_add_to_cart'])('the topic %s', (topic) => {
    expect(read({}, topic)).toEqual({ type: 'ignored', reason: 'topic' });
  });

  it('an unpaid order whose stock hold ran out: it may still be paid', () => {
    expect(read({ '"processing"': '"cancelled"', '"2026-01-31T12:00:05"': 'null' }).type).toBe('ignored');
  });
});

describe('what cannot be read', () => {
  it.each([
    ['"total": "48.90",', '', /^total: expected an amount/],
    ['"total": "48.90"', '"total": "-48.90"', /^total: expected a decimal/],
    ['"currency": "GBP"', '"currency": "sterling"', /^currency: expected a currency of three capital letters/],
    ['"date_paid_gmt": "2026-01-31T12:00:05",', '', /^date_paid_gmt: expected a time/],
    ['"date_paid_gmt": "2026-01-31T12:00:05"', '"date_paid_gmt": "31.1.2026"', /^date_paid_gmt: expected a time/],
    ['{', '[', /^the body is not JSON$/],
  ])('%s instead of %s', (from, to, reason) => {
    expect(() => read({ [from]: to })).toThrow(reason);
  });

  it('a webhook without its topic', () => {
    expect(() => readWooCommerce(webhook({}, '{}'), context)).toThrow('X-WC-Webhook-Topic');
  });
});
