import { describe, expect, it } from 'vitest';
import { ecwidWithoutGiftCards } from '../../../../lib/platforms/ecwid/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';
import { fetched, number, orderId, paidWith, readBody, readWith, receivedAt } from './read-fixture.ts';

describe('a paid order', () => {
  it('is read whole', () => {
    expect(readWith()).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:07.000Z',
      changedAt: '2026-01-31T12:00:07.000Z',
      refundsComplete: true,
      order: {
        orderId,
        number,
        amount: '47.9',
        subtotal: '42.5',
        beforeTax: '36.53',
        payments: [{ issuer: 'giftcard', amount: '10.5', giftCard: true }],
        giftCardAmount: '10.5',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.000Z',
        paymentType: 'card',
        customer: {
          id: '270919557',
          email: 'lotte@example.org',
          firstName: 'Lotte',
          lastName: 'Lindgren',
          locale: 'sv',
        },
        items: [
          { title: 'Oak, potted', quantity: 2, giftCard: false, sku: 'OAK-M', productId: '692730761' },
          { title: 'Gift card', quantity: 1, giftCard: true, productId: '692730762' },
        ],
        itemsOmitted: 0,
        tags: [],
        test: false,
        refunds: [],
      },
    });
  });

  it('needs no more than an ID, a time, a total and the store’s currency', () => {
    const least = { internalId: 1, paymentStatus: 'PAID', createTimestamp: 1769860805, total: 1 };
    const read = readBody({ order: least, profile: { formatsAndUnits: { currency: 'usd' } } });
    expect(read).toMatchObject({
      type: 'paid',
      at: receivedAt,
      order: { orderId: '1', amount: '1', currency: 'USD', giftCardAmount: 'unknown', customer: {}, items: [] },
    });
    expect(read).not.toHaveProperty('changedAt');
  });

  it('of 2014 is read, with its number, its written times and its one name', () => {
    const old = {
      orderNumber: 35,
      vendorOrderNumber: '35',
      paymentStatus: 'PAID',
      paymentMessage: '(TESTMODE) This transaction has been approved.',
      createDate: '2014-11-05 12:53:30 -0800',
      updateDate: '2014-11-05 12:55:41 -0800',
      total: 181.35,
      subtotal: 168.7,
      couponDiscount: 0,
      discount: 0,
      billingPerson: { name: 'Ada Example', companyName: '' },
    };
    expect(readBody({ ...fetched, order: old })).toMatchObject({
      type: 'paid',
      changedAt: '2014-11-05T20:55:41.000Z',
      order: {
        orderId: '35',
        number: '35',
        amount: '181.35',
        subtotal: '168.7',
        giftCardAmount: 'unknown',
        paidAt: '2014-11-05T20:53:30.000Z',
        customer: { firstName: 'Ada Example' },
        test: false,
      },
    });
  });

  it('that cost nothing is paid', () => {
    expect(paidWith({ total: 0, totalBeforeGiftCardRedemption: 0, giftCardRedemption: 0 }).amount).toBe('0');
  });
});

describe('the identity', () => {
  it('is the internal ID, whatever the order is called', () => {
    for (const fields of [
      { id: 'SALE-1' },
      { id: undefined, vendorOrderNumber: undefined },
      { orderNumber: undefined },
    ])
      expect(paidWith(fields).orderId).toBe(orderId);
  });

  it('is the internal ID even if the older name says something else', () => {
    expect(paidWith({ orderNumber: 35 }).orderId).toBe(orderId);
  });

  it('is the older name of the internal ID if there is no other', () => {
    expect(paidWith({ internalId: undefined }).orderId).toBe(orderId);
  });

  it('keeps each digit', () => {
    const text = JSON.stringify(fetched).replaceAll('516483487', '9007199254740993123');
    expect(readBody(text)).toMatchObject({ order: { orderId: '9007199254740993123' } });
  });

  it.each([undefined, null, 0, -1, 'OAK-K8XTQ', 1.5, {}])('can’t be %j', (internalId) => {
    expect(() => readWith({ internalId, orderNumber: undefined })).toThrow(
      /^internalId: expected the order's internal ID$/,
    );
  });
});

