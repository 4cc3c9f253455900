import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import type { ReadSettings } from '../../../../lib/platforms/platform.ts';
import { readBody, readWith, reasonOf, receivedAt } from './read-order.ts';

const changedAt = '2026-01-31T12:00:07.999Z';
const orderId = '2107';

describe('the status of an order with a date of payment', () => {
  it.each(['processing', 'completed', 'wc-completed', ' Processing '])('%j: paid', (status) => {
    expect(readWith({ status }).type).toBe('paid');
  });

  it.each(['pending', 'on-hold', 'failed', 'wc-failed', 'checkout-draft', 'auto-draft', 'draft'])(
    '%s: paid once, and not now',
    (status) => {
      expect(readWith({ status })).toEqual({ type: 'unpaid', shop: 'acme', at: changedAt, changedAt, orderId });
    },
  );

  it.each(['cancelled', 'wc-cancelled', 'trash'])('%s: cancelled', (status) => {
    expect(readWith({ status })).toEqual({ type: 'cancelled', shop: 'acme', at: changedAt, changedAt, orderId });
  });

  it('refunded: refunded in full, with the refunds', () => {
    expect(readWith({ status: 'refunded', refunds: [{ id: 9, total: '-48.90' }] })).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: changedAt,
      changedAt,
      refundsComplete: true,
      orderId,
      refunds: [{ id: '9', amount: '48.90', currency: 'GBP' }],
      full: true,
    });
  });

  it('refunded: in full, even if nobody can say what was refunded', () => {
    const reading = readWith({ status: 'refunded', currency: 'points', total: null, refunds: 'all' });
    expect(reading).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: changedAt,
      changedAt,
      orderId,
      refunds: [],
      full: true,
    });
  });
});

describe('custom statuses', () => {
  it('are never passed over in silence: the reason says what to do', () => {
    expect(reasonOf(() => readWith({ status: 'wc-packing' }))).toBe(
      'status: the order is paid and in the status "packing", which thankflow doesn\'t know. Add it to paidStatuses or ignoredStatuses in the shop\'s settings, then read this webhook again',
    );
  });

  it.each(['Ada Lovelace <ada@example.org>', 'x'.repeat(41), ''])(
    'are not quoted if they are no status: %j',
    (status) => {
      expect(reasonOf(() => readWith({ status }))).toMatch(/^status: the order is paid and in a status, which/);
    },
  );

  it.each([
    [{ paidStatuses: ['packing'] }, 'packing', 'paid'],
    [{ paidStatuses: ['wc-packing'] }, 'packing', 'paid'],
    [{ paidStatuses: ['packing'] }, 'wc-packing', 'paid'],
    [{ ignoredStatuses: ['quality-check'] }, 'quality-check', 'ignored'],
    [{ paidStatuses: ['on-hold'] }, 'on-hold', 'paid'],
    [{ ignoredStatuses: ['on-hold'] }, 'on-hold', 'ignored'],
    [{ paidStatuses: ['cancelled'] }, 'cancelled', 'cancelled'],
    [{ paidStatuses: ['refunded'] }, 'refunded', 'refunded'],
  ])('with the settings %j, %s is %s', (settings, status, type) => {
    expect(readWith({ status }, settings).type).toBe(type);
  });

  describe('without a time of payment, which WooCommerce records for its own statuses only', () => {
    const settings = { paidStatuses: ['wc-packing'], ignoredStatuses: ['quote'] };
    const unpaid = { date_paid_gmt: null };

    it.each(['packing', 'wc-packing'])('%s: paid by the settings, when the order was changed last', (status) => {
      expect(readWith({ ...unpaid, status }, settings)).toMatchObject({
        type: 'paid',
        at: changedAt,
        changedAt,
        order: { paidAt: '2026-01-31T12:00:07.000Z', amount: '48.90' },
      });
    });

    it.each([null, undefined, 'yesterday'])('cannot be read if the change has no time either (%j)', (modified) => {
      const fields = { ...unpaid, status: 'packing', date_modified_gmt: modified };
      expect(reasonOf(() => readWith(fields, settings))).toBe(
        'date_modified_gmt: the order is in the status "packing", which is one of the shop\'s paidStatuses, and has no date_paid_gmt. Expected a time in one of the two',
      );
    });

    it.each([
      ['cancelled', 'cancelled'],
      ['trash', 'cancelled'],
      ['refunded', 'refunded'],
      ['failed', 'unpaid'],
    ])('%s: an order that was paid by its status is %s', (status, type) => {
      expect(readWith({ ...unpaid, status }, settings)).toMatchObject({ type, changedAt, orderId });
      expect(readWith({ ...unpaid, status })).toEqual({ type: 'ignored', reason: 'not paid' });
      expect(readWith({ ...unpaid, status }, { paidStatuses: [] })).toEqual({ type: 'ignored', reason: 'not paid' });
    });

    it('a cancellation that no later payment could undo is none', () => {
      const fields = { ...unpaid, status: 'cancelled', date_modified_gmt: null };
      expect(readWith(fields, settings)).toEqual({ type: 'ignored', reason: 'not paid' });
    });

    it.each(['pending', 'on-hold', 'checkout-draft', 'processing', 'quote', 'unheard-of'])('%s: not paid', (status) => {
      expect(readWith({ ...unpaid, status }, settings)).toEqual({ type: 'ignored', reason: 'not paid' });
    });
  });

  it('are nothing to us while the order is not paid', () => {
    expect(readWith({ status: 'packing', date_paid_gmt: null })).toEqual({ type: 'ignored', reason: 'not paid' });
  });
});

