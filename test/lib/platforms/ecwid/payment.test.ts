import { describe, expect, it } from 'vitest';
import { number, orderId, paidWith, readBody, readWith, fetched } from './read-fixture.ts';

const changedAt = '2026-01-31T12:00:07.000Z';
const dated = { shop: 'acme', at: changedAt, changedAt, orderId };

describe('the status of the fetched order', () => {
  it.each(['CANCELLED', 'cancelled', ' Cancelled '])(
    '%s is a cancellation, whatever the amounts say',
    (paymentStatus) => {
      expect(readWith({ paymentStatus, total: 'none' })).toEqual({ type: 'cancelled', ...dated });
    },
  );

  it('REFUNDED is a refund in full, even of an amount that nobody knows', () => {
    const refunded = readWith({ paymentStatus: 'REFUNDED', refundedAmount: 0 });
    expect(refunded).toEqual({ type: 'refunded', ...dated, refundsComplete: true, refunds: [], full: true });
    expect(readWith({ paymentStatus: 'REFUNDED', refundedAmount: 20 })).toMatchObject({
      full: true,
      refunds: [{ id: 'refunded-20', amount: '20', currency: 'EUR' }],
    });
  });

  it('PARTIALLY_REFUNDED of an amount that nobody knows thanks nobody', () => {
    expect(readWith({ paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 0, refunds: [] })).toEqual({
      type: 'refunded',
      ...dated,
      refunds: [],
      full: false,
    });
  });

  it.each(['AWAITING_PAYMENT', 'INCOMPLETE'])('%s of an order that has changed is no longer paid', (paymentStatus) => {
    const before = '2026-01-31T12:00:06.999Z';
    expect(readWith({ paymentStatus })).toEqual({
      type: 'unpaid',
      shop: 'acme',
      // So that a payment in the same second is newer.
      at: before,
      changedAt: before,
      orderId,
    });
  });

  it('AWAITING_PAYMENT of a new order is nothing yet', () => {
    const ignored = { type: 'ignored', reason: 'not paid' };
    expect(readWith({ paymentStatus: 'AWAITING_PAYMENT', updateTimestamp: 1769860805 })).toEqual(ignored);
    expect(readWith({ paymentStatus: 'AWAITING_PAYMENT', updateTimestamp: undefined, updateDate: undefined })).toEqual(
      ignored,
    );
  });

  it.each(['CUSTOM_PAYMENT_STATUS_1', 'CUSTOM_PAYMENT_STATUS_3'])('%s means what the settings say', (paymentStatus) => {
    const status = paymentStatus.toLowerCase();
    expect(readWith({ paymentStatus }, { paidStatuses: [status] })).toEqual(readWith());
    expect(readWith({ paymentStatus }, { ignoredStatuses: [status] })).toEqual({
      type: 'ignored',
      reason: 'paymentStatus',
    });
    expect(() => readWith({ paymentStatus })).toThrow(`the order is in "${status}", which thankflow doesn't know`);
  });

  it('can’t be changed by the settings if it is Ecwid’s own', () => {
    const settings = { paidStatuses: ['awaiting_payment', 'cancelled'] };
    expect(readWith({ paymentStatus: 'CANCELLED' }, settings).type).toBe('cancelled');
    expect(readWith({ paymentStatus: 'AWAITING_PAYMENT' }, settings).type).toBe('unpaid');
  });

  it('needs no currency unless the order is paid', () => {
    for (const paymentStatus of ['CANCELLED', 'REFUNDED', 'AWAITING_PAYMENT'])
      expect(readBody({ ...fetched.order, paymentStatus, refundedAmount: 5 })).toMatchObject({ orderId });
    expect(() => readBody(fetched.order)).toThrow(/^profile: expected/);
  });
});

