import { describe, expect, it } from 'vitest';
import { bigCommerceWithoutGiftCards } from '../../../../lib/platforms/bigcommerce/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';
import { orderId, paidWith, readAlone, readBody, readWith, receivedAt } from './read-fixture.ts';

const modifiedAt = '2026-01-31T12:00:09.000Z';

describe('a paid order', () => {
  it('is read whole', () => {
    expect(readWith()).toEqual({
      type: 'paid',
      shop: 'acme',
      at: modifiedAt,
      changedAt: modifiedAt,
      refundsComplete: true,
      order: {
        orderId,
        number: '1042',
        amount: '59.9000',
        subtotal: '55.0000',
        beforeTax: '43.0000',
        currency: 'SEK',
        paidAt: '2026-01-31T12:00:05.000Z',
        paymentType: 'other',
        customer: { id: '317', email: 'lotte@example.org', firstName: 'Lotte', lastName: 'Lindgren', locale: 'sv' },
        items: [
          { title: 'Oak, potted', quantity: 2, giftCard: false, sku: 'OAK-M', productId: '77' },
          { title: 'Gift certificate of 20 kr', quantity: 1, giftCard: true },
        ],
        itemsOmitted: 0,
        tags: [],
        channel: '1',
        test: false,
        refunds: [],
      },
    });
  });

  it('needs no more than an id, a status, a time and an amount', () => {
    const least = {
      id: 7,
      status_id: 11,
      date_created: 'Sat, 31 Jan 2026 12:00:05 +0000',
      total_inc_tax: '1',
      default_currency_code: 'EUR',
    };
    const read = readBody(least);
    expect(read).toMatchObject({
      type: 'paid',
      at: receivedAt,
      order: { orderId: '7', amount: '1', giftCardAmount: 'unknown', customer: {}, items: [], refunds: [] },
    });
    expect(read).not.toHaveProperty('changedAt');
    expect(read).toHaveProperty('order.subtotal', undefined);
  });

  it('from a file of orders says nothing about refunds', () => {
    expect(readAlone()).toMatchObject({ type: 'paid', order: { amount: '59.9000', refunds: [] } });
    expect(readAlone()).not.toHaveProperty('refundsComplete');
  });

  it('costs what the customer paid, in the currency that it was paid in', () => {
    expect(paidWith({ currency_code: 'EUR', default_currency_code: 'jpy', total_inc_tax: 5990 })).toMatchObject({
      amount: '5990',
      currency: 'JPY',
    });
    expect(paidWith({ total_inc_tax: '1234567.8900', default_currency_code: 'KWD' })).toMatchObject({
      amount: '1234567.8900',
      currency: 'KWD',
    });
    expect(paidWith({ total_inc_tax: '0.0000', payment_method: '', payment_status: '' })).toMatchObject({
      amount: '0.0000',
    });
  });

  it('of BigCommerce’s own gateway for tests is a test', () => {
    expect(paidWith({ payment_method: 'Test Payment Gateway' }).test).toBe(true);
    expect(paidWith({ payment_method: 'test payment gateway ' }).test).toBe(true);
    expect(paidWith({ payment_method: 'Credit Card' }).test).toBe(false);
    expect(paidWith({ payment_method: null }).test).toBe(false);
  });

  it('is of a channel, by its number; an older one is of a source', () => {
    expect(paidWith({ channel_id: 2 }).channel).toBe('2');
    expect(paidWith({ channel_id: undefined }).channel).toBe('www');
    expect(paidWith({ channel_id: 0, order_source: '' }).channel).toBeUndefined();
  });

  it('paid in cash is paid in cash; nothing proves that a card paid', () => {
    expect(paidWith({ payment_method: 'Cash on Delivery' }).paymentType).toBe('cash');
    expect(paidWith({ payment_method: 'Cashback card' }).paymentType).toBe('other');
    expect(paidWith({ payment_method: 7 }).paymentType).toBe('other');
  });
});