describe('an order with odd fields', () => {
  it.each([null, undefined, 'two', {}, [null, 'oak', {}]])('such as the items %j is read', (items) => {
    expect(paidWith({ items }).items.every(({ title, quantity }) => title === '' && quantity === 1)).toBe(true);
  });

  it.each([null, undefined, 'today', 0, -1])('such as %j for its time of change is read, without the time', (time) => {
    const read = readWith({ updateTimestamp: time, updateDate: time });
    expect(read).toMatchObject({ type: 'paid', at: receivedAt, order: { refunds: [] } });
    expect(read).not.toHaveProperty('changedAt');
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ paymentStatus: undefined }, /^paymentStatus: expected a status such as PAID$/],
    [{ paymentStatus: 'ESCROWED' }, /^paymentStatus: the order is in "escrowed", which/],
    [{ paymentStatus: 'NICE TRY <b>' }, /^paymentStatus: the order is in a status, which/],
    [{ total: undefined }, /^total: expected an amount$/],
    [{ total: -1 }, /^total: expected a decimal/],
    [{ total: 'much' }, /^total: expected a decimal/],
    [{ totalBeforeGiftCardRedemption: 'much' }, /^totalBeforeGiftCardRedemption: expected a decimal/],
    [{ refundedAmount: 'much' }, /^refundedAmount: expected a decimal/],
    [{ refunds: [{ amount: null }] }, /^refunds.0.amount: expected an amount$/],
    [{ createTimestamp: undefined, createDate: undefined }, /^createTimestamp: expected the time/],
    [{ createTimestamp: 'soon', createDate: '2026-13-01 12:00:00 +0000' }, /^createTimestamp: expected the time/],
  ])('%j', (fields, reason) => {
    expect(() => readWith(fields)).toThrow(reason);
  });

  it.each([
    [undefined, /^profile: expected object, found nothing$/],
    [{}, /^profile.formatsAndUnits: expected object/],
    [{ formatsAndUnits: { currency: '' } }, /^profile.formatsAndUnits.currency: expected a currency/],
  ])('a paid order with the profile %j: nobody knows its currency', (profile, reason) => {
    expect(() => readBody({ ...fetched, profile })).toThrow(reason);
  });

  it.each(['[]', 'null', '"order"', '{', '\ufeff', '{}', '{"order":null}'])('the body %s', (body) => {
    expect(() => readBody(body)).toThrow(/^(paymentStatus: |the body)/);
  });
});

describe('a deletion', () => {
  const deletedOrder = { id: 516483487, orderId: number, date: '2026-02-01 08:00:00 +0100' };

  it('is a cancellation, by the API’s own list', () => {
    const at = '2026-02-01T07:00:00.000Z';
    expect(readBody({ deletedOrder })).toEqual({ type: 'cancelled', shop: 'acme', at, changedAt: at, orderId });
  });

  it('without a time counts from when it was noticed', () => {
    expect(readBody({ deletedOrder: { ...deletedOrder, date: undefined } })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: receivedAt,
      orderId,
    });
  });

  it('needs the internal ID', () => {
    expect(() => readBody({ deletedOrder: { ...deletedOrder, id: 'OAK' } })).toThrow(/^deletedOrder.id: expected/);
  });
});

describe('ecwidWithoutGiftCards', () => {
  const body = fixture('ecwid/fetched-order.json');

  it('removes cards and what people type, and nothing that is read', () => {
    const kept = ecwidWithoutGiftCards(body);
    for (const typed of [
      'AAAA-BBBB',
      'CCCC-DDDD',
      'EEEE-FFFF',
      '0f9a',
      'WINTER',
      'Ring twice',
      'owner',
      'Radio',
      '4111',
    ]) {
      expect(body.toString()).toContain(typed);
      expect(kept.toString()).not.toContain(typed);
    }
    expect(readBody(kept.toString())).toEqual(readWith());
    expect(ecwidWithoutGiftCards(kept)).toBe(kept);
  });

  it('returns an event unchanged, and nothing of what is not JSON', () => {
    const event = fixture('ecwid/order-updated.json');
    expect(ecwidWithoutGiftCards(event)).toBe(event);
    expect(ecwidWithoutGiftCards(Buffer.from('{AAAA-BBBB'))).toEqual(Buffer.alloc(0));
  });
});
