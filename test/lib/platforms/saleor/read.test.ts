import { describe, expect, it } from 'vitest';
import { UnreadableWebhook } from '../../../../lib/platforms/platform.ts';
import { amount, eventOf, orderId, orderOf, paidEvent, read, total } from './event.ts';

const changedAt = '2026-01-31T12:00:04.098Z';
const at = '2026-01-31T12:00:04.109Z';
const about = { shop: 'acme', at, changedAt, orderId };
const sums = (of: number, charged: number, refunded: number) => ({
  total: total(of),
  totalCharged: amount(charged),
  totalRefunded: amount(refunded),
});

describe('an order that is fully paid', () => {
  it('is paid when the event was issued', () => {
    expect(read(paidEvent)).toMatchObject({
      type: 'paid',
      shop: 'acme',
      at,
      changedAt,
      refundsComplete: true,
      order: { orderId, amount: '66.7', paidAt: at, refunds: [] },
    });
  });

  it.each([
    ['FULL', {}, '66.7'],
    ['OVERCHARGED', sums(66.7, 80, 0), '66.7'],
    ['FULL and unconfirmed', { status: 'UNCONFIRMED' }, '66.7'],
    ['FULL and sent', { status: 'FULFILLED' }, '66.7'],
    ['FULL, as nobody asked for its charge status', { chargeStatus: undefined }, '66.7'],
    ['FULL and free', sums(0, 0, 0), '0'],
    ['FULL, with a part that was granted before it was paid', sums(66.7, 60, 0), '60.0'],
    ['FULL, with a part that was granted and refunded', sums(66.7, 60, 6.7), '60.0'],
    ['OVERCHARGED, until a part that was granted is refunded', sums(66.7, 66.7, 0), '66.7'],
  ])('%s is paid', (_, differs, paid) => {
    const chargeStatus = _.split(/[ ,]/)[0];
    expect(orderOf({ chargeStatus, ...differs }).amount).toBe(paid);
  });

  it.each([
    ['nothing of it is charged', { chargeStatus: 'NONE', ...sums(66.7, 0, 0) }, 'not paid'],
    ['a part of it is charged', { chargeStatus: 'PARTIAL', ...sums(66.7, 20, 0) }, 'not paid'],
    ['it is full because all of it was granted', sums(66.7, 0, 0), 'not paid'],
    ['it is a draft', { status: 'DRAFT' }, 'draft'],
    ['it was imported', { origin: 'BULK_CREATE' }, 'imported'],
  ])('isn’t paid if %s', (_, differs, reason) => {
    expect(read(eventOf('OrderFullyPaid', differs))).toEqual({ type: 'ignored', reason });
  });

  it('is read the same the second time, and says that it is old if it was paid long after it was made', () => {
    expect(orderOf()).not.toHaveProperty('orderedAt');
    const again = orderOf({}, { issuedAt: '2026-02-09T08:00:00.000001+00:00' });
    expect(again).toMatchObject({ paidAt: '2026-02-09T08:00:00.000Z', orderedAt: '2026-01-31T11:58:40.112Z' });
  });

  it('without the time of the event has the time in its history, and without both isn’t read', () => {
    const event = { issuedAt: null };
    expect(orderOf({}, event).paidAt).toBe('2026-01-31T12:00:04.101Z');
    expect(() => orderOf({ events: undefined }, event)).toThrow('issuedAt: expected the time of the payment');
  });

  it('without a time of its last change has the event’s', () => {
    expect(read(eventOf('OrderFullyPaid', { updatedAt: undefined }))).toMatchObject({ type: 'paid', changedAt: at });
  });
});

describe('ORDER_PAID comes for parts, too', () => {
  it.each([
    ['PARTIAL', { type: 'ignored', reason: 'not paid' }],
    ['NONE', { type: 'ignored', reason: 'not paid' }],
    ['FULL', { type: 'paid' }],
    ['OVERCHARGED', { type: 'paid' }],
  ])('%s', (chargeStatus, reading) => {
    expect(read(eventOf('OrderPaid', { chargeStatus }))).toMatchObject(reading);
  });

  it('isn’t read without a charge status, or with an unknown one', () => {
    expect(() => read(eventOf('OrderPaid', { chargeStatus: null }))).toThrow(/^order.chargeStatus: expected a status/);
    expect(() => read(eventOf('OrderPaid', { chargeStatus: 'SOME' }))).toThrow(/^order.chargeStatus: expected NONE/);
  });
});

