import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { webhook } from '../../../support/webhook.ts';
import { goodsOf, pricesOf } from '../goods-of.ts';
import { paid } from './read-event.ts';
import { orderId } from './wix-event.ts';

const { order } = (paid.data['actionEvent'] as { body: { order: object } }).body;
const price = (amount: string) => ({ amount });
const line = (amount?: string) => ({
  productName: { original: 'Stool' },
  quantity: 1,
  ...(amount && { totalPriceBeforeTax: price(amount) }),
});
const orderOf = (differs: object, payments: object[] = [], refunds: object[] = []) => {
  const body = { order: { ...order, ...differs }, orderTransactions: { orderId, payments, refunds } };
  return PaidEvent.parse(readWix(webhook({}, JSON.stringify(body)), { shop: 'acme', receivedAtMs: 0 })).order;
};
const summary = { subtotal: price('50.00'), discount: price('5.00'), total: price('60.00') };

describe('the goods before tax', () => {
  it('are the sum of the lines, and never more than the order says', () => {
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems: [line('30.00'), line('15.00')] }))).toEqual([
      '45.00',
      '30.00',
      '15.00',
    ]);
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems: [line('30.00'), line('7.81')] }))).toEqual([
      '37.81',
      '30.00',
      '7.81',
    ]);
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems: [line('30.00'), line('20.00')] }))).toEqual([
      '45.00',
      undefined,
      undefined,
    ]);
  });

  it('are what the order says if a line doesn’t, unless prices contain tax', () => {
    const lineItems = [line('30.00'), line()];
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems, taxIncludedInPrices: false }))[0]).toBe('45.00');
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems, taxIncludedInPrices: true }))[0]).toBeUndefined();
    expect(pricesOf(orderOf({ priceSummary: summary, lineItems, taxIncludedInPrices: undefined }))[0]).toBeUndefined();
  });

  it('have refunds deducted', () => {
    const refunds = [{ id: 'r-1', transactions: [{ refundStatus: 'SUCCEEDED', amount: price('12.50') }] }];
    const lineItems = [line('45.00')];
    expect(
      pricesOf(orderOf({ priceSummary: summary, lineItems, paymentStatus: 'PARTIALLY_REFUNDED' }, [], refunds)),
    ).toEqual(['32.50', undefined]);
  });
});

it('cards and gift cards are in the payments, of which events have none', () => {
  const card = { brand: 'MASTERCARD', lastFourDigits: '4444' };
  const payments = [
    {
      createdDate: '2026-01-31T12:00:03Z',
      status: 'APPROVED',
      amount: price('49.50'),
      regularPaymentDetails: { creditCardDetails: card },
    },
    { status: 'DECLINED', amount: price('49.50'), regularPaymentDetails: { creditCardDetails: card } },
    { status: 'APPROVED', amount: price('7.00'), giftcardPaymentDetails: { obfuscatedCode: '************1234' } },
    { amount: price('3.00'), giftcardPaymentDetails: { obfuscatedCode: '************QXY1', voided: false } },
    { status: 'APPROVED', amount: price('0.50'), regularPaymentDetails: { offlinePayment: true } },
  ];
  expect(goodsOf(orderOf({}, payments)).payments).toEqual([
    { issuer: 'mastercard', last4: '4444', amount: '49.50', authorizedAt: '2026-01-31T12:00:03.000Z' },
    { issuer: 'giftcard', last4: '1234', amount: '7.00', giftCard: true },
    { issuer: 'giftcard', amount: '3.00', giftCard: true },
  ]);
});
