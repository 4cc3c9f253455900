import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readShopify } from '../../../../lib/platforms/shopify/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { context, read, readBody, triggeredAt } from './read-fixture.ts';

const readOrder = (replaced: Record<string, string> = {}) =>
  PaidEvent.parse(read('orders/paid', 'orders-paid', replaced)).order;

describe('a paid order', () => {
  it('is read whole', () => {
    expect(read('orders/paid', 'orders-paid')).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:04.000Z',
      order: {
        orderId: '6029384756102938475',
        number: '#1042',
        amount: '58.90',
        subtotal: '54.00',
        beforeTax: '46.67',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:03.978Z',
        paymentType: 'card',
        customer: {
          id: '7120395847561029384',
          email: 'lotte@lindgren.example',
          firstName: 'Lotte',
          lastName: 'Lindgren',
          locale: 'de-AT',
        },
        items: [
          { title: 'Apple tree “Gravensteiner” 🌳', quantity: 2, giftCard: false, price: '36.67' },
          { title: 'Gift card', quantity: 1, giftCard: true, price: '10.00' },
        ],
        itemsOmitted: 0,
        tags: ['garden', 'VIP'],
        channel: 'web',
        test: false,
        refunds: [],
      },
    });
  });

  it('is read the same with headers that lost their X-', () => {
    const body = fixture('shopify/orders-paid.json');
    const bare = webhook(
      { 'shopify-topic': 'orders/paid', 'shopify-triggered-at': triggeredAt['x-shopify-triggered-at'] },
      body,
    );
    expect(readShopify(bare, context)).toEqual(read('orders/paid', 'orders-paid'));
  });

  it('keeps ids beyond 2^53, from the GraphQL id or from the digits alone', () => {
    const rounded = { '"id": 6029384756102938475': '"id": 6029384756102938000' };
    expect(readOrder(rounded).orderId).toBe('6029384756102938475');
    const noGid = { '"gid://shopify/Order/6029384756102938475"': 'null' };
    expect(readOrder(noGid).orderId).toBe('6029384756102938475');
    expect(readOrder({ '"gid://shopify/Customer/7120395847561029384"': '7' }).customer.id).toBe('7120395847561029384');
  });

  it('needs no more than its id, its status, a time, its amount and its currency', () => {
    const needed = '"id":1,"financial_status":"paid","processed_at":"2026-01-31T12:00:00Z","total_price":"1.00"';
    const reading = readShopify(webhook({ 'x-shopify-topic': 'orders/paid' }, `{${needed},"currency":"EUR"}`), context);
    expect(PaidEvent.parse(reading).order).toMatchObject({ orderId: '1', amount: '1.00', customer: {}, items: [] });
  });

  it('may have nulls wherever Shopify documents them', () => {
    const nullable =
      'name tags source_name customer_locale email contact_email customer billing_address current_total_price ' +
      'current_subtotal_price subtotal_price payment_gateway_names line_items refunds created_at updated_at test ' +
      'presentment_currency order_status_url cancelled_at current_total_price_set total_price_set';
    const nulls = Object.fromEntries(nullable.split(' ').map((name) => [name, null]));
    expect(PaidEvent.parse(readBody('orders/paid', nulls)).order).toMatchObject({
      orderId: '6029384756102938475',
      amount: '58.90',
      paidAt: '2026-01-31T11:58:40.000Z',
      paymentType: 'other',
    });
  });

  it.each([
    ['customer_locale', 7],
    ['tags', { 0: 'garden' }],
    ['source_name', {}],
    ['name', 1042],
    ['line_items', 'none'],
    ['line_items', [null, 'tree', { title: ['Tree'], quantity: 'many', current_quantity: {} }]],
    ['customer', 'Lotte'],
    ['customer', { id: {}, email: 7, first_name: ['Lotte'] }],
    ['payment_gateway_names', 'visa'],
    ['presentment_currency', 7],
    ['current_total_price_set', '58.90'],
    ['subtotal_price', 'much'],
  ])('is not lost over an odd %s: %j', (name, odd) => {
    expect(PaidEvent.parse(readBody('orders/paid', { [name]: odd })).order).toMatchObject({ amount: '58.90' });
  });

  it('may have its tags as a list, of which what is no text is left out', () => {
    const tags = ['garden', 7, ' VIP ', '', null];
    expect(PaidEvent.parse(readBody('orders/paid', { tags })).order.tags).toEqual(['garden', 'VIP']);
  });

  it('may have its amounts as numbers, and its currency in small letters', () => {
    const order = { current_total_price: 36.9, total_price: 58.9, current_subtotal_price: 32, currency: 'eur' };
    expect(PaidEvent.parse(readBody('orders/paid', order)).order).toMatchObject({
      amount: '36.9',
      subtotal: '32',
      currency: 'EUR',
    });
  });

  it('counts as it stands: current_total_price before total_price', () => {
    expect(readOrder({ '"current_total_price": "58.90"': '"current_total_price": "36.90"' }).amount).toBe('36.90');
    expect(readOrder({ '"current_total_price": "58.90",': '' }).amount).toBe('58.90');
  });

  it('takes the names of the bill when the account has none', () => {
    expect(readOrder({ '"Lotte"': 'null', '"last_name": "Lindgren"\n': '"last_name": ""\n' }).customer).toMatchObject({
      firstName: 'L.',
      lastName: 'Lindgren',
    });
  });

  it('carries the refunds so far', () => {
    const refund = `[${fixture('shopify/refunds-create.json').toString()}]`;
    expect(readOrder({ '"refunds": []': `"refunds": ${refund}` }).refunds).toEqual([
      { id: '9120938475610293847', amount: '22.50', currency: 'EUR' },
    ]);
  });

  it.each([
    ['["shopify_payments"]', 'card'],
    ['["Cash on Delivery (COD)"]', 'cash'],
    ['["cash_on_delivery"]', 'cash'],
    ['["manual"]', 'other'],
    ['["gift_card", "shopify_payments"]', 'other'],
    ['["cashew_pay"]', 'other'],
    ['[]', 'other'],
    ['null', 'other'],
  ])('paid with %s has the payment type %s', (gateways, type) => {
    expect(readOrder({ '["shopify_payments"]': gateways }).paymentType).toBe(type);
  });

  // The webhook says who paid and not how much.
  it.each([
    ['["shopify_payments"]', undefined],
    ['[]', undefined],
    ['["gift_card"]', '58.90'],
    ['["Gift card", "gift_card"]', '58.90'],
    ['["gift_card", "shopify_payments"]', 'unknown'],
    ['["gift_card", null]', 'unknown'],
    ['["shopify_store_credit", "my_gift_cards_app"]', undefined],
  ])('paid through %s has paid by gift card: %s', (gateways, paid) => {
    expect(readOrder({ '["shopify_payments"]': gateways }).giftCardAmount).toBe(paid);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['"total_price": "58.90",', '', /^total_price: expected an amount/],
    ['"total_price": "58.90"', '"total_price": "-58.90"', /^total_price: expected a decimal/],
    ['"current_total_price": "58.90"', '"current_total_price": "58,90"', /^current_total_price: expected a decimal/],
    ['"total_price": "58.90"', '"total_price": 1e400', /^total_price: expected a decimal/],
    ['"current_total_price": "58.90"', '"current_total_price": {}', /^current_total_price: expected an amount/],
    ['"processed_at": "2026', '"processed_at": "on 2026', /^processed_at: expected a time/],
    ['"currency": "EUR"', '"currency": "DOGE"', /^currency: expected a currency/],
    ['"id": 6029384756102938475', '"id": 6029384756102938475.5', /^id: expected a numeric id/],
    ['{\n  "id"', '<html>{"id"', /^the body is not JSON$/],
  ])('%s instead of %s', (from, to, reason) => {
    expect(() => readOrder({ [from]: to })).toThrow(reason);
  });

  it('a webhook without its topic', () => {
    expect(() => readShopify(webhook({}, '{}'), context)).toThrow('X-Shopify-Topic');
  });
});
