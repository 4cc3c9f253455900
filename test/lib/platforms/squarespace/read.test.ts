import { describe, expect, it } from 'vitest';
import { squarespaceWithoutGiftCards } from '../../../../lib/platforms/squarespace/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';
import { eur, orderId, paidWith, readBody, readWith, receivedAt } from './read-fixture.ts';

describe('a paid order', () => {
  it('is read whole', () => {
    expect(readWith()).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:07.450Z',
      changedAt: '2026-01-31T12:00:07.450Z',
      refundsComplete: true,
      order: {
        orderId,
        number: '1042',
        amount: '49.90',
        subtotal: '45.00',
        beforeTax: '45.00',
        giftCardAmount: 'unknown',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.120Z',
        paymentType: 'other',
        customer: {
          id: '65b3f0a1c2d3e4f5a6b7c111',
          email: 'lotte@example.org',
          firstName: 'Lotte',
          lastName: 'Lindgren',
        },
        items: [
          {
            title: 'Oak, potted',
            quantity: 2,
            giftCard: false,
            sku: 'OAK-M',
            productId: '65b3f0a1c2d3e4f5a6b7c301',
          },
          { title: 'Gift card', quantity: 1, giftCard: true, productId: '65b3f0a1c2d3e4f5a6b7c302' },
        ],
        itemsOmitted: 0,
        tags: [],
        channel: 'web',
        test: false,
        refunds: [],
      },
    });
  });

  it('needs no more than an id, a time and an amount', () => {
    const least = { id: '1', createdOn: '2026-01-31T12:00Z', grandTotal: eur('1.00') };
    expect(readBody(least)).toMatchObject({
      type: 'paid',
      at: receivedAt,
      order: { orderId: '1', amount: '1.00', paidAt: '2026-01-31T12:00:00.000Z', customer: {}, items: [], refunds: [] },
    });
    expect(readBody(least)).not.toHaveProperty('changedAt');
  });

  it('of a test is a test', () => {
    expect(paidWith({ testmode: true }).test).toBe(true);
    expect(paidWith({ testmode: undefined }).test).toBe(false);
  });

  it.each([
    ['1042', '1042'],
    [1042, '1042'],
    ['', undefined],
    [null, undefined],
  ])('has the number %j', (orderNumber, number) => {
    expect(paidWith({ orderNumber }).number).toBe(number);
  });
});

describe('an order with odd fields', () => {
  it.each([null, undefined, 'two', {}, [null, 'oak', {}]])('such as the lines %j is read', (lineItems) => {
    const { items } = paidWith({ lineItems });
    expect(items.every(({ title, quantity }) => title === '' && quantity === 1)).toBe(true);
  });

  it.each([null, undefined, 'today', 7])(
    'such as %j for its time of change is read, without the time',
    (modifiedOn) => {
      expect(readWith({ modifiedOn })).toMatchObject({ type: 'paid', at: receivedAt });
      expect(readWith({ modifiedOn })).not.toHaveProperty('changedAt');
    },
  );
});

describe('the customer', () => {
  it('of the point of sale may have no address', () => {
    const { customer } = paidWith({ customerEmail: null, customerId: null, billingAddress: null });
    expect(customer).toEqual({});
  });

  it('is never the recipient, who may be somebody else', () => {
    const nameless = { firstName: '', lastName: '', countryCode: 'US' };
    expect(paidWith({ billingAddress: nameless }).customer).toMatchObject({ email: 'lotte@example.org' });
    expect(paidWith({ billingAddress: nameless }).customer.firstName).toBeUndefined();
    expect(paidWith({ billingAddress: undefined }).customer.lastName).toBeUndefined();
  });

  it('may have one name', () => {
    expect(paidWith({ billingAddress: { firstName: 'Cher' } }).customer).toMatchObject({ firstName: 'Cher' });
  });

  it('may have odd fields, and no order is lost over them', () => {
    const { customer } = paidWith({ customerEmail: 7, billingAddress: 'Umeå', customerId: { id: 1 } });
    expect(customer).toEqual({ email: '7' });
  });
});

