import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { readRecord } from '../../../../ops/import/reading.ts';
import { webhook } from '../../../support/webhook.ts';
import { paid } from './read-event.ts';
import { orderId } from './wix-event.ts';

/* What the API answers: an order, and its payments and refunds. */

const { order } = (paid.data['actionEvent'] as { body: { order: object } }).body;
const regular = (differs: object = {}) => ({
  createdDate: '2026-01-31T12:00:03Z',
  status: 'APPROVED',
  amount: { amount: '56.70' },
  regularPaymentDetails: {},
  ...differs,
});
const giftCard = (differs: object = {}) => ({
  createdDate: '2026-01-31T12:00:02Z',
  amount: { amount: '10.00' },
  giftcardPaymentDetails: { voided: false },
  ...differs,
});
const refund = (id: string, amount: string, refundStatus = 'SUCCEEDED') => ({
  id,
  createdDate: '2026-02-01T00:00:00Z',
  transactions: [{ refundStatus, amount: { amount } }],
});
const read = (differs: object = {}, transactions: object = {}) =>
  readWix(
    webhook(
      {},
      JSON.stringify({
        order: { ...order, ...differs },
        orderTransactions: { orderId, payments: [regular()], refunds: [], ...transactions },
      }),
    ),
    { shop: 'acme', receivedAtMs: 0 },
  );
const orderOf = (...of: Parameters<typeof read>) => PaidEvent.parse(read(...of)).order;

describe('a fetched order', () => {
  it('says what the event says, and when it was paid', () => {
    expect(read()).toMatchObject({ type: 'paid', changedAt: '2026-01-31T12:00:04.109Z' });
    expect(orderOf()).toMatchObject({ orderId, amount: '66.70', paidAt: '2026-01-31T12:00:03.000Z', refunds: [] });
    expect(orderOf().giftCardAmount).toBeUndefined();
  });

  it('was paid with its last payment that succeeded', () => {
    const payments = [
      regular({ createdDate: '2026-02-02T00:00:00Z' }),
      regular({ createdDate: '2026-02-01T00:00:00Z' }),
      regular({ createdDate: '2026-02-09T00:00:00Z', status: 'DECLINED' }),
      null,
      'x',
    ];
    expect(orderOf({}, { payments }).paidAt).toBe('2026-02-02T00:00:00.000Z');
  });

  it.each([
    [
      'has its status in its details, in older answers',
      regular({ status: undefined, regularPaymentDetails: { status: 'APPROVED' } }),
      '2026-01-31T12:00:03.000Z',
    ],
    [
      'did not succeed',
      regular({ status: undefined, regularPaymentDetails: { status: 'PENDING' } }),
      '2026-01-31T11:58:40.112Z',
    ],
    ['has no status', regular({ status: undefined }), '2026-01-31T11:58:40.112Z'],
  ])('whose payment %s', (_, payment, paidAt) => {
    expect(orderOf({}, { payments: [payment] }).paidAt).toBe(paidAt);
  });

  it.each([
    ['a gift card', [giftCard(), regular()], '10.00'],
    ['two gift cards', [giftCard(), giftCard({ amount: { amount: '2.5' } })], '12.50'],
    [
      'a gift card, spelled differently',
      [giftCard({ giftcardPaymentDetails: null, giftCardPaymentDetails: {} })],
      '10.00',
    ],
    ['a gift card that was taken back', [giftCard({ giftcardPaymentDetails: { voided: true } }), regular()], undefined],
    ['a gift card with a status', [giftCard({ status: 'VOIDED' }), regular()], undefined],
    ['a gift card of an unreadable amount', [giftCard({ amount: null }), giftCard()], 'unknown'],
  ])('says what %s paid', (_, payments, giftCardAmount) => {
    expect(orderOf({}, { payments }).giftCardAmount).toBe(giftCardAmount);
  });

  it('deducts the refunds that succeeded, if Wix says that it is refunded in part', () => {
    const refunds = [refund('r-1', '6.70'), refund('r-2', '1.00', 'FAILED'), refund('r-3', '10.00')];
    expect(orderOf({ paymentStatus: 'PARTIALLY_REFUNDED' }, { refunds })).toMatchObject({
      amount: '50.00',
      subtotal: '43.10',
      refunds: [
        { id: 'r-1', amount: '6.70' },
        { id: 'r-3', amount: '10.00' },
      ],
    });
    expect(orderOf({ paymentStatus: 'PAID' }, { refunds })).toMatchObject({ amount: '66.70', refunds: [] });
  });

  it.each([
    [{ paymentStatus: 'FULLY_REFUNDED' }, { type: 'refunded', full: true }],
    [{ status: 'CANCELED' }, { type: 'cancelled', orderId }],
    [{ paymentStatus: 'NOT_PAID' }, { type: 'ignored', reason: 'not paid' }],
    [{ imported: true }, { type: 'ignored', reason: 'imported' }],
  ])('with %j', (differs, reading) => {
    expect(read(differs)).toMatchObject(reading);
  });

  it.each([{ createdDate: null }, { id: null }, { currency: 'x' }])('with %j goes to quarantine', (differs) => {
    expect(() => read(differs)).toThrow(UnreadableWebhook);
  });

  it('has no refund that is under way: its part would count for all of it', () => {
    const begun = refund('r-1', '10.00');
    const transactions = [...begun.transactions, { refundStatus: 'PENDING', amount: { amount: '20.00' } }];
    expect(
      orderOf(
        { paymentStatus: 'PARTIALLY_REFUNDED' },
        { refunds: [{ ...begun, transactions }, refund('r-2', '6.70')] },
      ),
    ).toMatchObject({ amount: '60.00', refunds: [{ id: 'r-2', amount: '6.70' }] });
  });

  it('whose refunds can’t be read goes to quarantine', () => {
    expect(() => read({}, { refunds: [{}] })).toThrow('refunds.0.id: expected an ID');
  });
});

it.each([order, { order }])('a file’s order is read without its payments: nobody knows about gift cards', (line) => {
  const settings = { platformShopId: '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931' };
  expect(readRecord('wix', Buffer.from(JSON.stringify(line)), { shop: 'acme', nowMs: 0, settings })).toMatchObject({
    type: 'paid',
    order: { paidAt: '2026-01-31T11:58:40.112Z', giftCardAmount: 'unknown' },
  });
});

it('does not know what the goods cost if it cannot read the discount', () => {
  const priceSummary = { total: { amount: '66.70' }, subtotal: { amount: '60.00' } };
  expect(orderOf({ priceSummary }).subtotal).toBe('60.00');
  expect(orderOf({ priceSummary: { ...priceSummary, discount: { amount: '-5' } } }).subtotal).toBeUndefined();
});
