import { describe, expect, it } from 'vitest';
import { orderId, paidWith, readAlone, readWith, refundWith } from './read-fixture.ts';

const modifiedAt = '2026-01-31T12:00:09.000Z';
const about = { shop: 'acme', at: modifiedAt, changedAt: modifiedAt, orderId };
const ignored = { type: 'ignored', reason: 'not paid' };

describe('the status of an order', () => {
  it.each([2, 3, 8, 9, 10, 11, 14, '11'])('%j is paid', (status) => {
    expect(readWith({ status_id: status })).toMatchObject({ type: 'paid' });
  });

  it.each([0, 1, 7])('%i is not paid, whatever the payment says', (status) => {
    for (const payment of ['', 'authorized', 'captured', 'refunded', 'odd'])
      expect(readWith({ status_id: status, payment_status: payment })).toEqual(ignored);
    expect(readWith({ status_id: status, total_inc_tax: null, default_currency_code: null })).toEqual(ignored);
  });

  it.each([
    [5, 'cancelled'],
    [6, 'unpaid'],
    [12, 'unpaid'],
    [13, 'unpaid'],
  ])('%i is %s, whatever else the order says', (status, type) => {
    expect(readWith({ status_id: status })).toEqual({ type, ...about });
    expect(readWith({ status_id: status, total_inc_tax: '', payment_status: 'captured' })).toEqual({ type, ...about });
  });

  it('that no version of BigCommerce has is unreadable', () => {
    for (const status of [15, 99, -1])
      expect(readWith({ status_id: status })).toMatchObject({
        type: 'unreadable',
        reason: /status_id: the order is in/,
      });
  });
});

describe('the status of a payment', () => {
  it.each(['', null, undefined, 'captured', 'paid', 'Paid', 'partially refunded'])('%j is paid', (payment) => {
    expect(readWith({ payment_status: payment })).toMatchObject({ type: 'paid' });
  });

  it.each([
    'authorized',
    'pending',
    'capture pending',
    'Capture Pending',
    'held for review',
    'void pending',
    'declined',
  ])('%s is not paid yet, so nothing is said that a payment within the same second would have to undo', (payment) => {
    for (const status of [2, 9, 10, 11, 14])
      expect(readWith({ status_id: status, payment_status: payment })).toEqual(ignored);
  });

  it('void is a lost payment', () => {
    expect(readWith({ payment_status: 'void' })).toEqual({ type: 'unpaid', ...about });
  });

  it('that is unknown is unreadable', () => {
    expect(readWith({ payment_status: 'settled twice' })).toMatchObject({
      type: 'unreadable',
      reason: expect.stringContaining('payment_status: the order is in "settled twice"'),
    });
    expect(readWith({ payment_status: 'Ada Lovelace <ada@example.org>' })).toMatchObject({
      reason: expect.not.stringContaining('example.org'),
    });
  });
});

