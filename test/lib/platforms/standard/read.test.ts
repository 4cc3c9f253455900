import { describe, expect, it } from 'vitest';
import { readStandard } from '../../../../lib/platforms/standard/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const context = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };
const at = '2026-02-10T00:00:00.000Z';
const read = (event: unknown) => readStandard(webhook({}, JSON.stringify(event)), context);
const least = { id: '17', amount: '29.35', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z' };
const readOrder = (changes: Record<string, unknown>) => read({ type: 'order.paid', data: { ...least, ...changes } });

describe('order.paid', () => {
  it('is read whole, and fields it does not know are passed over', () => {
    expect(readStandard(webhook({}, fixture('standard/order-paid.json')), context)).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:06.000Z',
      changedAt: '2026-01-31T12:00:06.000Z',
      order: {
        orderId: '2026-01/000017',
        number: '17',
        amount: '29.35',
        subtotal: '24.45',
        beforeTax: '20.54',
        payments: [{ issuer: 'visa', last4: '4242', amount: '29.35', authorizedAt: '2026-01-31T12:00:03.000Z' }],
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.000Z',
        paymentType: 'card',
        customer: { id: 'c-81', email: 'noor@example.net', firstName: 'نور', lastName: 'الهدى', locale: 'de' },
        items: [
          { title: 'Honey, 500 g', quantity: 2, giftCard: false, price: '12.54' },
          { title: 'Voucher', quantity: 1, giftCard: true, price: '8.00' },
        ],
        itemsOmitted: 0,
        tags: ['market'],
        channel: 'pos',
        test: false,
        refunds: [],
      },
    });
  });

  it('needs an id, an amount, a currency and when it was paid', () => {
    expect(readOrder({})).toMatchObject({
      type: 'paid',
      at,
      order: { orderId: '17', paymentType: 'other', test: false },
    });
  });

  it('takes null for whatever may be missing', () => {
    const nothing = {
      number: null,
      subtotal: null,
      giftCardAmount: null,
      paymentType: null,
      customer: null,
      items: null,
      tags: null,
      channel: null,
      test: null,
      refunds: null,
      giftCards: null,
    };
    expect(readOrder(nothing)).toEqual(readOrder({}));
    expect(readOrder({ customer: { id: null, email: null, firstName: null, lastName: null, locale: null } })).toEqual(
      readOrder({ customer: {} }),
    );
    expect(readOrder({ items: [{ title: null, quantity: null, giftCard: null }] })).toMatchObject({
      order: { items: [{ title: '', quantity: 1, giftCard: false }] },
    });
    expect(read({ type: 'order.paid', timestamp: null, data: least })).toEqual(readOrder({}));
  });

  it('says how old it is by its own timestamp only: ours would make an old event new', () => {
    const event = { type: 'order.paid', timestamp: '2026-02-01T01:00:00+01:00', data: least };
    expect(read(event)).toMatchObject({ at: '2026-02-01T00:00:00.000Z', changedAt: '2026-02-01T00:00:00.000Z' });
    expect(readOrder({})).not.toHaveProperty('changedAt');
    expect(readOrder({ refunds: [{ id: 'r1' }] })).not.toHaveProperty('refundsComplete');
  });

  it.each(['EUR', 'JEP', 'XTS'])('takes any three capital letters as a currency: %s', (currency) => {
    expect(readOrder({ currency })).toMatchObject({ order: { currency } });
  });
});

describe('what a gift card paid', () => {
  it('is read, and may be left out or null', () => {
    expect(readOrder({ giftCardAmount: '10.00' })).toMatchObject({ order: { giftCardAmount: '10.00' } });
    expect(readOrder({ giftCardAmount: null })).toEqual(readOrder({}));
    expect(() => readOrder({ giftCardAmount: 10 })).toThrow('data.giftCardAmount');
    expect(() => readOrder({ giftCardAmount: 'unknown' })).toThrow('data.giftCardAmount: expected a decimal');
  });
});

