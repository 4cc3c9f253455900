import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactOf } from '../../../../lib/order/thanku/impact.ts';
import type { LineItem, Order } from '../../../../lib/order/order.ts';
import type { ThankuSettings } from '../../../../lib/shops/thanku-settings.ts';
import { orderWith, settingsWith } from '../support.ts';

const thanku = (settings: Record<string, unknown>): ThankuSettings =>
  settingsWith(settings, { platform: 'standard' }).thanku;
const give = (settings: Record<string, unknown>, order: Partial<Order> = {}) =>
  impactOf(orderWith(order), thanku(settings));
const item = (differs: Partial<LineItem>): LineItem => ({ title: 'x', quantity: 1, giftCard: false, ...differs });

const percent = { percent: '1.5', unitPrice: { EUR: '0.90', CHF: '0.95' }, min: 1, max: 50 };
const tiers = {
  tiers: [
    { from: '20', units: 2 },
    { from: '50.00', units: 3 },
    { from: '100', units: 8 },
  ],
  currency: 'EUR',
};

describe('a percentage', () => {
  it.each([
    ['150.00', 'EUR', 2],
    ['119.99', 'EUR', 1],
    ['120.00', 'EUR', 2],
    ['0.01', 'EUR', 1],
    ['190.00', 'CHF', 3],
    ['189.99', 'CHF', 2],
    ['999999999999.9999', 'EUR', 50],
    ['5000', 'JPY', 1],
  ])('of %s %s gives %i', (amount, currency, units) => {
    expect(give({ impact: percent }, { amount, currency })).toBe(units);
  });

  it('is exact where floats are not', () => {
    // 0.7 % of 100 is 0.7, and 0.7 / 0.1 is 6.999… for floats.
    const impact = { percent: '0.7', unitPrice: { EUR: '0.1' }, max: 100 };
    expect(give({ impact }, { amount: '100' })).toBe(7);
  });
});

describe('tiers', () => {
  it.each([
    ['19.99', 'EUR', 1],
    ['20.00', 'EUR', 2],
    ['49.9999', 'EUR', 2],
    ['50', 'EUR', 3],
    ['5000', 'EUR', 8],
    ['5000', 'JPY', 1],
  ])('give for %s %s: %i', (amount, currency, units) => {
    expect(give({ impact: tiers }, { amount, currency })).toBe(units);
  });
});

describe('rules per product', () => {
  const rules = [
    { skus: ['DESK-1'], impact: { perItem: 5 } },
    { skus: ['BOX'], products: ['632'], impact: { fixed: 3 } },
    { tags: ['organic'], impact: { per: '10', currency: 'EUR' } },
  ];
  it.each([
    ['its article number, in any case', [item({ sku: ' desk-1 ', quantity: 2 }), item({ quantity: 9 })], 10],
    ['the first rule, wherever its item is', [item({ sku: 'BOX' }), item({ sku: 'DESK-1' })], 5],
    ['one of several lists', [item({ productId: '632' })], 3],
    ['a tag of the product', [item({ tags: ['new', 'Organic'] })], 5],
    ['none: another product', [item({ sku: 'DESK-10', productId: '6321', tags: ['organics'] })], 1],
    ['none: nothing is known of the item', [item({})], 1],
    ['none: no items', [], 1],
    ['none: nothing is left of the item', [item({ sku: 'DESK-1', quantity: 0 })], 1],
  ])('decide by %s', (_, items, units) => {
    expect(give({ rules }, { items })).toBe(units);
  });

  it('count only the items they name, not those that were left out', () => {
    expect(give({ rules }, { items: [item({ sku: 'DESK-1' })], itemsOmitted: 7 })).toBe(5);
  });

  it('first match wins, whatever follows', () => {
    const sku = fc.constantFrom('A', 'B', 'C', 'D');
    fc.assert(
      fc.property(fc.array(sku, { minLength: 1, maxLength: 4 }), fc.array(sku, { maxLength: 4 }), (named, ordered) => {
        const all = named.map((one, index) => ({ skus: [one], impact: { fixed: index + 2 } }));
        const first = named.findIndex((one) => ordered.includes(one));
        const items = ordered.map((one) => item({ sku: one }));
        expect(give({ rules: all }, { items })).toBe(first < 0 ? 1 : first + 2);
      }),
    );
  });
});

