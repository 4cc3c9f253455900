import { describe, expect, it } from 'vitest';
import { adobeCommerce } from '../../../../lib/platforms/adobe-commerce/adapter.ts';
import { webhook } from '../../../support/webhook.ts';
import { fetchedWith, orderSaved, paidWith, readBody, readWith, restOrder } from './adobe-event.ts';

const paid = {
  type: 'paid',
  shop: 'acme',
  at: '2026-01-31T12:01:40.999Z',
  changedAt: '2026-01-31T12:01:40.999Z',
  refundsComplete: true,
  order: {
    orderId: '31',
    number: '000000031',
    amount: '49.90',
    subtotal: '45.00',
    beforeTax: '45.00',
    currency: 'EUR',
    paidAt: '2026-01-31T12:00:05.000Z',
    paymentType: 'other',
    customer: { id: '7', email: 'lotte@example.org', firstName: 'Lotte', lastName: 'Lindgren' },
    items: [
      { title: 'Oak, potted', quantity: 2, giftCard: false, sku: 'OAK-M', productId: '301', price: '36.00' },
      { title: 'Gift card', quantity: 1, giftCard: true, sku: 'GIFT', productId: '303', price: '9.00' },
    ],
    itemsOmitted: 0,
    tags: [],
    channel: '2',
    test: false,
    refunds: [],
  },
};

describe('a paid order', () => {
  it('is read whole, although its numbers are texts', () => {
    expect(readWith()).toEqual(paid);
  });

  it('is read the same from the REST API, which writes numbers', () => {
    const items = paid.order.items.map((item, index) => ({ ...item, price: ['36', '9'][index] }));
    const order = { ...paid.order, amount: '49.9', subtotal: '45', beforeTax: '45', items };
    expect(fetchedWith()).toEqual({ ...paid, order });
  });

  it.each(['2026-01-31T13:01:40+01:00', '2026-01-31T13:01:40+0100', '2026-01-31 12:01:40', '2026-01-31T12:01:40Z'])(
    'may have the time %s',
    (time) => {
      expect(readWith({ updated_at: time })).toMatchObject({ type: 'paid', changedAt: '2026-01-31T12:01:40.999Z' });
    },
  );

  it('may have numbers, more decimals and a time with an offset in an event, too', () => {
    const fields = { grand_total: 49.9, total_paid: '49.900000000000006', updated_at: '2026-01-31T13:01:40+01:00' };
    expect(readWith({ entity_id: 31, ...fields })).toMatchObject({
      changedAt: paid.changedAt,
      order: { amount: '49.9' },
    });
  });

  it('is in the currency that the customer paid in', () => {
    expect(paidWith({ order_currency_code: 'JPY', grand_total: '5000.0000', total_paid: '5000.0000' })).toMatchObject({
      amount: '5000.00',
      currency: 'JPY',
    });
  });

  it.each([
    [{ id: '31', entity_id: undefined }, '31'],
    [{ id: null, entity_id: 31 }, '31'],
    [{ id: '99', entity_id: '31' }, '31'],
    [{ entity_id: '9007199254740993001' }, '9007199254740993001'],
  ])('has the ID of %j', (ids, orderId) => {
    expect(paidWith(ids).orderId).toBe(orderId);
  });

  it('keeps every digit of an ID that is a number', () => {
    const body = JSON.stringify(orderSaved).replace('"entity_id":"31"', '"entity_id":9007199254740993001');
    expect(readBody(body)).toMatchObject({ order: { orderId: '9007199254740993001' } });
  });

  it.each([
    ['DE-2026/31-1', 'DE-2026/31-1'],
    [100000031, '100000031'],
    [null, undefined],
  ])('has the number %j', (increment_id, number) => {
    expect(paidWith({ increment_id }).number).toBe(number);
  });

  it.each([
    ['cashondelivery', 'cash'],
    ['braintree', 'card'],
    ['payment_services_paypal_hosted_fields', 'card'],
    ['stripe_payments', 'other'],
    ['paypal_express', 'other'],
    ['free', 'other'],
    [null, 'other'],
    [7, 'other'],
  ])('by the method %j is paid by %s', (method, paymentType) => {
    expect(paidWith({ payment: { method } }).paymentType).toBe(paymentType);
  });

  it.each([{ payment: undefined }, { payment: [] }, { payment: { method: { code: 1 } } }])(
    'with %j is read',
    (fields) => {
      expect(paidWith(fields).paymentType).toBe('other');
    },
  );
});