describe('where an order comes from', () => {
  it.each([
    [{ channel: 'web', channelName: 'Squarespace' }, 'web'],
    [{ channel: 'pos', channelName: null }, 'pos'],
    [{ channel: 'web', channelName: 'Faire Wholesale' }, 'Faire Wholesale'],
    [{ channel: undefined, channelName: undefined }, undefined],
  ])('%j is %s', (fields, channel) => {
    expect(paidWith(fields).channel).toBe(channel);
  });
});

describe('amounts', () => {
  it.each([
    ['JPY', '1200', '1200'],
    ['KWD', '12.345', '12.345'],
    ['usd', 57.7, '57.7'],
    ['USD', '0.00', '0.00'],
  ])('in %s of %j are %s', (currency, value, amount) => {
    const order = paidWith({ grandTotal: { value, currency }, refundedTotal: null });
    expect([order.amount, order.currency]).toEqual([amount, currency.toUpperCase()]);
  });

  it.each([
    [eur('50.00'), eur('5.00'), '45.00'],
    // A discount on the shipping counts as one on the goods.
    [eur('50.00'), eur('54.90'), '0.00'],
    [eur('50.00'), null, '50.00'],
    [undefined, eur('5.00'), undefined],
    [{ value: '50.00', currency: 'USD' }, eur('5.00'), undefined],
    [eur('50.00'), { value: '5.00', currency: 'USD' }, undefined],
    ['50.00', eur('5.00'), undefined],
  ])('of goods for %j less the discount %j are %s', (subtotal, discountTotal, goods) => {
    expect(paidWith({ subtotal, discountTotal }).subtotal).toBe(goods);
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ id: undefined }, /^id: expected an id$/],
    [{ id: 65 }, /^id: expected an id$/],
    [{ paymentState: 'ESCROWED' }, /^paymentState: the order is in "ESCROWED"/],
    [{ paymentState: 7 }, /^paymentState: expected a state such as PAID$/],
    [{ fulfillmentStatus: {} }, /^fulfillmentStatus: expected a status/],
    [{ grandTotal: undefined }, /^grandTotal: expected an amount/],
    [{ grandTotal: '49.90' }, /^grandTotal: expected an amount/],
    [{ grandTotal: eur('-1') }, /^grandTotal.value: expected a decimal/],
    [{ grandTotal: { value: '1.00' } }, /^grandTotal.currency: expected a currency/],
    [{ refundedTotal: eur('much') }, /^refundedTotal.value: expected a decimal/],
    [{ refundedTotal: { value: '1.00', currency: 'USD' } }, /^refundedTotal.currency: expected the currency of/],
    [{ createdOn: undefined }, /^createdOn: expected a time/],
    [{ createdOn: '31.1.2026' }, /^createdOn: expected a time/],
  ])('%j', (fields, reason) => {
    expect(() => readWith(fields)).toThrow(reason);
  });

  it.each(['[]', 'null', '"order"', '{', '\ufeff'])('the body %s', (body) => {
    expect(() => readBody(body)).toThrow(/^(id: |the body)/);
  });
});

describe('squarespaceWithoutGiftCards', () => {
  const body = fixture('squarespace/order.json');

  it('removes what people type, and nothing that is read', () => {
    const kept = squarespaceWithoutGiftCards(body);
    for (const typed of ['AAAA-BBBB', 'WINTER', 'Radio', 'Ring twice']) {
      expect(body.toString()).toContain(typed);
      expect(kept.toString()).not.toContain(typed);
    }
    expect(readBody(kept.toString())).toEqual(readWith());
    expect(squarespaceWithoutGiftCards(kept)).toBe(kept);
  });

  it('returns a notification unchanged, and nothing of what is not JSON', () => {
    const notification = fixture('squarespace/order-create.json');
    expect(squarespaceWithoutGiftCards(notification)).toBe(notification);
    expect(squarespaceWithoutGiftCards(Buffer.from('{AAAA-BBBB'))).toEqual(Buffer.alloc(0));
  });
});