describe('whether an order is paid is decided before anything else', () => {
  it.each([{ currency: 'points' }, { total: null }, { total: '-1.00', currency: null }, { refunds: 'none' }])(
    '%j of an order that is not paid costs nothing',
    (fields) => {
      expect(readWith({ ...fields, status: 'pending', date_paid_gmt: null })).toEqual({
        type: 'ignored',
        reason: 'not paid',
      });
    },
  );

  it.each([null, '', false, '0000-00-00T00:00:00', '0000-00-00 00:00:00', '-0001-11-30T00:00:00'])(
    'date_paid_gmt %j: not paid',
    (paidAt) => {
      expect(readWith({ date_paid_gmt: paidAt })).toEqual({ type: 'ignored', reason: 'not paid' });
    },
  );
});

describe('the time of the change', () => {
  it('is the end of its second: an order that is restored in the second of its deletion is newer', () => {
    const deleted = readBody({ id: 7 }, 'order.deleted');
    const restored = readWith({ date_modified_gmt: '2026-02-10T00:00:00' });
    expect(deleted).toEqual({ type: 'cancelled', shop: 'acme', at: receivedAt, orderId: '7' });
    expect(restored).toMatchObject({ at: '2026-02-10T00:00:00.999Z', changedAt: '2026-02-10T00:00:00.999Z' });
  });

  it.each([
    ['2026-01-31 12:00:07', '2026-01-31T12:00:07.999Z'],
    ['2026-01-31T12:00:07Z', '2026-01-31T12:00:07.999Z'],
    ['2026-01-31T12:00:07.250', '2026-01-31T12:00:07.999Z'],
    ['2026-01-31T13:00:07+01:00', '2026-01-31T12:00:07.999Z'],
  ])('%s is %s', (modified, at) => {
    expect(readWith({ date_modified_gmt: modified, date_paid_gmt: modified })).toMatchObject({
      at,
      changedAt: at,
      order: { paidAt: `${at.slice(0, 19)}.${modified.includes('.250') ? '250' : '000'}Z` },
    });
  });

  it.each([null, undefined, false, '', '31.1.2026'])(
    '%j says nothing of how old and complete the body is',
    (modified) => {
      const reading = readWith({ date_modified_gmt: modified });
      expect(reading).toMatchObject({ type: 'paid', at: receivedAt });
      expect(reading).not.toHaveProperty('changedAt');
      expect(reading).not.toHaveProperty('refundsComplete');
      expect(readWith({ date_modified_gmt: modified, status: 'failed' })).toMatchObject({
        type: 'unpaid',
        at: receivedAt,
      });
    },
  );
});

describe('when an order was placed', () => {
  const settings: ReadSettings = { paidStatuses: ['packing'] };
  const packing = { status: 'packing', date_modified_gmt: '2026-03-05T09:00:00' };
  const orderedAt = (fields: Record<string, unknown>) =>
    PaidEvent.parse(readWith({ ...packing, date_created_gmt: '2026-01-31T12:00:00', ...fields }, settings)).order
      .orderedAt;

  it('is read if no payment was recorded, because the last change says nothing about it', () => {
    expect(orderedAt({ date_paid_gmt: null })).toBe('2026-01-31T12:00:00.000Z');
    expect(orderedAt({ date_paid_gmt: null, date_created_gmt: 'soon' })).toBeUndefined();
  });

  it('is left out if the payment has a time of its own', () => {
    expect(orderedAt({ date_paid_gmt: '2026-03-01T12:00:00' })).toBeUndefined();
  });
});