describe('the customer', () => {
  const billing = { address_type: 'billing', firstname: 'Alma', lastname: 'Ek', email: 'alma@example.org' };
  const guest = { customer_id: null, customer_is_guest: '1', customer_firstname: null, customer_lastname: null };

  it('who is a guest has a name in the billing address alone', () => {
    const shipping = { ...billing, address_type: 'shipping', firstname: 'Max' };
    const known = { id: undefined, email: 'lotte@example.org', firstName: 'Alma', lastName: 'Ek' };
    expect(paidWith({ ...guest, addresses: [shipping, billing] }).customer).toEqual(known);
    expect(paidWith({ ...guest, billing_address: billing }).customer).toEqual(known);
    expect(paidWith(guest).customer).toEqual({ email: 'lotte@example.org' });
  });

  it('without a number of their own share none', () => {
    for (const none of ['0', 0, '', null])
      expect(paidWith({ customer_id: none, customer_is_guest: undefined }).customer.id).toBeUndefined();
  });

  it.each(['1', 1, true])('who is a guest (%j) has no ID, even if there is one', (customer_is_guest) => {
    expect(paidWith({ customer_is_guest, customer_id: '7' }).customer.id).toBeUndefined();
  });

  it('may have one name, an address without an e-mail, or nothing', () => {
    expect(paidWith({ customer_lastname: undefined, customer_email: null, addresses: [billing] }).customer).toEqual({
      id: '7',
      email: 'alma@example.org',
      firstName: 'Lotte',
      lastName: 'Ek',
    });
    const nothing = { ...guest, customer_email: undefined, customer_id: 0, addresses: 'none' };
    expect(paidWith(nothing).customer).toEqual({});
  });
});

describe('items', () => {
  it.each([null, undefined, 'two', {}, [null, 'oak', 7]])('such as %j are none', (items) => {
    expect(paidWith({ items }).items).toEqual([]);
  });

  it('without a readable title or quantity count once', () => {
    const items = [{}, { name: 7, qty_ordered: 'two' }, { name: 'Cloth', qty_ordered: '2.7500', parent_item_id: 0 }];
    expect(paidWith({ items }).items.map(({ title, quantity }) => [title, quantity])).toEqual([
      ['', 1],
      ['', 1],
      ['Cloth', 3],
    ]);
  });

  it('beyond a hundred are counted', () => {
    const items = Array.from({ length: 300 }, (_, n) => ({ name: `Item ${n}`, qty_ordered: '1.0000' }));
    expect(paidWith({ items })).toMatchObject({ itemsOmitted: 200 });
  });

  it('of a virtual order are items, too', () => {
    expect(
      paidWith({ is_virtual: '1', items: [{ name: 'E-book', product_type: 'downloadable' }] }).items,
    ).toMatchObject([{ title: 'E-book', giftCard: false }]);
  });
});

describe('the price of the goods', () => {
  it.each([
    [{ discount_amount: '0.0000' }, '50.00'],
    [{ discount_amount: 5 }, '45.00'],
    [{ discount_amount: null }, '50.00'],
    [{ discount_amount: undefined }, undefined],
    [{ discount_amount: 'half' }, undefined],
    [{ subtotal: undefined }, undefined],
    [{ discount_amount: '-60.0000' }, '0.00'],
  ])('with %j is %s', (fields, subtotal) => {
    expect(paidWith(fields).subtotal).toBe(subtotal);
  });

  it('has no discount if the REST API shows none', () => {
    expect(fetchedWith({ discount_amount: undefined })).toMatchObject({ order: { subtotal: '50' } });
  });
});

describe("Adobe's request to confirm a registration", () => {
  const validationUrl = 'https://csm.adobe.io/csm/registrations/validate?id=1&challenge=2';
  const isPing = (body: string, headers = {}) => adobeCommerce.isUnsignedPing?.(webhook(headers, body));

  it('is a ping if it says nothing else', () => {
    expect(isPing(JSON.stringify({ validationUrl }))).toBe(true);
    expect(isPing(JSON.stringify({ validationUrl }, null, 2))).toBe(true);
    expect(isPing(JSON.stringify({ validationUrl }), { 'x-adobe-digital-signature-1': 'AAAA' })).toBe(false);
    expect(isPing(JSON.stringify({ validationUrl, ...restOrder }))).toBe(false);
    expect(isPing(JSON.stringify({ validationUrl: 7 }))).toBe(false);
    expect(isPing(JSON.stringify({ validationUrl: 'x'.repeat(3000) }))).toBe(false);
    expect(isPing('{}')).toBe(false);
  });
});