describe('what comes after', () => {
  it('order.cancelled', () => {
    const event = { type: 'order.cancelled', timestamp: '2026-02-01T01:00:00+01:00', data: { id: '17' } };
    const changedAt = '2026-02-01T00:00:00.000Z';
    expect(read(event)).toEqual({ type: 'cancelled', shop: 'acme', at: changedAt, changedAt, orderId: '17' });
  });

  it.each([null, undefined])('order.cancelled without a time (%j)', (timestamp) => {
    expect(read({ type: 'order.cancelled', timestamp, data: { id: '17' } })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at,
      orderId: '17',
    });
  });

  it('order.refunded with nulls, and with its time', () => {
    const nulls = { type: 'order.refunded', timestamp: null, data: { id: '17', refunds: null, full: null } };
    expect(read(nulls)).toEqual({ type: 'refunded', shop: 'acme', at, orderId: '17', refunds: [], full: false });
    const timed = read({ ...nulls, timestamp: '2026-02-01T00:00:00Z' });
    expect(timed).toMatchObject({ at: '2026-02-01T00:00:00.000Z', changedAt: '2026-02-01T00:00:00.000Z' });
    expect(timed).not.toHaveProperty('refundsComplete');
  });

  it('order.refunded', () => {
    const refunds = [{ id: 'r1', amount: '5.00' }, { id: 'r2' }];
    expect(read({ type: 'order.refunded', data: { id: '17', refunds } })).toEqual({
      type: 'refunded',
      shop: 'acme',
      at,
      orderId: '17',
      refunds: [{ id: 'r1', amount: '5.00' }, { id: 'r2' }],
      full: false,
    });
    expect(read({ type: 'order.refunded', data: { id: '17', full: true } })).toMatchObject({ refunds: [], full: true });
  });

  it('customer.erase and customer.export', () => {
    const data = { customer: { id: 'c-81' } };
    expect(read({ type: 'customer.erase', data })).toEqual({
      type: 'erase',
      shop: 'acme',
      at,
      customer: { id: 'c-81' },
    });
    expect(read({ type: 'customer.export', data })).toEqual({
      type: 'export',
      shop: 'acme',
      at,
      customer: { id: 'c-81' },
    });
  });

  it('ping, and types that are not ours', () => {
    expect(read({ type: 'ping' })).toEqual({ type: 'ping' });
    expect(read({ type: 'order.shipped', data: 7 })).toEqual({ type: 'ignored', reason: 'type' });
  });
});

describe('mistakes are named, and what was sent is not quoted', () => {
  it.each([
    [{ amount: 29.35 }, 'data.amount: expected string, found number'],
    [{ id: 17 }, 'data.id: expected a string: ids are sent as strings'],
    [{ id: '' }, 'data.id: expected at least one character'],
    [{ amount: '-29.35' }, 'data.amount: expected a decimal such as "29.35"'],
    [{ amount: '29,35' }, 'data.amount: expected a decimal such as "29.35"'],
    [{ amount: undefined }, 'data.amount: expected string, found nothing'],
    [{ currency: 'eur' }, 'data.currency: expected a currency'],
    [{ paidAt: '2026-01-31 12:00' }, 'data.paidAt: expected a time with its offset'],
    [{ test: 'false' }, 'data.test: expected boolean, found string'],
    [{ refunds: [{ id: 7 }] }, 'data.refunds.0.id: expected a string'],
    [{ refunds: [{ id: 'r1', amount: 5 }] }, 'data.refunds.0.amount: expected string, found number'],
    [{ refunds: [null] }, 'data.refunds.0: expected object'],
    [{ refunds: 'none' }, 'data.refunds: expected array'],
    [{ currency: 'EURO' }, 'data.currency: expected a currency of three capital letters'],
  ])('%j', (changes, reason) => {
    expect(() => readOrder(changes)).toThrow(reason);
  });

  it.each([
    ['customer.erase about nobody', { type: 'customer.erase', data: { customer: {} } }, 'expected an id or an email'],
    ['no type', { data: least }, 'type: expected a type such as order.paid'],
    ['a list', [], 'the body: '],
  ])('%s', (_what, event, reason) => {
    expect(() => read(event)).toThrow(reason);
  });
});