describe('the time of payment', () => {
  const paidAt = '2026-02-05T08:00:00.000Z';
  it('is what the webhook says, if it reported the payment', () => {
    expect(paidWith({}, [], { paidAt }).paidAt).toBe(paidAt);
  });

  it('is otherwise when the order was placed, however late it was changed', () => {
    const shipped = { status_id: 2, date_modified: 'Thu, 05 Feb 2026 08:00:00 +0000' };
    expect(paidWith(shipped).paidAt).toBe('2026-01-31T12:00:05.000Z');
    expect(paidWith(shipped, [], { paidAt: '2020-01-01T00:00:00.000Z' }).paidAt).toBe('2026-01-31T12:00:05.000Z');
  });

  it.each([
    ['Sat, 31 Jan 2026 12:00:05 +0100', '2026-01-31T11:00:05.000Z'],
    ['31 Jan 2026 12:00:05 GMT', '2026-01-31T12:00:05.000Z'],
    ['2026-01-31T12:00:05.000-04:00', '2026-01-31T16:00:05.000Z'],
    ['2026-01-31T12:00:05Z', '2026-01-31T12:00:05.000Z'],
  ])('may be written %s', (written, expected) => {
    expect(paidWith({ date_created: written }).paidAt).toBe(expected);
  });

  it.each([undefined, null, '', 'yesterday', '2026-01-31 12:00:05', 1769860805, 'Sat, 31 Foo 2026 12:00:05 +0000'])(
    'that can’t be read makes the order unreadable: %j',
    (written) => {
      expect(readWith({ date_created: written })).toMatchObject({
        type: 'unreadable',
        reason: expect.stringContaining('date_created'),
      });
    },
  );
});

describe('gift certificates and store credit', () => {
  it('are deducted from what earns points', () => {
    const paidBy = (certificates: unknown, credit: unknown) =>
      paidWith({ gift_certificate_amount: certificates, store_credit_amount: credit }).giftCardAmount;
    expect(paidBy('20.0000', '0.0000')).toBe('20.0000');
    expect(paidBy('20.0000', '5.5000')).toBe('25.5000');
    expect(paidBy(0, 12.5)).toBe('12.5');
    expect(paidBy('0.0000', '0.0000')).toBeUndefined();
    expect(paidBy(null, '0.0000')).toBe('unknown');
    expect(paidBy('0.0000', 'some')).toBe('unknown');
  });

  it('never leave the amount that the customer owes', () => {
    expect(paidWith({ gift_certificate_amount: '59.9000' })).toMatchObject({
      amount: '59.9000',
      giftCardAmount: '59.9000',
    });
  });
});

describe('a customer', () => {
  it('may be a guest', () => {
    expect(paidWith({ customer_id: 0 }).customer.id).toBeUndefined();
    expect(paidWith({ customer_id: '0' }).customer.id).toBeUndefined();
    expect(paidWith({ customer_id: '317' }).customer.id).toBe('317');
  });

  it('may have one name, or none, or no address at all', () => {
    const named = (address: unknown) => paidWith({ billing_address: address, customer_locale: null }).customer;
    expect(named({ first_name: 'Cher', last_name: '', email: '' })).toEqual({ id: '317', firstName: 'Cher' });
    for (const none of [undefined, null, [], 'x', {}]) expect(named(none)).toEqual({ id: '317' });
  });
});

describe('strict fields', () => {
  it.each([
    ['id', undefined],
    ['id', 'x'],
    ['status_id', undefined],
    ['status_id', 'Shipped'],
    ['total_inc_tax', undefined],
    ['total_inc_tax', '-1.0000'],
    ['total_inc_tax', 'free'],
    ['default_currency_code', undefined],
    ['default_currency_code', ''],
    ['default_currency_code', 'Euro'],
    ['payment_status', 7],
  ])('%s can’t be %j', (field, value) => {
    expect(readWith({ [field]: value })).toMatchObject({ type: 'unreadable', reason: expect.stringContaining(field) });
  });
});

describe('the quarantine', () => {
  it('keeps nothing that people type or that may be a code', () => {
    const kept = bigCommerceWithoutGiftCards(fixture('bigcommerce/order.json')).toString();
    for (const typed of ['AAAA-BBBB', 'Ring the bell', 'For Mum', 'SPRING']) expect(kept).not.toContain(typed);
    expect(readBody(kept)).toEqual(readAlone());
    const notice = fixture('bigcommerce/status-updated.json');
    expect(bigCommerceWithoutGiftCards(notice)).toBe(notice);
    expect(bigCommerceWithoutGiftCards(Buffer.from('no JSON'))).toHaveLength(0);
  });
});
