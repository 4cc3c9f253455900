import { describe, expect, it } from 'vitest';
import { notified, orderId, receivedAt, statusChange } from './read-fixture.ts';

const at = '2026-01-31T12:00:10.000Z';
const lookup = { type: 'lookup', shop: 'acme', at, orderId };
const ignored = { type: 'ignored', reason: 'not paid' };

describe('a changed status', () => {
  it('to paid is looked up, and says when the order was paid', () => {
    expect(notified()).toEqual({ ...lookup, paidAt: at });
    for (const before of [0, 1, 7]) expect(notified(statusChange(before, 11))).toEqual({ ...lookup, paidAt: at });
    for (const after of [2, 3, 8, 9, 10]) expect(notified(statusChange(7, after))).toMatchObject({ paidAt: at });
  });

  it.each([
    ['shipped', 11, 2],
    ['refunded', 11, 4],
    ['refunded in part', 2, 14],
    ['cancelled', 11, 5],
    ['declined', 7, 6],
    ['to be verified', 0, 12],
    ['verified', 12, 11],
    ['disputed', 10, 13],
    ['cancelled before it was paid', 7, 5],
    ['reopened', 5, 11],
    ['new to this version', 11, 15],
  ])('to %s is looked up, and says nothing of the time of payment', (_, before, after) => {
    expect(notified(statusChange(before, after))).toEqual(lookup);
  });

  it.each([
    [0, 1],
    [0, 7],
    [1, 7],
    [7, 1],
    [5, 7],
    [4, 1],
  ])('from %i to %i is ignored: the order is not paid, and was not', (before, after) => {
    expect(notified(statusChange(before, after))).toEqual(ignored);
  });

  it.each([
    [11, 7],
    [2, 1],
    [14, 0],
  ])('from %i to %i is a lost payment, which the order itself no longer shows', (before, after) => {
    expect(notified(statusChange(before, after))).toEqual({
      type: 'unpaid',
      shop: 'acme',
      at,
      changedAt: at,
      orderId,
    });
  });

  it('without statuses, or with odd ones, is looked up', () => {
    expect(notified({ data: { type: 'order', id: 1042 } })).toEqual(lookup);
    for (const status of [null, {}, { new_status_id: 7 }, { previous_status_id: '0', new_status_id: '7' }, 'paid'])
      expect(notified({ data: { id: 1042, status } })).toEqual(lookup);
  });
});

describe('other webhooks', () => {
  it.each(['store/order/created', 'store/order/updated', 'store/order/refund/created'])('%s is looked up', (scope) => {
    expect(notified({ scope, data: { type: 'order', id: 1042, refund: { refund_id: 3 } } })).toEqual(lookup);
  });

  it('of one channel alone are read like those of all', () => {
    const of = (scope: string, data: unknown) => notified({ scope: `store/channel/2/order/${scope}`, data });
    expect(of('updated', { order_id: 1042 })).toEqual(lookup);
    expect(of('statusUpdated', { order_id: 1042 })).toEqual(lookup);
    expect(of('statusUpdated', statusChange(7, 11)['data'])).toEqual({ ...lookup, paidAt: at });
    expect(of('archived', { order_id: 1042 })).toEqual({ type: 'ignored', reason: 'scope' });
    expect(of('updated', { order_id: null })).toMatchObject({ type: 'unreadable' });
    expect(of('updated', { order_id: null, id: 1042 })).toEqual(lookup);
  });

  it('of a transaction are looked up by their order, and say when money was captured', () => {
    const about = (data: object, scope = 'store/order/transaction/created') =>
      notified({ scope, data: { type: 'transaction', order_id: 1042, transaction_id: '176342342', ...data } });
    const captured = { transaction_type: 'capture', transaction_status: 'complete' };
    expect(about({})).toEqual(lookup);
    expect(about(captured)).toEqual({ ...lookup, paidAt: at });
    expect(about(captured, 'store/order/transaction/updated')).toEqual({ ...lookup, paidAt: at });
    expect(about({ ...captured, transaction_type: 'refund' })).toEqual(lookup);
    expect(about({ ...captured, transaction_type: 'authorization' })).toEqual(lookup);
    expect(about({ ...captured, transaction_status: 'failed' })).toEqual(lookup);
  });

  it.each([
    'store/order/archived',
    'store/order/message/created',
    'store/order/metafield/created',
    'store/cart/created',
  ])('%s is ignored', (scope) => {
    expect(notified({ scope, data: { anything: 1 } })).toEqual({ type: 'ignored', reason: 'scope' });
  });

  it('about the removal of the app is kept for a person', () => {
    expect(notified({ scope: 'store/app/uninstalled', data: null })).toMatchObject({
      type: 'unreadable',
      reason: expect.stringContaining('Connect the shop again'),
    });
  });
});

describe('a webhook', () => {
  it('keeps every digit of an ID', () => {
    expect(notified({ data: { id: '9007199254740993' } })).toMatchObject({ orderId: '9007199254740993' });
  });

  it('without a usable time happened when it arrived, and then it says no time of its own', () => {
    for (const createdAt of [undefined, null, '1769860810', 1769860810.5, -1, 1e14]) {
      expect(notified({ created_at: createdAt })).toEqual({ ...lookup, at: receivedAt });
      expect(notified({ created_at: createdAt, ...statusChange(11, 7) })).not.toHaveProperty('changedAt');
    }
  });

  it.each([undefined, null, {}, { id: null }, { id: 'abc' }, { id: '../1' }, { id: -1 }, { id: 1.5 }])(
    'without an order is unreadable: %j',
    (data) => {
      expect(notified({ data })).toMatchObject({ type: 'unreadable', reason: expect.stringContaining('data') });
    },
  );

  it('of another store is not for this shop', () => {
    const own = { platformShopId: 'q7w2e9r4t1' };
    expect(notified({}, own)).toMatchObject({ type: 'lookup' });
    expect(notified({ producer: 'stores/other' }, own)).toMatchObject({ type: 'other-site' });
    expect(notified({ producer: 'q7w2e9r4t1' }, own)).toMatchObject({ type: 'other-site' });
    expect(notified({ producer: undefined }, own)).toMatchObject({ type: 'unreadable' });
    expect(notified({ producer: 'stores/other' })).toMatchObject({ type: 'lookup' });
  });
});
