import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { webhook } from '../../../support/webhook.ts';
import { eventTime, orderOf, paid, read, reasonOf, receivedAtMs, withEvent } from './read-event.ts';
import { changed, orderId, payloadOf, tokenOf } from './wix-event.ts';

describe('a paid order', () => {
  it('is read in full', () => {
    expect(PaidEvent.parse(read(paid))).toEqual({
      type: 'paid',
      shop: 'acme',
      at: eventTime,
      changedAt: eventTime,
      order: {
        orderId,
        number: '10042',
        amount: '66.70',
        subtotal: '59.80',
        beforeTax: '59.80',
        giftCardAmount: 'unknown',
        currency: 'EUR',
        paidAt: eventTime,
        paymentType: 'other',
        customer: {
          id: 'a90e6d35-1c2b-4d7f-8e64-37b5c1f0d2a8',
          email: 'lotte.lindgren@example.com',
          firstName: 'Lotte',
          lastName: 'Lindgren',
          locale: 'de',
        },
        items: [
          {
            title: 'Buchenhocker',
            quantity: 2,
            price: '36.73',
            giftCard: false,
            sku: 'STOOL-2',
            productId: 'df19c1f7-07d8-a265-42f8-e8dfa824cc6e',
          },
          {
            title: 'Gift card',
            quantity: 1,
            giftCard: true,
            productId: '0f2c9d1b-5c75-4b8f-a2c0-9d1e7f3b6a54',
            price: '23.07',
          },
        ],
        itemsOmitted: 0,
        tags: ['eu', 'vip'],
        channel: 'WEB',
        test: false,
        refunds: [],
      },
    });
  });

  it('is the same in a token, without its signature, and in the words of the SDK', async () => {
    const context = { shop: 'acme', receivedAtMs };
    expect(readWix(webhook({}, await tokenOf(payloadOf(paid))), context)).toEqual(read(paid));
    const { id, createdDate, updatedDate } = {
      id: orderId,
      createdDate: '2026-01-31T11:58:40.112Z',
      updatedDate: null,
    };
    const sdk = { id: undefined, createdDate: undefined, updatedDate: undefined, _id: id, _createdDate: createdDate };
    expect(read(changed(paid, { ...sdk, _updatedDate: updatedDate }))).toEqual(read(paid));
  });

  it('is read where JSON is an object instead of a text, and where an older event has its body as a text', () => {
    expect(readWix(webhook({}, JSON.stringify({ data: paid })), { shop: 'acme', receivedAtMs })).toEqual(read(paid));
    const { body } = paid.data['actionEvent'] as { body: object };
    expect(read(withEvent(paid, { actionEvent: { bodyAsJson: JSON.stringify(body) } }))).toEqual(read(paid));
    expect(read(withEvent(paid, { actionEvent: { body: JSON.stringify(body) } }))).toEqual(read(paid));
  });

  it('needs little: an ID, a status, a total, a currency and a time', () => {
    const least = {
      eventType: paid.eventType,
      data: {
        eventTime: '2026-01-31T12:00:00Z',
        actionEvent: {
          body: {
            order: { id: 'o-1', paymentStatus: 'PAID', currency: 'JPY', priceSummary: { total: { amount: '1200' } } },
          },
        },
      },
    };
    expect(orderOf(least)).toMatchObject({
      orderId: 'o-1',
      amount: '1200',
      currency: 'JPY',
      paidAt: '2026-01-31T12:00:00.000Z',
      customer: {},
      items: [],
      tags: [],
    });
    expect(orderOf(least).subtotal).toBeUndefined();
  });

  it.each([
    [
      'whose descriptions are of other types',
      {
        number: {},
        buyerInfo: 'x',
        billingInfo: [],
        buyerLanguage: 7,
        lineItems: [null, 3, {}],
        tags: 'x',
        channelInfo: 1,
        createdDate: 'soon',
      },
    ],
    [
      'whose descriptions are null',
      {
        number: null,
        buyerInfo: null,
        billingInfo: null,
        buyerLanguage: null,
        lineItems: null,
        tags: null,
        channelInfo: null,
        createdDate: null,
      },
    ],
  ])('isn’t lost %s', (_, order) => {
    expect(orderOf(changed(paid, order))).toMatchObject({ orderId, amount: '66.70', customer: {} });
  });

  it.each([
    ['id', { id: undefined }],
    ['id', { id: 17 }],
    ['paymentStatus', { paymentStatus: undefined }],
    ['currency', { currency: null }],
    ['currency', { currency: 'euros' }],
    ['priceSummary', { priceSummary: undefined }],
    ['priceSummary.total.amount', { priceSummary: { total: { amount: '12,40' } } }],
    ['priceSummary.total.amount', { priceSummary: { total: { amount: '-1' } } }],
    ['priceSummary.total.amount', { priceSummary: { total: { formattedAmount: '1 €' } } }],
  ])('without a proper %s goes to quarantine', (field, order) => {
    expect(reasonOf(changed(paid, order))).toMatch(new RegExp(`^${field}: expected`));
  });

  it('may have a time with nanoseconds', () => {
    expect(orderOf(withEvent(paid, { eventTime: '2024-01-11T12:47:31.862945419Z' })).paidAt).toBe(
      '2024-01-11T12:47:31.862Z',
    );
  });

  it.each([null, undefined, 'yesterday'])('with the time %j goes to quarantine', (time) => {
    expect(reasonOf(withEvent(paid, { eventTime: time }))).toMatch(/^eventTime: expected/);
  });

  it.each([
    ['BHD', '12.345', '12.345'],
    ['ISK', '500', '500'],
    ['EUR', '1234567.8', '1234567.8'],
    ['EUR', '0.00', '0.00'],
  ])('in %s may cost %s', (currency, written, amount) => {
    const order = { currency, priceSummary: { total: { amount: written } } };
    expect(orderOf(changed(paid, order))).toMatchObject({ currency, amount });
  });

  it('of a site with several currencies is in the one that was paid, and nothing is converted', () => {
    const inDollars = {
      currency: 'USD',
      currencyConversionDetails: { originalCurrency: 'EUR', conversionRate: '1.08' },
    };
    const order = orderOf(changed(paid, inDollars));
    expect(order).toMatchObject({ currency: 'USD', amount: '66.70' });
    expect(order.presentment).toBeUndefined();
  });

  it.each([
    ['a member', { memberId: 'm', contactId: 'c', email: 'a@example.com' }, { id: 'c', email: 'a@example.com' }],
    ['a member without a contact', { memberId: 'm', email: 'a@example.com' }, { id: 'm', email: 'a@example.com' }],
    ['a guest', { visitorId: 'v', contactId: 'c', email: 'a@example.com' }, { id: 'c', email: 'a@example.com' }],
    ['a visitor, whose ID is only the browser’s', { visitorId: 'v' }, {}],
  ])('may be by %s', (_, buyerInfo, customer) => {
    const known = orderOf(changed(paid, { buyerInfo, billingInfo: null })).customer;
    expect({ ...known, locale: undefined }).toEqual({ ...customer, locale: undefined });
  });

  it('may be by somebody with one name', () => {
    const { customer } = orderOf(
      changed(paid, { billingInfo: { contactDetails: { firstName: 'Sukarno', lastName: '' } } }),
    );
    expect(customer).toMatchObject({ firstName: 'Sukarno' });
    expect(customer.lastName).toBeUndefined();
  });

  it('is dated by its creation too, if it was paid before: something was added to it', () => {
    const again = changed(paid, { createdDate: '2026-01-02T09:00:00Z' });
    expect(orderOf(again).orderedAt).toBeUndefined();
    const { body } = again.data['actionEvent'] as { body: object };
    for (const previousPaymentStatus of ['PARTIALLY_PAID', 'PARTIALLY_REFUNDED', undefined])
      expect(orderOf(withEvent(again, { actionEvent: { body: { ...body, previousPaymentStatus } } })).orderedAt).toBe(
        '2026-01-02T09:00:00.000Z',
      );
  });
});
