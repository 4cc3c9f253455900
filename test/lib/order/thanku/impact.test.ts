import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactOf } from '../../../../lib/order/thanku/impact.ts';
import { impactInWords } from '../../../../lib/order/thanku/impact-in-words.ts';
import { ImpactRule } from '../../../../lib/shops/impact-rule.ts';
import { orderWith } from '../support.ts';

const rule = (text: Record<string, unknown>) => ({ impact: ImpactRule.parse(text) });
const items = (...quantities: number[]) => quantities.map((quantity) => ({ title: 'x', quantity, giftCard: false }));

describe('impactOf', () => {
  it('is the same for every order by a fixed rule', () => {
    expect(impactOf(orderWith({ amount: '99999' }), rule({ fixed: 7 }))).toBe(7);
  });

  it.each([
    ['9.99', 1],
    ['10.00', 1],
    ['19.99', 1],
    ['20.00', 2],
    ['1000000', 100],
  ])('gives for %s, at 1 per 10 EUR: %i', (amount, impact) => {
    expect(impactOf(orderWith({ amount }), rule({ per: '10', currency: 'EUR' }))).toBe(impact);
  });

  it('gives the minimum for a currency it cannot measure', () => {
    expect(impactOf(orderWith({ currency: 'JPY', amount: '9000' }), rule({ per: '10', currency: 'EUR', min: 2 }))).toBe(
      2,
    );
  });

  it.each([
    [items(1, 2), 0, 6],
    [items(0), 0, 1],
    [[], 0, 1],
    [items(3), 4, 14],
    [items(1_000_000), 0, 100],
  ])('counts items %j and %i more: %i', (orderItems, itemsOmitted, impact) => {
    expect(impactOf(orderWith({ items: orderItems, itemsOmitted }), rule({ perItem: 2 }))).toBe(impact);
  });

  it('is always a whole number within the rule', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));
    const per = fc.integer({ min: 1, max: 100_000 }).map((cents) => (cents / 100).toFixed(2));
    fc.assert(
      fc.property(amount, per, fc.nat(50), fc.nat(50), (orderAmount, each, min, more) => {
        const within = rule({ per: each, currency: 'EUR', min: min + 1, max: min + 1 + more });
        const impact = impactOf(orderWith({ amount: orderAmount }), within);
        expect(Number.isInteger(impact)).toBe(true);
        expect(impact).toBeGreaterThanOrEqual(min + 1);
        expect(impact).toBeLessThanOrEqual(min + 1 + more);
      }),
    );
  });
});

describe('impactInWords', () => {
  it.each([
    [1, 'PlantTrees', false, '1 tree', '1 Baum'],
    [3, 'PlantTrees', false, '3 trees', '3 Bäume'],
    [1200, 'PlantTrees', false, '1,200 trees', '1.200 Bäume'],
    [2, 'CleanOcean', false, '2 kg of plastic', '2 kg Plastik'],
    [5, 'CleanOcean', true, '500 g of plastic', '500 g Plastik'],
    [4, 'ProtectWildlife', false, '4 m² of habitat', '4 m² Lebensraum'],
  ] as const)('%i of %s (100 g: %s)', (impact, cause, use100Grams, english, german) => {
    expect(impactInWords(impact, { cause, use100Grams }, 'en')).toBe(english);
    expect(impactInWords(impact, { cause, use100Grams }, 'de')).toBe(german);
  });
});
