import { describe, expect, it } from 'vitest';
import type { Refund } from '../../../../lib/order/order.ts';
import {
  mergeRefunds,
  refundsAtClaim,
  refundsCover,
  sameRefunds,
  type KnownRefunds,
} from '../../../../lib/order/thanku/refunds.ts';

const order = { amount: '60.00', currency: 'EUR' };
const twenty: Refund = { id: 'r1', amount: '20.00' };
const forty: Refund = { id: 'r2', amount: '40.00' };
const yen: Refund = { id: 'r1', amount: '8000', currency: 'JPY' };
const report = (...refunds: Refund[]) => ({ refunds });
const list = (second: number, ...refunds: Refund[]) => ({
  refunds,
  refundsComplete: true,
  changedAt: `2026-03-01T12:00:0${second}.000Z`,
});
/** What is known after one report after the other. */
const after = (...reports: Parameters<typeof mergeRefunds>[1][]): KnownRefunds =>
  reports.reduce<KnownRefunds>((known, one) => mergeRefunds(known, one, 'EUR'), {});

describe('the name that a refund is stored under', () => {
  it('is never a name that every object has, and never another refund’s', () => {
    const ids = ['__proto__', '%__proto__', '%%__proto__', 'constructor', '%constructor', 'toString', 'r1'];
    const names = Object.keys(after(report(...ids.map((id) => ({ id, amount: '1.00' })))).refunds ?? {});
    expect(names.filter((name) => name in Object.prototype)).toEqual([]);
    expect(new Set(names).size).toBe(ids.length);
  });
});

describe('a complete list of refunds', () => {
  it('counts if it is as new as the last one', () => {
    expect(refundsCover(after(list(1, twenty), list(1, twenty, forty)), order)).toBe(true);
  });
  it('is only a report if it does not say how new it is', () => {
    expect(refundsCover(after(report(twenty), { ...report(forty), refundsComplete: true }), order)).toBe(true);
  });
  it('corrects amounts, in whichever currency they were', () => {
    expect(after(list(1, twenty), list(2, { ...twenty, amount: '60.00' })).refunds).toEqual({ r1: '60.00' });
    expect(after(list(1, yen), list(2, twenty))).toMatchObject({
      refunds: { r1: '20.00' },
      otherCurrencyRefunds: undefined,
    });
  });
  it('drops what was taken back in another currency too', () => {
    expect(after(list(1, yen), list(2)).otherCurrencyRefunds).toBeUndefined();
  });
  it('is remembered by its time, and a single report changes nothing of that', () => {
    expect(after(list(3, twenty), report(forty)).refundsAsOf).toBe(list(3).changedAt);
    expect(after({ ...report(twenty), changedAt: list(1).changedAt }).refundsAsOf).toBeUndefined();
  });
});

describe('a single report', () => {
  it('does not replace an amount that is known in another currency', () => {
    expect(after(report(yen), report({ ...twenty, amount: '60.00' })).refunds).toEqual({ r1: '?' });
  });
});

describe('the refunds at the claim', () => {
  it('are off the amount in every currency', () => {
    const known = refundsAtClaim(after(report(yen)), report({ id: 'r1' }), { currency: 'EUR' });
    expect(known).toMatchObject({ refunds: { r1: '0' }, otherCurrencyRefunds: undefined });
  });
  it('keep their amounts if the order’s currency was known before', () => {
    const known = { ...after(report(twenty)), currency: 'EUR' };
    const paidInYen = { currency: 'EUR', presentmentCurrency: 'JPY' };
    expect(refundsAtClaim(known, report(), paidInYen).refunds).toEqual({ r1: '20.00' });
  });
});

it('no refund covers no order, not even one over nothing', () => {
  expect(refundsCover({}, { ...order, amount: '0' })).toBe(false);
});

it('what is known of refunds is the same if the amounts are, however new the list', () => {
  expect(sameRefunds(after(list(1, twenty)), after(list(2, twenty)))).toBe(true);
  expect(sameRefunds(after(list(1, yen)), after(list(1, { ...yen, amount: '8001' })))).toBe(false);
});
