import { describe, expect, it } from 'vitest';
import { describeDifference, impactDifferences } from '../../../ops/shops/impact-difference.ts';
import { settingsWith } from '../../lib/order/support.ts';

const per20 = { impact: { per: '20', currency: 'EUR' } };
const changes = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  impactDifferences(settingsWith(before, { platform: 'standard' }), settingsWith(after, { platform: 'standard' })).map(
    describeDifference,
  );

describe('what new settings change, in the merchant’s words', () => {
  it('is nothing if nothing of what is given changes', () => {
    expect(changes(per20, { ...per20, holdHours: 3, messageMaxChars: 100 })).toEqual([]);
  });

  it('is a few usual orders', () => {
    expect(changes(per20, { impact: { per: '10', currency: 'EUR' } })).toEqual([
      'an order of 45.00 EUR: 2 trees → 4 trees',
      'an order of 100.00 EUR: 5 trees → 10 trees',
      'an order of 250.00 EUR: 12 trees → 25 trees',
    ]);
  });

  it.each([
    [
      'another cause',
      { cause: 'CleanOcean', use100Grams: true, impact: { fixed: 5 } },
      'an order of 45.00 EUR: 2 trees → 500 g of plastic',
    ],
    [
      'another currency',
      { impact: { percent: '1', unitPrice: { CHF: '0.10' } } },
      'an order of 45.00 CHF: 1 tree → 4 trees',
    ],
    ['items', { impact: { perItem: 2 } }, 'an order of 45.00 EUR with 3 items: 2 trees → 6 trees'],
    [
      'an order that is no longer thanked',
      { ...per20, orders: { minimum: { amount: '50', currency: 'EUR' } } },
      'an order of 45.00 EUR: 2 trees → not thanked (below the minimum)',
    ],
    [
      'the edge of a tier',
      { impact: { tiers: [{ from: '47.11', units: 3 }], currency: 'EUR', min: 2 } },
      'an order of 47.11 EUR: 2 trees → 3 trees',
    ],
    [
      'who is thanked, by a tag',
      { ...per20, orders: { tags: { any: ['vip'] } }, impact: { fixed: 1 } },
      'an order of 45.00 EUR tagged “vip”: 2 trees → 1 tree',
    ],
  ])('says %s', (_, after, expected) => {
    const before = after.impact !== undefined && 'tiers' in after.impact ? { impact: { fixed: 2 } } : per20;
    expect(changes(before, after)).toContain(expected);
  });

  it('is an order with a product that a rule names, before or after', () => {
    const rules = [{ skus: ['DESK-1'], impact: { fixed: 7 } }];
    expect(changes(per20, { ...per20, rules })).toEqual(['an order of 45.00 EUR with DESK-1: 2 trees → 7 trees']);
    expect(changes({ ...per20, rules }, per20)).toEqual(['an order of 45.00 EUR with DESK-1: 7 trees → 2 trees']);
    const others = [
      { products: ['42'], impact: { fixed: 8 } },
      { tags: ['organic'], impact: { fixed: 9 } },
    ];
    expect(changes(per20, { ...per20, rules: others })).toEqual([
      'an order of 45.00 EUR with 42: 2 trees → 8 trees',
      'an order of 45.00 EUR with organic: 2 trees → 9 trees',
    ]);
  });

  it('is an order at the beginning and the end of a campaign, and none outside', () => {
    const friday = { name: 'Black Friday', from: '2026-11-27', until: '2026-12-01', factor: '2' };
    expect(changes(per20, { ...per20, campaigns: [friday] })).toEqual([
      'an order of 45.00 EUR paid at 2026-11-27 00:00Z (Black Friday): 2 trees → 4 trees',
      'an order of 45.00 EUR paid at 2026-11-30 23:59Z (Black Friday): 2 trees → 4 trees',
    ]);
    const longer = { ...friday, until: '2026-12-02' };
    expect(changes({ ...per20, campaigns: [friday] }, { ...per20, campaigns: [longer] })).toEqual([
      'an order of 45.00 EUR paid at 2026-12-01 23:59Z (Black Friday): 2 trees → 4 trees',
    ]);
  });
});
