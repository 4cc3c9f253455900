import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { readShopware } from '../../../../lib/platforms/shopware/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { context, orderId, paidEvent, read, shopId } from './body.ts';

const order = (differs: Record<string, unknown> = {}) => PaidEvent.parse(read(paidEvent, differs)).order;

describe('a paid order', () => {
  it('is read whole', () => {
    expect(readShopware(webhook({}, fixture('shopware/order-paid.json')), context)).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:04.518Z',
      changedAt: '2026-01-31T12:00:04.518Z',
      order: {
        orderId,
        number: 'SW10077',
        amount: '29.35',
        subtotal: '24.45',
        beforeTax: '20.54',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.000Z',
        paymentType: 'other',
        customer: {
          id: '10042',
          email: 'jörg@example.org',
          firstName: 'Jörg',
          lastName: 'Müller-Lüdenscheidt',
          locale: 'de-DE',
        },
        items: [
          {
            title: 'Apfelbaum „Boskoop“',
            quantity: 2,
            giftCard: false,
            sku: 'TREE-07',
            productId: '0192f1a4b5c673d8a0e1f2a3b4c5d711',
          },
        ],
        itemsOmitted: 0,
        tags: ['Stammkunde'],
        channel: '98432def39fc4624b33213a56b8c944d',
        test: false,
        refunds: [],
      },
    });
  });

  it.each([
    [29.349999999999998, '29.35'],
    [0.1 + 0.2, '0.3'],
    [1e-7, '0'],
    [0, '0'],
    [1200, '1200'],
    [1234567.891, '1234567.891'],
  ])('has the amount %s without the noise of floats: %s', (amountTotal, amount) => {
    expect(Number(order({ amountTotal }).amount)).toBe(Number(amount));
    expect(order({ amountTotal }).amount).toMatch(/^\d+(\.\d{1,4})?$/);
  });

  it.each(['gross', 'net', 'tax-free'])('is worth amountTotal with the tax status %s', (taxStatus) => {
    expect(Number(order({ taxStatus, amountTotal: 119, amountNet: 100, positionPrice: 100 }).amount)).toBe(119);
  });

  it('keeps the currency that the customer paid in, in any case', () => {
    expect(order({ currency: { isoCode: 'chf' }, currencyFactor: 0.94 })).toMatchObject({ currency: 'CHF' });
    expect(order({}).presentment).toBeUndefined();
  });

  it('is paid when Shopware says that it sends, else when its payment changed, else when it arrived', () => {
    const paidAt = (differs: object, fields = {}) => PaidEvent.parse(read(paidEvent, fields, differs)).order.paidAt;
    expect(paidAt({ timestamp: '1769860805' })).toBe('2026-01-31T12:00:05.000Z');
    expect(paidAt({ timestamp: undefined })).toBe('2026-01-31T12:00:04.518Z');
    expect(paidAt({ timestamp: 'now' })).toBe('2026-01-31T12:00:04.518Z');
    expect(paidAt({ timestamp: undefined }, { transactions: null, createdAt: null })).toBe('2026-02-10T00:00:00.000Z');
  });

  it('says when it was ordered, if it was paid much later', () => {
    expect(order({ orderDateTime: '2026-01-31T11:58:02.101+00:00' }).orderedAt).toBeUndefined();
    expect(order({ orderDateTime: '2026-01-02T11:58:02.101+00:00' }).orderedAt).toBe('2026-01-02T11:58:02.101Z');
  });

  it('needs only its id, amount and currency', () => {
    const least = { id: orderId, amountTotal: 5, currency: { isoCode: 'EUR' } };
    const body = { data: { event: paidEvent, payload: { order: least } }, source: {}, timestamp: 1769860805 };
    expect(PaidEvent.parse(readShopware(webhook({}, JSON.stringify(body)), context)).order).toMatchObject({
      orderId,
      amount: '5',
      customer: {},
      items: [],
      paymentType: 'other',
    });
  });

  it.each([
    ['id', { id: 'SW10077' }],
    ['id', { id: '0192F1A4B5C673D8A0E1F2A3B4C5D6E7' }],
    ['id', { id: undefined }],
    ['amountTotal', { amountTotal: 'free' }],
    ['amountTotal', { amountTotal: -5 }],
    ['amountTotal', { amountTotal: null }],
    ['currency', { currency: null }],
    ['currency.isoCode', { currency: { isoCode: 'Euro' } }],
  ])('cannot be read without its %s', (path, differs) => {
    expect(() => read(paidEvent, differs)).toThrow(UnreadableWebhook);
    expect(() => read(paidEvent, differs)).toThrow(new RegExp(`^${path}:`));
  });

  it('loses nothing over fields that only describe it', () => {
    const odd = {
      orderNumber: { no: 1 },
      orderCustomer: 'Ada',
      language: [],
      lineItems: 'two trees',
      tags: [null, 'new', { name: 7 }, { name: 'VIP' }],
      transactions: { a: 1 },
      salesChannelId: 17,
      positionPrice: 'much',
      orderDateTime: 'yesterday',
      updatedAt: 3,
    };
    expect(order(odd)).toMatchObject({ orderId, customer: {}, items: [], tags: ['VIP'] });
  });

  it.each([
    [{ firstName: '', lastName: 'Müller' }, { lastName: 'Müller' }],
    [{ firstName: 'Ada', lastName: '' }, { firstName: 'Ada' }],
    [{ firstName: null, lastName: null, email: null, customerNumber: null }, {}],
    [{ customerNumber: 10042 }, { id: '10042' }],
  ])('has a customer with what is known: %j', (orderCustomer, customer) => {
    expect(PaidEvent.parse(read(paidEvent, { orderCustomer, language: null })).order.customer).toEqual(customer);
  });

  it('reads a BOM and Windows line breaks', () => {
    const text = `\ufeff${fixture('shopware/order-paid.json').toString().replaceAll('\n', '\r\n')}`;
    expect(readShopware(webhook({}, text), context).type).toBe('paid');
  });
});