describe('the amount', () => {
  const card = (total: unknown, before: unknown, redeemed: unknown) => ({
    total,
    totalBeforeGiftCardRedemption: before,
    giftCardRedemption: redeemed,
  });

  it.each([
    ['in part by gift card', card(37.4, 47.9, 10.5), '47.9', '10.5'],
    ['wholly by gift card', card(0, 47.9, 47.9), '47.9', '47.9'],
    ['without a gift card', card(47.9, 47.9, 0), '47.9', undefined],
    ['with the total before left out', card(37.4, undefined, 10.5), '47.9', '10.5'],
    ['with the total before as 0', card(47.9, 0, 0), '47.9', undefined],
    ['before there were gift cards', card(47.9, undefined, undefined), '47.9', 'unknown'],
    ['as PHP writes it', card(29.350000000000001, '29.350', '0.00'), '29.350', undefined],
    ['in yen', card(1200, 1200, 0), '1200', undefined],
    ['in dinars', card(12.345, 12.345, 0), '12.345', undefined],
    ['of a float that no decimal is', card(0.30000000000000004, 0, 0), '0.3000', undefined],
  ])('paid %s', (_what, fields, amount, giftCardAmount) => {
    const order = paidWith(fields);
    expect(Number(order.amount)).toBe(Number(amount));
    expect(order.giftCardAmount).toBe(giftCardAmount);
  });

  it('keeps twelve digits and four decimals', () => {
    const text = JSON.stringify(fetched).replace('"total":37.4', '"total":123456789012.3456');
    expect(readBody(text)).toMatchObject({ order: { amount: '123456789012.3456' } });
  });

  it.each([
    [{ redemption: { amount: 5 } }, 'unknown'],
    [{ redemption: { amount: 'some' } }, 'unknown'],
    [{ redemption: { amount: 0 } }, undefined],
    [{ earned: 5 }, undefined],
    [null, undefined],
  ])('paid with the store credit %j has the gift card amount %j', (storeCredit, giftCardAmount) => {
    expect(paidWith({ giftCardRedemption: 0, storeCredit }).giftCardAmount).toBe(giftCardAmount);
  });

  it.each([
    [{}, '42.5'],
    [{ couponDiscount: 0, discount: 0 }, '50'],
    [{ couponDiscount: undefined, discount: null, customDiscount: undefined }, '50'],
    [{ customDiscount: [1, 2.5] }, '39'],
    [{ couponDiscount: 60 }, '0'],
    [{ subtotal: undefined }, undefined],
    [{ subtotal: {} }, undefined],
    [{ discount: 'some' }, undefined],
    [{ customDiscount: ['some'] }, undefined],
  ])('of the goods with %j is %j', (fields, subtotal) => {
    const given = paidWith(fields).subtotal;
    expect(given === undefined ? undefined : Number(given)).toBe(subtotal === undefined ? undefined : Number(subtotal));
  });
});

describe('refunds', () => {
  const part = (refundedAmount: unknown, refunds: unknown = []) =>
    readWith({ paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount, refunds });

  it('are deducted, and are one with the sum as its ID, because Ecwid gives them none', () => {
    expect(part(12.5)).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      changedAt,
      order: {
        number,
        amount: '35.4',
        subtotal: '30.0',
        giftCardAmount: '10.5',
        refunds: [{ id: 'refunded-12.5', amount: '12.5', currency: 'EUR' }],
      },
    });
  });

  it('that are listed without a sum are added up', () => {
    const list = [
      { date: '2026-02-01 08:00:00 +0000', amount: 2.5, reason: 'broken' },
      { date: '2026-02-02 08:00:00 +0000', amount: 10, source: 'CP' },
    ];
    for (const sum of [0, undefined, null])
      expect(part(sum, list)).toMatchObject({ order: { amount: '35.4', refunds: [{ id: 'refunded-12.5' }] } });
    expect(part(12.5, [{ amount: 2.5 }, { amount: 10 }])).toEqual(part(12.5));
  });

  it.each([12.5, '12.50', 12.5000001])('of %j are the same refund', (sum) => {
    expect(part(sum)).toMatchObject({ order: { refunds: [{ id: 'refunded-12.5' }] } });
  });

  it('leave no more gift card than there is amount', () => {
    expect(part(40)).toMatchObject({ order: { amount: '7.9', giftCardAmount: '7.9' } });
  });

  it.each([47.9, 50])('of %f, which is all, are a refund in full', (sum) => {
    for (const paymentStatus of ['PAID', 'PARTIALLY_REFUNDED'])
      expect(readWith({ paymentStatus, refundedAmount: sum })).toMatchObject({ type: 'refunded', full: true });
  });

  it('of an order whose status is PAID are deducted, too', () => {
    expect(readWith({ refundedAmount: 12.5 })).toEqual(part(12.5));
  });

  it('without a time of change are deducted, but not listed: two sums would both count', () => {
    const read = readWith({ refundedAmount: 12.5, updateTimestamp: undefined, updateDate: undefined });
    expect(read).toMatchObject({ type: 'paid', order: { amount: '35.4', refunds: [] } });
    expect(read).not.toHaveProperty('refundsComplete');
  });
});
