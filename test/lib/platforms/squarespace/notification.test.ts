import { describe, expect, it } from 'vitest';
import { notified, orderId, receivedAt } from './read-fixture.ts';

const site = '65b3f0a1c2d3e4f5a6b70001';
const update = (text: unknown, fields = {}) => ({
  topic: 'order.update',
  data: { orderId, update: text },
  ...fields,
});

describe('a notification', () => {
  it('of a new order has it looked up', () => {
    expect(notified()).toEqual({ type: 'lookup', shop: 'acme', at: '2026-01-31T12:00:59.999Z', orderId });
  });

  it('of a refund has the order looked up, because it says no amount', () => {
    expect(notified(update('REFUNDED'))).toMatchObject({ type: 'lookup', orderId });
  });

  it.each(['PARTIALLY_REFUNDED', undefined, null, 7])('of the unknown update %j has the order looked up', (text) => {
    expect(notified(update(text))).toMatchObject({ type: 'lookup', orderId });
  });

  it.each(['FULFILLED', 'MARKED_PENDING', 'EMAIL_UPDATED'])('of the update %s is ignored', (text) => {
    expect(notified(update(text))).toEqual({ type: 'ignored', reason: 'update' });
  });

  it.each(['contact.create', 'address.update', 'order.delete', ''])('with the topic "%s" is ignored', (topic) => {
    expect(notified({ topic, data: { id: 'x' } })).toEqual({ type: 'ignored', reason: 'topic' });
  });

  it('that the app was disconnected needs a person', () => {
    expect(() => notified({ topic: 'extension.uninstall', data: { clientId: 'A125' } })).toThrow(
      /^extension.uninstall: .*connect squarespace/,
    );
  });
});

describe('a cancellation', () => {
  it('is final, and not looked up', () => {
    expect(notified(update('CANCELED', { createdOn: '2026-01-31T12:00:05.120Z' }))).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:00:05.120Z',
      changedAt: '2026-01-31T12:00:05.120Z',
      orderId,
    });
  });

  it.each([
    ['2026-01-31T12:00+00:00', '2026-01-31T12:00:59.999Z'],
    ['2026-01-31T12:00Z', '2026-01-31T12:00:59.999Z'],
    ['2026-01-31T13:00+0100', '2026-01-31T12:00:59.999Z'],
    ['2026-01-31T12:00:05Z', '2026-01-31T12:00:05.000Z'],
    ['2026-01-31T12:00:05.5Z', '2026-01-31T12:00:05.500Z'],
    ['2026-01-31T12:00:05.123456789Z', '2026-01-31T12:00:05.123Z'],
    ['2026-01-31T12:00:05', '2026-01-31T12:00:05.000Z'],
  ])('made at %s happened by %s at the latest', (createdOn, at) => {
    expect(notified(update('CANCELED', { createdOn }))).toMatchObject({ at, changedAt: at });
  });

  it.each([undefined, null, 'yesterday', '2026-13-31T12:00Z', 1769860800])(
    'at the time %j counts from when it arrived',
    (createdOn) => {
      const reading = notified(update('CANCELED', { createdOn }));
      expect(reading).toEqual({ type: 'cancelled', shop: 'acme', at: receivedAt, orderId });
    },
  );
});

describe('the site of a notification', () => {
  it('is not compared if the settings name none', () => {
    expect(notified({ websiteId: undefined }).type).toBe('lookup');
  });

  it('is compared with the settings', () => {
    expect(notified({}, { platformShopId: site }).type).toBe('lookup');
    expect(notified({}, { platformShopId: '65b3f0a1c2d3e4f5a6b70002' })).toMatchObject({ type: 'other-site' });
  });

  it('must be there if the settings name it', () => {
    expect(() => notified({ websiteId: undefined }, { platformShopId: site })).toThrow(/^websiteId: expected/);
  });

  it('counts before the topic', () => {
    expect(notified({ topic: 'extension.uninstall' }, { platformShopId: 'other' })).toMatchObject({
      type: 'other-site',
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ topic: 7 }, /^topic: expected a topic/],
    [{ data: undefined }, /^data: expected object, found nothing$/],
    [{ data: {} }, /^data.orderId: expected an id$/],
    [{ data: { orderId: '../../products' } }, /^data.orderId: expected an id such as/],
    [{ data: { orderId: '' } }, /^data.orderId: expected an id such as/],
  ])('%j', (fields, reason) => {
    expect(() => notified(fields)).toThrow(reason);
  });
});
