import { describe, expect, it } from 'vitest';
import { ecwid } from '../../../../lib/platforms/ecwid/adapter.ts';
import { event, fetched, notified, number, orderId, readBody, receivedAt } from './read-fixture.ts';

const own = { platformShopId: '1003' };

describe('an event', () => {
  it('has its order looked up, and says nothing else', () => {
    expect(notified({}, own)).toEqual({
      type: 'lookup',
      shop: 'acme',
      at: '2026-01-31T12:00:07.000Z',
      orderId: number,
    });
  });

  it.each(['CANCELLED', 'REFUNDED', 'AWAITING_PAYMENT', 'PAID', undefined, 7])(
    'with the payment status %j leads to the same, because nobody signed that',
    (newPaymentStatus) => {
      expect(notified({ data: { orderId: number, newPaymentStatus } })).toEqual(notified());
    },
  );

  it('of a new order is looked up likewise', () => {
    expect(notified({ eventType: 'order.created' })).toEqual(notified());
  });

  it('of a deletion is looked up by the internal ID, which the list of deleted orders has', () => {
    expect(notified({ eventType: 'order.deleted' })).toMatchObject({ type: 'lookup', orderId });
    expect(notified({ eventType: 'order.deleted', entityId: undefined })).toMatchObject({ orderId: number });
  });

  it.each([
    [{ data: undefined }, orderId],
    [{ data: null }, orderId],
    [{ data: 'none' }, orderId],
    [{ data: { newPaymentStatus: 'PAID' } }, orderId],
    [{ data: { orderId: '' } }, orderId],
    [{ data: { orderId: '..' } }, orderId],
    [{ data: undefined, entityId: '103' }, '103'],
    [{ entityId: -1 }, number],
    [{ entityId: undefined }, number],
    [{ data: { orderId: 35 } }, '35'],
    [{ data: { orderId: '#2026-Ö 17' } }, '#2026-Ö 17'],
    [{ data: { orderId: '../profile' } }, orderId],
    [{ data: { orderId: '17/../../profile' } }, orderId],
    [{ data: { orderId: '/etc/passwd' } }, orderId],
    [{ data: { orderId: '1?token=' } }, orderId],
    [{ data: { orderId: '%2e%2e%2fprofile' } }, orderId],
    [{ data: { orderId: '<script>' } }, orderId],
    [{ data: { orderId: 'A,B' } }, orderId],
    [{ data: { orderId: '\ud800' } }, orderId],
    [{ data: { orderId: 'x'.repeat(101) } }, orderId],
    [{ data: undefined, entityId: '9007199254740993123' }, '9007199254740993123'],
  ])('with %j is about the order %s', (fields, id) => {
    expect(notified(fields)).toMatchObject({ type: 'lookup', orderId: id });
  });

  it('keeps each digit of a long ID', () => {
    const text = JSON.stringify({ ...event, data: undefined }).replace('516483487', '9007199254740993123');
    expect(readBody(text)).toMatchObject({ orderId: '9007199254740993123' });
  });

  it.each([undefined, 'soon', 0, -5, 1e18])('with the time %j counts from when it arrived', (eventCreated) => {
    expect(notified({ eventCreated })).toMatchObject({ at: receivedAt });
  });

  it.each([
    'unfinished_order.created',
    'product.updated',
    'customer.updated',
    'profile.updated',
    'invoice.created',
    '',
    '__proto__',
    'constructor',
  ])('of the type "%s" is ignored', (eventType) => {
    expect(notified({ eventType, entityId: -1, data: undefined })).toEqual({ type: 'ignored', reason: 'event' });
  });

  it.each([
    ['customer.personal_data_removal_request', /nothing was erased\. .*privacy erase/],
    ['customer.personal_data_export_request', /privacy export/],
    ['application.uninstalled', /connect ecwid/],
  ])('of the type %s does nothing, but a person hears of it', (eventType, reason) => {
    expect(() => notified({ eventType, entityId: 12, data: undefined }, own)).toThrow(reason);
    expect(notified({ eventType, storeId: 1004 }, own)).toMatchObject({ type: 'other-site' });
  });
});

describe('the store of an event', () => {
  it.each([1003, '1003'])('is %j', (storeId) => {
    expect(notified({ storeId }, own).type).toBe('lookup');
  });

  it.each([1004, '1004', 10030])('that is %j is another one of the app', (storeId) => {
    expect(notified({ storeId }, own)).toEqual({ type: 'other-site', reason: 'storeId' });
    expect(ecwid.sharesKeys).toBe(true);
  });

  it.each([undefined, null, 0, '', '1003 ', {}])('must be there, and not %j', (storeId) => {
    expect(() => notified({ storeId }, own)).toThrow(/^storeId: expected the ID of the store/);
  });
});

describe('a copied signature', () => {
  const forged = { ...event, ...fetched, deletedOrder: { id: 1, date: '2026-01-31 12:00:00 +0000' } };

  it('lets nobody send an order: whatever has an event’s fields is an event', () => {
    expect(readBody(forged, own)).toEqual(notified({}, own));
    expect(readBody({ ...forged, ...fetched.order }, own)).toEqual(notified({}, own));
  });

  it.each(['eventId', 'eventCreated'])('can’t have its %s left out to be read as an order', (field) => {
    expect(readBody({ ...forged, [field]: undefined }, own).type).toBe('lookup');
  });

  it('of an event that isn’t about an order makes it no order', () => {
    expect(readBody({ ...forged, eventType: 'product.updated' }, own)).toEqual({ type: 'ignored', reason: 'event' });
    expect(() => readBody({ ...forged, eventType: undefined }, own)).toThrow(/^eventType: expected a type/);
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ eventType: 7 }, /^eventType: expected a type/],
    [{ data: {}, entityId: undefined }, /^data.orderId: expected the ID of an order$/],
    [{ data: { orderId: '.' }, entityId: 0 }, /^data.orderId: expected the ID/],
    [{ data: { orderId: 'a\nb' }, entityId: '../x' }, /^data.orderId: expected the ID/],
  ])('%j', (fields, reason) => {
    expect(() => notified(fields)).toThrow(reason);
  });
});
