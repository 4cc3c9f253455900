import { describe, expect, it } from 'vitest';
import { OrderStatus, orderStatus, type StatusOf } from '../../../lib/order/order-status.ts';

const at = '2026-03-01T12:00:00.000Z';
const row: StatusOf = {
  shop: 'oak-shop',
  orderId: '4711',
  number: '#1001',
  pid: 'oak-shop-4711',
  state: 'posted',
  cause: 'PlantTrees',
  impact: 1,
  id: 'abc',
  link: 'https://www.thanku.social/thanks/abc',
  updatedAt: at,
};
const statusOf = (differs: Partial<StatusOf>, loyalty: Parameters<typeof orderStatus>[1] = {}) => {
  const status: unknown = JSON.parse(JSON.stringify(orderStatus({ ...row, ...differs }, loyalty)));
  return OrderStatus.parse(status);
};

describe('where an order stands', () => {
  it.each<[Partial<StatusOf>, string | undefined]>([
    [{}, '1 tree'],
    [{ language: 'de' }, '1 Baum'],
    [{ impact: 1200 }, '1,200 trees'],
    [{ cause: 'CleanOcean', impact: 5, use100Grams: true }, '500 g of plastic'],
    // A row of an older version doesn't say whether it counts kg or 100 g.
    [{ cause: 'CleanOcean', impact: 5 }, undefined],
    [{ impact: undefined }, undefined],
  ])('says the impact in words: %j', (differs, words) => {
    expect(statusOf(differs).impactInWords).toBe(words);
  });

  it('has no link to a ThankU that may name a customer who was erased', () => {
    expect(statusOf({ nameErased: true }).links).toEqual({});
    expect(statusOf({ state: 'simulated' }).links).not.toHaveProperty('customer');
  });

  it('knows its receipt, or why there is none', () => {
    expect(statusOf({}).receipt).toEqual({ state: 'waiting' });
    expect(statusOf({ receiptReason: 'no-email' }).receipt).toEqual({ state: 'skipped', reason: 'no-email' });
    const denied = { state: 'denied', reason: 'code', rejectionText: 'Too old', id: 'r1' } as const;
    expect(statusOf({}, { receipt: denied }).receipt).toEqual({ state: 'denied', reason: 'Too old', id: 'r1' });
  });

  it('says the exact kind of a reversal', () => {
    const reversed = { kind: 'cancelled', as: 'erased', at, told: true } as const;
    expect(statusOf({ reversed }).reversed).toEqual({ kind: 'erased', at });
  });
});