describe('a campaign', () => {
  const campaigns = [
    { name: 'Black Friday', from: '2026-03-01', until: '2026-03-03', factor: '2.5' },
    { name: 'Easter', from: '2026-03-03', until: '2026-03-29T03:00:00+02:00', impact: { fixed: 9 } },
  ];
  const impact = { per: '10', currency: 'EUR', min: 2, max: 12 };

  it.each([
    ['2026-02-28T23:59:59.999Z', 5],
    ['2026-03-01T00:00:00.000Z', 12],
    ['2026-03-01T00:30:00+01:00', 5],
    ['2026-03-02T23:59:59.999Z', 12],
    ['2026-03-03T00:00:00.000Z', 9],
    ['2026-03-29T00:59:59.999Z', 9],
    ['2026-03-29T01:00:00.000Z', 5],
  ])('of the time of payment, %s, decides: %i', (paidAt, units) => {
    expect(give({ impact, campaigns }, { paidAt })).toBe(units);
  });

  it.each([
    ['5', 5],
    ['39.99', 7],
    ['48', 10],
    ['5000', 12],
  ])('multiplies after min, rounds down, and stays within max: %s gives %i', (amount, units) => {
    expect(give({ impact, campaigns }, { amount })).toBe(units);
  });

  it('multiplies what a product rule gives, within its own max; its own rule replaces product rules', () => {
    const rules = [{ skus: ['A'], impact: { perItem: 4, max: 9 } }];
    const items = [item({ sku: 'A' })];
    expect(give({ impact, campaigns, rules }, { items })).toBe(9);
    expect(give({ impact, campaigns, rules }, { items, paidAt: '2026-03-05T00:00:00Z' })).toBe(9);
    const many = [item({ sku: 'A', quantity: 2 })];
    expect(give({ impact: { fixed: 1 }, campaigns, rules }, { items: many, paidAt: '2026-01-01T00:00:00Z' })).toBe(8);
  });

  it('multiplies a fixed rule and tiers, which have no max', () => {
    expect(give({ impact: { fixed: 3 }, campaigns })).toBe(7);
    expect(give({ impact: tiers, campaigns }, { amount: '100' })).toBe(20);
  });
});

describe('any rule', () => {
  const cents = fc.integer({ min: 0, max: 10_000_000 }).map((value) => (value / 100).toFixed(2));
  const price = fc.integer({ min: 1, max: 10_000 }).map((value) => (value / 100).toFixed(2));
  const bounds = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50));
  const byAmount = fc.oneof(
    fc.tuple(price, bounds).map(([per, [min, more]]) => ({ per, currency: 'EUR', min, max: min + more })),
    fc.tuple(fc.integer({ min: 1, max: 10_000 }), price, bounds).map(([basis, EUR, [min, more]]) => ({
      percent: (basis / 100).toFixed(2),
      unitPrice: { EUR },
      min,
      max: min + more,
    })),
  );
  const steps = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(20)), { minLength: 1, maxLength: 5 })
    .map((each) =>
      each.map((_, index) => {
        const soFar = each.slice(0, index + 1);
        return {
          from: String(soFar.reduce((sum, [from]) => sum + from, 0)),
          units: soFar.reduce((sum, [, units]) => sum + units, 1),
        };
      }),
    )
    .map((each) => ({ tiers: each, currency: 'EUR' }));
  const factor = fc.option(fc.integer({ min: 11, max: 100 }).map((tenths) => (tenths / 10).toFixed(1)));
  const during = (by: string | null) =>
    by === null ? {} : { campaigns: [{ name: 'c', from: '2026-01-01', until: '2027-01-01', factor: by }] };

  it('never gives less for a higher amount', () => {
    fc.assert(
      fc.property(fc.oneof(byAmount, steps), factor, cents, cents, (impact, by, one, other) => {
        const settings = thanku({ impact, ...during(by) });
        const [low = '', high = ''] = [one, other].sort((a, b) => Number(a) - Number(b));
        const [less, more] = [low, high].map((amount) => impactOf(orderWith({ amount }), settings));
        expect(less).toBeLessThanOrEqual(more ?? 0);
      }),
    );
  });

  it('gives a whole number within min and max, in a campaign too', () => {
    fc.assert(
      fc.property(byAmount, factor, cents, fc.constantFrom('EUR', 'JPY'), (impact, by, amount, currency) => {
        const units = give({ impact, ...during(by) }, { amount, currency });
        expect(Number.isInteger(units)).toBe(true);
        expect(units).toBeGreaterThanOrEqual(impact.min);
        expect(units).toBeLessThanOrEqual(impact.max);
      }),
    );
  });
});
