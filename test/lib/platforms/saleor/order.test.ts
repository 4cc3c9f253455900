import { describe, expect, it } from 'vitest';
import { amount, orderOf, paidEvent } from './event.ts';

it('reads everything that an order says', () => {
  expect(orderOf()).toEqual({
    orderId: paidEvent.order['id'],
    number: '1042',
    amount: '66.7',
    subtotal: '61.8',
    beforeTax: '51.5',
    payments: [{ issuer: 'visa', last4: '4242', amount: '66.7', authorizedAt: '2026-01-31T12:00:03.871Z' }],
    currency: 'EUR',
    paidAt: '2026-01-31T12:00:04.109Z',
    paymentType: 'card',
    customer: {
      id: 'VXNlcjozMTc=',
      email: 'ada.lovelace@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      locale: 'de-AT',
    },
    items: [
      {
        title: 'Schreibtisch aus Eiche',
        quantity: 1,
        giftCard: false,
        sku: 'OAK-120',
        productId: 'UHJvZHVjdDoxMzQ=',
        price: '25',
      },
      { title: 'Gift card 10', quantity: 2, giftCard: true, productId: 'UHJvZHVjdDo4OA==', price: '20' },
      { title: 'Lamp', quantity: 1, giftCard: false, sku: 'LAMP', price: '6.5' },
    ],
    itemsOmitted: 0,
    tags: [],
    channel: 'austria',
    test: false,
    refunds: [],
  });
});

describe('a customer', () => {
  it.each([
    ['is a guest', { user: null }, { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'King' }],
    ['is a guest without an address', { user: null, billingAddress: null }, { email: 'ada.lovelace@example.com' }],
    ['has no e-mail address', { user: null, userEmail: '', billingAddress: null }, {}],
    [
      'has an account without a name',
      { user: { id: 'VXNlcjox', email: 'a@b.example', firstName: '', lastName: '' } },
      { id: 'VXNlcjox', email: 'a@b.example', firstName: 'Ada', lastName: 'King' },
    ],
    [
      'has one name',
      { user: { id: 'VXNlcjox', email: 'a@b.example', firstName: 'Madonna', lastName: '' } },
      { id: 'VXNlcjox', email: 'a@b.example', firstName: 'Madonna' },
    ],
    [
      'has an account whose e-mail address nobody may see',
      { user: { id: 'VXNlcjox', email: null } },
      { id: 'VXNlcjox', email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'King' },
    ],
    ['can’t be read', { user: 7, billingAddress: 'x', userEmail: {} }, {}],
  ])('%s', (_, differs, customer) => {
    expect(orderOf(differs).customer).toEqual({ ...customer, locale: 'de-AT' });
  });

  it.each([
    ['DE', 'de'],
    ['PT_BR', 'pt-BR'],
    ['ZH_HANS_CN', 'zh-HANS-CN'],
    ['en-US', 'en-US'],
    ['', undefined],
    [null, undefined],
    [7, undefined],
  ])('speaks %j', (languageCodeEnum, locale) => {
    expect(orderOf({ languageCodeEnum }).customer.locale).toBe(locale);
  });
});

describe('an order', () => {
  it.each([
    ['number', { number: 1042 }, { number: '1042' }],
    ['channel', { channel: null }, { channel: undefined }],
    ['subtotal', { subtotal: null }, { subtotal: undefined }],
    ['subtotal that can’t be read', { subtotal: { gross: amount(-1) } }, { subtotal: undefined }],
    ['lines', { lines: null }, { items: [] }],
    ['readable lines', { lines: [null, 7, {}] }, { items: [{ title: '', quantity: 1, giftCard: false }] }],
    ['list of lines', { lines: 'x' }, { items: [] }],
  ])('may have another %s', (_, differs, read) => {
    expect(orderOf(differs)).toMatchObject(read);
  });

  const method = (...types: (string | null)[]) => ({
    transactions: types.map((type) => ({
      chargedAmount: amount(1),
      paymentMethodDetails: type && { __typename: `${type}PaymentMethodDetails` },
    })),
  });
  it.each([
    ['card', method('Card')],
    ['card', method('Card', 'Card')],
    ['other', method('Card', 'Other')],
    ['other', method('Card', null)],
    ['other', method('Other')],
    ['other', method('GiftCard', 'Card')],
    ['other', { transactions: [] }],
    ['other', { transactions: undefined }],
    ['other', { transactions: [{ chargedAmount: amount(1) }] }],
  ])('is paid by %s only if that is certain', (paymentType, differs) => {
    expect(orderOf(differs).paymentType).toBe(paymentType);
  });
});

describe('gift cards', () => {
  const card = (charged: unknown) => ({
    chargedAmount: charged,
    paymentMethodDetails: { __typename: 'GiftCardPaymentMethodDetails' },
  });
  const byApp = { chargedAmount: amount(5), createdBy: { identifier: 'saleor.io.gift-card-payment-gateway' } };
  const other = { chargedAmount: amount(50), paymentMethodDetails: { __typename: 'OtherPaymentMethodDetails' } };
  const unsaid = { chargedAmount: amount(50), paymentMethodDetails: null };
  const unasked = { chargedAmount: amount(50) };
  const used = [{ id: 'R2lmdENhcmQ6MQ==' }];

  it.each<[string, string | undefined, unknown, unknown, string | undefined]>([
    ['no payment by card', '3.23.1', [other], [], undefined],
    ['cards that reduced the total', '3.23.1', [other], used, undefined],
    ['a payment whose app doesn’t say how', '3.23.1', [unsaid], [], undefined],
    ['a payment by card', '3.23.1', [card(amount(13)), other], [], '13'],
    ['two payments by card', '3.23.1', [card(amount(13)), card(amount(2.5))], [], '15.5'],
    ['a payment of an unreadable amount', '3.23.1', [card(null), card(amount(2))], [], 'unknown'],
    ['a payment by Saleor’s own app', undefined, [byApp, unasked], undefined, '5'],
    ['nobody asked how, before cards could pay', '3.22.40', [unasked], [], undefined],
    ['nobody asked how, since cards may pay', '3.23.0', [unasked], [], 'unknown'],
    ['nobody asked for payments, before cards could pay', '3.20.117', undefined, used, undefined],
    ['nobody asked for payments, since cards may pay', '3.24.0', undefined, [], 'unknown'],
    ['a version that can’t be read', 'x', undefined, [], undefined],
    ['nobody asked for the version, and there is no card', undefined, undefined, [], undefined],
    ['nobody asked for the version, and there is a card', undefined, undefined, used, 'unknown'],
    ['nobody asked for anything', undefined, undefined, undefined, 'unknown'],
    ['an order that was paid without any payment', '3.23.1', [], [], undefined],
  ])('%s', (_, version, transactions, giftCards, giftCardAmount) => {
    expect(orderOf({ transactions, giftCards }, { version }).giftCardAmount).toBe(giftCardAmount);
  });
});
