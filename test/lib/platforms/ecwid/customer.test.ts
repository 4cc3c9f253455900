import { describe, expect, it } from 'vitest';
import { paidWith } from './read-fixture.ts';

describe('the customer', () => {
  it('may be a guest without a name', () => {
    const guest = { customerId: undefined, email: undefined, billingPerson: undefined, lang: undefined };
    expect(paidWith(guest).customer).toEqual({});
    expect(paidWith({ ...guest, customerId: 0, email: '' }).customer).toEqual({});
  });

  it.each([
    [{ firstName: 'Cher' }, { firstName: 'Cher', lastName: undefined }],
    [
      { lastName: 'Cher', name: 'Cher' },
      { firstName: undefined, lastName: 'Cher' },
    ],
    [{ firstName: '', lastName: '', name: 'Ada de la Cruz' }, { firstName: 'Ada de la Cruz' }],
    [{ name: 7 }, { firstName: undefined }],
    ['Umeå', { firstName: undefined }],
  ])('of the billing address %j is %j', (billingPerson, name) => {
    expect(paidWith({ billingPerson }).customer).toMatchObject({ email: 'lotte@example.org', ...name });
  });
});

describe('the payment type', () => {
  it.each([
    ['Authorize.Net', 'Credit card', 'card'],
    ['Authorize.Net', 'eCheck', 'other'],
    ['PayPalStandard', 'Credit card', 'other'],
    [undefined, 'Credit card', 'other'],
    [undefined, 'Cash on delivery', 'cash'],
    ['PayPalStandard', 'Cash on delivery', 'other'],
    ['', 'Wire transfer', 'other'],
    [null, undefined, 'other'],
  ])('of the module %j and the method %j is %s', (paymentModule, paymentMethod, type) => {
    expect(paidWith({ paymentModule, paymentMethod }).paymentType).toBe(type);
  });
});

describe('where an order comes from', () => {
  it.each([
    [{ affiliateId: 'blog', refererId: 'app' }, 'blog'],
    [{ affiliateId: '', refererId: 'app' }, 'app'],
    [{ affiliateId: null }, undefined],
  ])('%j is %s', (fields, channel) => {
    expect(paidWith(fields).channel).toBe(channel);
  });
});

it.each([
  ['sv', 'sv'],
  ['de,en', 'de'],
  ['', undefined],
  [['sv'], undefined],
])('the language %j is %s', (lang, locale) => {
  expect(paidWith({ lang }).customer.locale).toBe(locale);
});
