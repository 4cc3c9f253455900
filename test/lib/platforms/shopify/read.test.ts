import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readShopify } from '../../../../lib/platforms/shopify/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { context, read, triggeredAt } from './read-fixture.ts';

const readOrder = (
  replaced: Record<string, string> = {},
  headers: Record<string, string> = {},
  topic = 'orders/paid',
) => PaidEvent.parse(read(topic, 'orders-paid', replaced, headers)).order;

describe('a paid order', () => {
  it('is read whole', () => {
    expect(read('orders/paid', 'orders-paid')).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:03.978Z',
      order: {
        orderId: '6029384756102938475',
        number: '#1042',
        amount: '58.90',
        subtotal: '54.00',
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
          { title: 'Apple tree “Gravensteiner” 🌳', quantity: 2, giftCard: false },
          { title: 'Gift card', quantity: 1, giftCard: true },
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

  it('needs no more than its id, its amount and its currency', () => {
    const least = '{"id":1,"total_price":"1.00","currency":"EUR"}';
    const reading = readShopify(webhook({ 'x-shopify-topic': 'orders/paid' }, least), context);
    expect(PaidEvent.parse(reading).order).toMatchObject({ orderId: '1', amount: '1.00', customer: {}, items: [] });
  });

  it('is not lost over fields that only decorate it', () => {
    const odd = {
      '"customer_locale": "de-AT"': '"customer_locale": 7',
      '"tags": "garden, VIP"': '"tags": null',
      '"source_name": "web"': '"source_name": {}',
      '"quantity": 2': '"quantity": "many"',
      '"first_name": "Lotte"': '"first_name": ["Lotte"]',
    };
    expect(readOrder(odd)).toMatchObject({ orderId: '6029384756102938475', amount: '58.90', tags: [] });
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
      { id: '9120938475610293847', amount: '22.50' },
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
    ['["shopify_store_credit", "my_gift_cards_app"]', undefined],
  ])('paid through %s has paid by gift card: %s', (gateways, paid) => {
    expect(readOrder({ '["shopify_payments"]': gateways }).giftCardAmount).toBe(paid);
  });
});

describe('when it was paid', () => {
  it('is the trigger of orders/paid, which Shopify keeps over retries', () => {
    expect(readOrder().paidAt).toBe('2026-01-31T12:00:03.978Z');
  });

  it('is when the order was processed, else created, where no trigger says it', () => {
    const processed = '2026-01-31T11:58:40.000Z';
    expect(readOrder({}, { 'x-shopify-triggered-at': 'soon' }).paidAt).toBe(processed);
    expect(readOrder({}, {}, 'orders/create').paidAt).toBe(processed);
    const unprocessed = { '"processed_at": "2026-01-31T12:58:40+01:00"': '"processed_at": null' };
    expect(readOrder(unprocessed, {}, 'orders/create').paidAt).toBe('2026-01-31T11:58:41.000Z');
  });
});

describe('what is not thanked', () => {
  it('orders/create before it is paid', () => {
    const pending = { '"financial_status": "paid"': '"financial_status": "pending"' };
    expect(read('orders/create', 'orders-paid', pending)).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('an order that was cancelled by the time orders/paid comes', () => {
    const cancelled = { '"cancelled_at": null': '"cancelled_at": "2026-02-01T00:00:00Z"' };
    expect(read('orders/paid', 'orders-paid', cancelled)).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-02-01T00:00:00.000Z',
      orderId: '6029384756102938475',
    });
  });

  it('an order that was refunded by the time orders/paid comes', () => {
    const refunded = { '"financial_status": "paid"': '"financial_status": "refunded"' };
    expect(read('orders/paid', 'orders-paid', refunded)).toMatchObject({ type: 'refunded', full: true });
  });

  it.each(['orders/updated', 'products/create', 'app/uninstalled'])('the topic %s', (topic) => {
    expect(read(topic, 'orders-paid')).toEqual({ type: 'ignored', reason: 'topic' });
  });
});

describe('a test', () => {
  const asShopifySendsIt = {
    '"cancelled_at": null': '"cancelled_at": "2021-12-31T19:00:00-05:00"',
    '"financial_status": "paid"': '"financial_status": "voided"',
  };

  it.each(['orders/paid', 'orders/create'])(
    'notification of %s is a test order, voided and cancelled as it is',
    (topic) => {
      expect(readOrder(asShopifySendsIt, { 'x-shopify-test': 'true' }, topic)).toMatchObject({ test: true });
    },
  );

  it('order says so in its body', () => {
    expect(readOrder({ '"test": false': '"test": true' }).test).toBe(true);
    expect(readOrder({ '"test": false': '"test": "no"' }).test).toBe(false);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['"total_price": "58.90",', '', /^total_price: .*expected string/],
    ['"total_price": "58.90"', '"total_price": "-58.90"', /^total_price: expected a decimal/],
    ['"current_total_price": "58.90"', '"current_total_price": "58,90"', /^current_total_price: expected a decimal/],
    ['"total_price": "58.90"', '"total_price": 58.9', /^total_price: .*expected string/],
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