describe('refunds', () => {
  it('of a part are deducted, each with its ID', () => {
    const refunds = [refundWith(), refundWith({ id: '9007199254740993', total_amount: '9.90', payments: [] })];
    const order = paidWith({ status_id: 14, payment_status: 'partially refunded' }, refunds);
    expect(order).toMatchObject({ amount: '30.0000', subtotal: '25.1000' });
    expect(order.refunds).toEqual([
      { id: '31', amount: '20', currency: 'SEK' },
      { id: '9007199254740993', amount: '9.90', currency: 'SEK' },
    ]);
  });

  it('that are listed twice count once', () => {
    expect(paidWith({}, [refundWith(), refundWith()])).toMatchObject({ amount: '39.9000', refunds: [{ id: '31' }] });
    expect(readWith({}, [refundWith({ total_amount: 30 }), refundWith({ total_amount: 30 })])).toMatchObject({
      type: 'paid',
    });
  });

  it('count whatever the status says, and never by refunded_amount', () => {
    const shipped = { status_id: 2, payment_status: '', refunded_amount: '50.0000' };
    expect(paidWith(shipped, [refundWith()])).toMatchObject({ amount: '39.9000' });
    expect(paidWith(shipped, [])).toMatchObject({ amount: '59.9000' });
  });

  it('make the list newer than the order, if they are', () => {
    expect(readWith({ status_id: 14 }, [refundWith()])).toMatchObject({
      at: '2026-02-02T09:30:00.000Z',
      changedAt: '2026-02-02T09:30:00.000Z',
      refundsComplete: true,
    });
    const later = { status_id: 14, date_modified: 'Tue, 03 Feb 2026 00:00:00 +0000' };
    expect(readWith(later, [refundWith(), refundWith({ id: 32, created: '' })])).toMatchObject({
      changedAt: '2026-02-03T00:00:00.000Z',
    });
  });

  it('of everything leave nothing', () => {
    const whole = refundWith({ total_amount: 59.9 });
    for (const status of [4, 14, 2])
      expect(readWith({ status_id: status }, [whole])).toMatchObject({
        type: 'refunded',
        orderId,
        full: true,
        refundsComplete: true,
        refunds: [{ id: '31', amount: '59.9' }],
      });
    const parts = [refundWith({ total_amount: 30 }), refundWith({ id: 32, total_amount: 40 })];
    expect(readWith({ status_id: 14 }, parts)).toMatchObject({ type: 'refunded', full: true });
  });

  it('outside BigCommerce are known by the status alone', () => {
    expect(readWith({ status_id: 4, payment_status: '' })).toMatchObject({ type: 'refunded', full: true, refunds: [] });
    expect(readWith({ status_id: 4 }, [refundWith()])).toMatchObject({ type: 'refunded', full: true });
    expect(readWith({ payment_status: 'refunded' })).toMatchObject({ type: 'refunded', full: true });
    expect(readAlone({ status_id: 4 })).toMatchObject({ type: 'refunded', full: true });
    expect(readAlone({ status_id: 4 })).not.toHaveProperty('refundsComplete');
  });

  it('of one of several payments leave the others', () => {
    expect(paidWith({ status_id: 14, payment_status: 'refunded' })).toMatchObject({ amount: '59.9000' });
    expect(paidWith({ status_id: 2, payment_status: 'refunded' }, [refundWith()])).toMatchObject({ amount: '39.9000' });
  });

  it('that the payment provider declined gave nothing back', () => {
    const declined = { amount: 20, is_declined: true };
    expect(paidWith({}, [refundWith({ payments: [declined] })])).toMatchObject({ amount: '59.9000', refunds: [] });
    const half = [
      { amount: 15, is_declined: true },
      { amount: 5, is_declined: false },
    ];
    expect(paidWith({}, [refundWith({ payments: half })])).toMatchObject({
      amount: '54.9000',
      refunds: [{ id: '31', amount: '5' }],
    });
    expect(readWith({}, [refundWith({ payments: [{ is_declined: true }] })])).toMatchObject({ type: 'unreadable' });
  });

  it.each([{ id: null }, { id: 'x' }, { total_amount: undefined }, { total_amount: -1 }, { total_amount: 'all' }])(
    'that can’t be read make the order unreadable: %j',
    (fields) => {
      expect(readWith({}, [refundWith(fields)])).toMatchObject({ type: 'unreadable', reason: /^data\.0\./ });
    },
  );

  it('beyond fifty are deducted, and the list is called incomplete', () => {
    const many = Array.from({ length: 51 }, (_, at) => refundWith({ id: at + 1, total_amount: 1, payments: null }));
    const read = readWith({ status_id: 14 }, many);
    expect(read).toMatchObject({ type: 'paid', order: { amount: '8.9000' } });
    expect(read).toHaveProperty('order.refunds.length', 50);
    expect(read).not.toHaveProperty('refundsComplete');
  });

  it('without a time of change aren’t called complete, because nobody knows which list is newer', () => {
    expect(readWith({ date_modified: '' }, [refundWith()])).not.toHaveProperty('refundsComplete');
  });
});

describe('an archived order', () => {
  it('is not thanked any more, and its refunds still count', () => {
    expect(readWith({ is_deleted: true })).toEqual({ type: 'ignored', reason: 'archived' });
    expect(readWith({ is_deleted: true, status_id: 14 }, [refundWith()])).toMatchObject({
      type: 'refunded',
      full: false,
      refunds: [{ id: '31', amount: '20' }],
    });
    expect(readWith({ is_deleted: true, status_id: 5 })).toMatchObject({ type: 'cancelled' });
    expect(readWith({ is_deleted: true, status_id: 4 })).toMatchObject({ type: 'refunded', full: true });
  });
});

describe('a migrated order', () => {
  it('is ignored, whatever its status', () => {
    for (const status of [5, 10, 11])
      expect(readWith({ external_source: 'M-MIG', status_id: status })).toEqual({
        type: 'ignored',
        reason: 'migrated',
      });
    expect(readWith({ external_source: 'ERP (Acumatica)' })).toMatchObject({ type: 'paid' });
  });
});
