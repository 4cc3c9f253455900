import { describe, expect, it } from 'vitest';
import { OrderEvent } from '../../../../lib/order/event.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { webhook } from '../../../support/webhook.ts';
import { eventTime, paid, read, reasonOf, receivedAtMs, refund, withEvent } from './read-event.ts';
import { changed, orderId } from './wix-event.ts';

describe('what isn’t a payment', () => {
  const statusOf = (paymentStatus: string, previousPaymentStatus?: string) => {
    const event = changed(paid, { paymentStatus });
    const { body } = event.data['actionEvent'] as { body: object };
    return read(withEvent(event, { actionEvent: { body: { ...body, previousPaymentStatus } } }));
  };

  it.each(['NOT_PAID', 'PENDING', 'PENDING_MERCHANT', 'PARTIALLY_PAID', 'CANCELED', 'DECLINED', 'UNSPECIFIED', 'NEW'])(
    '%s is ignored',
    (status) => {
      expect(statusOf(status, 'NOT_PAID')).toEqual({ type: 'ignored', reason: 'not paid' });
      expect(statusOf(status)).toEqual({ type: 'ignored', reason: 'not paid' });
    },
  );

  it.each(['NOT_PAID', 'PENDING', 'DECLINED', 'CANCELED'])('%s after PAID is a lost payment', (status) => {
    expect(statusOf(status, 'PAID')).toEqual({
      type: 'unpaid',
      shop: 'acme',
      at: eventTime,
      changedAt: eventTime,
      orderId,
    });
  });

  it('PARTIALLY_PAID after PAID is an order to which something was added', () => {
    expect(statusOf('PARTIALLY_PAID', 'PAID')).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('nothing else of an unpaid order needs to be readable', () => {
    expect(read(changed(paid, { paymentStatus: 'NOT_PAID', currency: 1, priceSummary: null }))).toMatchObject({
      type: 'ignored',
    });
  });

  it.each(['order_approved', 'order_created', 'order_updated', 'order_imported'])('%s is ignored', (name) => {
    expect(read({ ...paid, eventType: `wix.ecom.v1.${name}` })).toEqual({ type: 'ignored', reason: 'event' });
  });

  it('an event of another kind is ignored, whatever is in it', () => {
    expect(
      readWix(webhook({}, JSON.stringify({ data: '{"eventType":"AppRemoved","data":"none"}' })), {
        shop: 'acme',
        receivedAtMs,
      }),
    ).toEqual({ type: 'ignored', reason: 'event' });
  });

  it('an imported order is history', () => {
    const ignored = { type: 'ignored', reason: 'imported' };
    expect(read(changed(paid, { imported: true }))).toEqual(ignored);
    expect(read({ ...changed(paid, { imported: true }), eventType: 'wix.ecom.v1.order_canceled' })).toEqual(ignored);
  });

  it.each([paid, refund, { ...paid, eventType: 'wix.ecom.v1.order_canceled' }])(
    'an erasure repeats events',
    (event) => {
      expect(read(withEvent(event, { triggeredByAnonymizeRequest: true }))).toEqual({
        type: 'ignored',
        reason: 'anonymized',
      });
    },
  );
});

describe('a reversal', () => {
  it('cancels', () => {
    const cancelled = { type: 'cancelled', shop: 'acme', at: eventTime, changedAt: eventTime, orderId };
    expect(read({ ...paid, eventType: 'wix.ecom.v1.order_canceled' })).toEqual(cancelled);
    expect(read(changed(paid, { status: 'CANCELED' }))).toEqual(cancelled);
  });

  it('cancels when it arrives, if Wix says no time', () => {
    const event = withEvent({ ...paid, eventType: 'wix.ecom.v1.order_canceled' }, { eventTime: null });
    expect(read(event)).toEqual({ type: 'cancelled', shop: 'acme', at: '2026-02-10T00:00:00.000Z', orderId });
  });

  it('refunds with an ID and the sum of what was returned, once', () => {
    expect(OrderEvent.parse(read(refund))).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: '2026-02-03T09:15:30.500Z',
      orderId,
      refunds: [{ id: 'c3b1f7a2-40d9-4e6c-a5b8-1f9e0d2c7643', amount: '19.90' }],
      full: false,
    });
  });

  const refundOf = (differs: object) =>
    read(
      withEvent(refund, { actionEvent: { body: { orderId, refund: { id: 'r-1', transactions: [], ...differs } } } }),
    );

  it.each([
    ['of which all failed', [{ refundStatus: 'FAILED', amount: { amount: '1.00' } }]],
    ['that still waits', [{ refundStatus: 'PENDING', amount: { amount: '1.00' } }]],
    ['of nothing', []],
  ])('ignores a refund %s', (_, transactions) => {
    expect(refundOf({ transactions })).toEqual({ type: 'ignored', reason: 'refund failed' });
  });

  it('knows a refund whose amount it can’t read', () => {
    const transactions = [{ refundStatus: 'SUCCEEDED', amount: { amount: '1.00' } }, { refundStatus: 'SUCCEEDED' }];
    expect(refundOf({ transactions })).toMatchObject({ type: 'refunded', refunds: [{ id: 'r-1' }] });
    expect(refundOf({ id: undefined, _id: 'r-2', transactions: [{ amount: { amount: '2' } }] })).toMatchObject({
      refunds: [{ id: 'r-2', amount: '2' }],
    });
  });

  it('goes to quarantine without an ID', () => {
    expect(reasonOf(withEvent(refund, { actionEvent: { body: { orderId, refund: { transactions: [] } } } }))).toMatch(
      /^refund\.id: /,
    );
    expect(reasonOf(withEvent(refund, { actionEvent: { body: { refund: {} } } }))).toMatch(/^orderId: /);
    expect(reasonOf(withEvent(refund, { actionEvent: null }))).toMatch(/expected object/);
  });

  it('counts no refund twice: the order’s status has only their sum', () => {
    const balanceSummary = { refunded: { amount: '19.90' } };
    expect(read(changed(paid, { paymentStatus: 'PARTIALLY_REFUNDED', balanceSummary }))).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: eventTime,
      changedAt: eventTime,
      orderId,
      refunds: [],
      full: false,
    });
    expect(read(changed(paid, { paymentStatus: 'FULLY_REFUNDED', balanceSummary }))).toMatchObject({
      type: 'refunded',
      refunds: [],
      full: true,
    });
  });
});