describe('other bodies', () => {
  it.each([
    'order.written',
    'order_transaction.written',
    'checkout.order.placed',
    'state_enter.order_transaction.state.paid_partially',
    'state_leave.order_transaction.state.paid',
    'state_enter.order_transaction.state.authorized',
    'state_enter.order_delivery.state.cancelled',
    'app.installed',
    'app.deleted',
    'customer.deleted',
    '',
  ])('ignores the event "%s", whatever it contains', (event) => {
    const payload = [{ entity: 'order', operation: 'update', primaryKey: orderId, updatedFields: ['stateId'] }];
    const body = JSON.stringify({ data: { event, payload }, source: { shopId }, timestamp: 1769860805 });
    expect(readShopware(webhook({}, body), context)).toEqual({ type: 'ignored', reason: 'event' });
  });

  it("ignores an app's action in a flow", () => {
    const body = JSON.stringify({ order: { id: orderId }, source: { shopId, action: 'thank' }, timestamp: 1769860805 });
    expect(readShopware(webhook({}, body), context)).toEqual({ type: 'ignored', reason: 'flow action' });
  });

  it.each([
    ['nothing', '{}', /^data.event: /],
    ['no object', '[]', /^the body: /],
    ['no JSON', 'data=1', /^the body is not JSON$/],
    ['no order', JSON.stringify({ data: { event: paidEvent, payload: {} } }), /^the body: /],
    ['a list of orders', JSON.stringify({ data: { event: paidEvent, payload: { order: [] } } }), /^the body: /],
  ])('cannot read %s', (_what, body, reason) => {
    expect(() => readShopware(webhook({}, body), context)).toThrow(UnreadableWebhook);
    expect(() => readShopware(webhook({}, body), context)).toThrow(reason);
  });

  it("refuses another shop's, and accepts its own and one without a shop", () => {
    const readWith = (platformShopId: string, source: Record<string, unknown>) => {
      const body = JSON.stringify({ data: { event: 'app.updated', payload: {} }, source });
      return readShopware(webhook({}, body), { ...context, settings: { platformShopId } }).type;
    };
    expect(readWith('another', { shopId })).toBe('other-site');
    expect(readWith(shopId.toLowerCase(), { shopId })).toBe('other-site');
    expect(readWith(shopId, { shopId })).toBe('ignored');
    expect(readWith(shopId, {})).toBe('ignored');
  });
});