describe('refunds', () => {
  const refund = (sum: string) => ({ id: `refunded-${Number(sum)}`, amount: sum, currency: 'EUR' });
  const some = { chargeStatus: 'PARTIAL', ...sums(66.7, 60, 6.7) };
  const all = { chargeStatus: 'NONE', ...sums(66.7, 0, 66.7) };

  it.each([
    ['OrderRefunded', some, false, '6.7'],
    ['OrderRefunded', { chargeStatus: 'FULL', ...sums(66.7, 60, 6.7) }, false, '6.7'],
    ['OrderRefunded', { ...some, totalCharged: undefined }, false, '6.7'],
    ['OrderRefunded', { ...some, chargeStatus: undefined }, false, '6.7'],
    ['OrderRefunded', all, true, '66.7'],
    ['OrderRefunded', { ...all, chargeStatus: 'FULL' }, true, '66.7'],
    ['OrderRefunded', { chargeStatus: 'NONE', ...sums(66.7, 0, 70) }, true, '66.7'],
    ['OrderRefunded', { chargeStatus: 'NONE', ...sums(66.7, 0, 20) }, false, '20'],
    ['OrderFullyRefunded', all, true, '66.7'],
    ['OrderFullyPaid', all, true, '66.7'],
  ])('%s with %j: full is %j, %s in all', (type, differs, full, sum) => {
    expect(read(eventOf(type, differs))).toEqual({
      type: 'refunded',
      ...about,
      refundsComplete: true,
      refunds: [refund(sum)],
      full,
    });
  });

  it('are deducted from an order that is paid, however they are reported', () => {
    for (const differs of [
      some,
      { ...some, chargeStatus: 'FULL' },
      { ...some, totalCharged: null, chargeStatus: 'FULL' },
    ])
      expect(orderOf(differs)).toMatchObject({ amount: '60.0', subtotal: '55.1', refunds: [refund('6.7')] });
  });

  it('have the sum as their ID, so that the same sum is the same refund', () => {
    const ids = ['6.7', '6.70', '6.700000000000001'].map((sum) => {
      const text = JSON.stringify(eventOf('OrderRefunded', { ...some, totalRefunded: { amount: 'SUM' } })).replace(
        '"SUM"',
        sum,
      );
      const reading = read(text);
      return reading.type === 'refunded' ? reading.refunds[0]?.id : reading;
    });
    expect(ids).toEqual(['refunded-6.7', 'refunded-6.7', 'refunded-6.7']);
  });

  it('aren’t listed without any time: nobody knows which sum is newer', () => {
    expect(read(eventOf('OrderRefunded', { ...some, updatedAt: null }, { issuedAt: null }))).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: '2026-02-01T00:00:00.000Z',
      orderId,
      refunds: [],
      full: false,
    });
  });

  it('need their sum, unless everything was refunded', () => {
    expect(() => read(eventOf('OrderRefunded', { ...some, totalRefunded: undefined }))).toThrow(
      /^order.totalRefunded: /,
    );
    expect(() => read(eventOf('OrderRefunded', { ...some, totalRefunded: {} }))).toThrow(UnreadableWebhook);
    for (const differs of [{ total: null }, { totalRefunded: undefined }])
      expect(read(eventOf('OrderFullyRefunded', { ...all, ...differs }))).toEqual({
        type: 'refunded',
        ...about,
        refunds: [],
        full: true,
      });
  });
});

describe('a reversal', () => {
  const transactions = (...types: string[]) => ({
    transactions: [{ chargedAmount: amount(0), events: types.map((type) => ({ type })) }],
  });
  const chargedBack = { chargeStatus: 'NONE', ...sums(66.7, 0, 0), ...transactions('CHARGE_SUCCESS', 'CHARGE_BACK') };

  it('is a cancellation, whatever else the order says', () => {
    expect(read({ __typename: 'OrderCancelled', order: { id: orderId } })).toMatchObject({
      type: 'cancelled',
      orderId,
    });
    for (const type of [
      'OrderCancelled',
      'OrderFullyPaid',
      'OrderPaid',
      'OrderRefunded',
      'OrderFullyRefunded',
      undefined,
    ])
      expect(read(eventOf(type, { status: 'CANCELED', total: null }))).toEqual({ type: 'cancelled', ...about });
  });

  it('is a chargeback, which only ORDER_UPDATED reports', () => {
    expect(read(eventOf('OrderUpdated', chargedBack))).toEqual({ type: 'unpaid', ...about });
    expect(
      read(eventOf('OrderUpdated', { ...chargedBack, chargeStatus: 'PARTIAL', ...sums(66.7, 6.7, 0) })),
    ).toMatchObject({ type: 'unpaid' });
    expect(read(eventOf('OrderUpdated', { ...chargedBack, total: null }))).toMatchObject({ type: 'unpaid' });
  });

  it.each([
    ['a change of a paid order', {}],
    ['a change of an unpaid order', { chargeStatus: 'NONE', total: null }],
    ['a charge that failed', { chargeStatus: 'NONE', ...sums(66.7, 0, 0), ...transactions('CHARGE_FAILURE') }],
    ['a chargeback that was paid again', { ...transactions('CHARGE_SUCCESS', 'CHARGE_BACK', 'CHARGE_SUCCESS') }],
    [
      'transactions that can’t be read',
      { chargeStatus: 'NONE', transactions: [null, 7, { events: 'x' }, { events: [null, { type: 5 }] }] },
    ],
    ['transactions that nobody asked for', { chargeStatus: 'NONE', transactions: undefined }],
    ['no charge status', { chargeStatus: undefined, transactions: undefined }],
  ])('isn’t %s', (_, differs) => {
    expect(read(eventOf('OrderUpdated', differs))).toEqual({ type: 'ignored', reason: 'update' });
  });
});

it('a query that doesn’t ask for refunds says nothing about them', () => {
  const differs = { totalCharged: undefined, totalRefunded: undefined };
  expect(read(eventOf('OrderFullyPaid', differs))).not.toHaveProperty('refundsComplete');
  expect(orderOf(differs)).toMatchObject({ amount: '66.7', refunds: [] });
});
