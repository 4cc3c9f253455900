import { describe, expect, it } from 'vitest';
import { LineItem } from '../../../lib/order/order.ts';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';
import { settingsWith } from '../order/support.ts';

/** A file whose `impact` begins in line 6, followed by further settings of `thanku`. */
const problemsOf = (impact: string, more = '', platform = 'shopify') => {
  const lines = [
    'version: 1',
    'shop: oak-shop',
    `platform: ${platform}`,
    'ordersPaidFrom: 2026-01-01',
    'thanku:',
    `  impact: ${impact}`,
    ...more.split('\n').map((line) => `  ${line}`),
    '  slug: oak-and-ash',
    '  thankuOrderId: A-21-13',
    '  cause: PlantTrees',
    '  message: { en: Thanks }',
  ];
  const result = parseShopFile(lines.join('\n'), 'oak.yaml');
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('a rule that can’t work is refused, with its place', () => {
  it.each([
    ['{ percent: 100, unitPrice: { EUR: 0.90 } }', []],
    ['{ percent: 100.01, unitPrice: { EUR: 0.90 } }', ['6:22 expected at most 100 percent, found "100.01"']],
    ['{ percent: 0.00, unitPrice: { EUR: 0.90 } }', ['6:22 expected more than zero, found "0.00"']],
    ['{ percent: 10 }', [expect.stringMatching(/^6:3 `thanku.impact.unitPrice` is missing: what one unit costs/)]],
    [
      '{ percent: 10, unitPrice: {} }',
      ['6:37 expected a price in at least one currency, such as EUR: 0.90, found nothing'],
    ],
    ['{ percent: 10, unitPrice: { EUR: 0 } }', ['6:44 expected more than zero, found "0"']],
    [
      '{ percent: 10, unitPrice: { eur: 1 } }',
      ['6:44 expected a currency of three capital letters, such as EUR, found "eur"'],
    ],
    ['{ tiers: [{ from: 5, units: 2 }, { from: 6, units: 2 }], currency: EUR }', []],
    [
      '{ tiers: [{ from: 5, units: 2 }, { from: 5.0, units: 3 }], currency: EUR }',
      ['6:52 the tiers are out of order: each `from` must be more than the one before (5)'],
    ],
    [
      '{ tiers: [{ from: 5, units: 2 }, { from: 10, units: 1 }], currency: EUR }',
      ["6:63 a higher tier can't give less than the one before (2)"],
    ],
    [
      '{ tiers: [{ from: 5, units: 2 }], currency: EUR, min: 3 }',
      ['6:65 `min` is greater than the `units` of the first tier'],
    ],
    ['{ tiers: [], currency: EUR }', ['6:20 expected at least 1 entries, found 0']],
    ['{ fixed: 1, percent: 10 }', [expect.stringMatching(/^6:\d+ "(fixed|percent)"/)]],
  ])('%s', (impact, expected) => {
    expect(problemsOf(impact)).toEqual(expected);
  });

  it('tags of products, for a platform whose orders don’t contain them', () => {
    const rules = 'rules: [{ tags: [organic], impact: { fixed: 2 } }]';
    expect(problemsOf('{ fixed: 1 }', rules, 'standard')).toEqual([]);
    expect(problemsOf('{ fixed: 1 }', rules, 'woocommerce')).toEqual([
      expect.stringMatching(/^7:19 goes with `platform: standard` only/),
    ]);
  });

  it.each([
    ['{ impact: { fixed: 2 } }', '7:11 expected at least one of: skus, products, tags, found impact'],
    ['{ sku: [A], impact: { fixed: 2 } }', '7:13 unknown name "sku" (did you mean "skus"?)'],
  ])('a rule that names no product: %s', (rule, expected) => {
    expect(problemsOf('{ fixed: 1 }', `rules: [${rule}]`)).toContain(expected);
  });
});

describe('a campaign that can’t be is refused, with its place', () => {
  const friday = '- { name: A, from: 2026-11-27, until: 2026-12-01, factor: 2 }';
  const and = (other: string) => `campaigns:\n${friday}\n${other}`;
  it.each([
    [and('- { name: B, from: 2026-12-01, until: 2026-12-02, factor: 1.5 }'), []],
    [
      and('- { name: B, from: 2026-12-01T00:30:00+01:00, until: 2026-12-02, impact: { fixed: 2 } }'),
      [
        '9:22 overlaps with the campaign "A" (2026-11-27T00:00:00.000Z to 2026-12-01T00:00:00.000Z): choose other times',
      ],
    ],
    [and('- { name: B, from: 2026-11-20, until: 2027-01-01, factor: 2 }'), [expect.stringMatching(/^9:22 overlaps/)]],
    [and('- { name: B, from: 2026-11-28, until: 2026-11-29, factor: 2 }'), [expect.stringMatching(/^9:22 overlaps/)]],
    [
      and('- { name: A, from: 2027-01-01, until: 2027-01-02, factor: 2 }'),
      ['9:13 another campaign has this name: choose another'],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27T00:00:00+01:00, until: 2026-11-26T23:00:00Z, factor: 2 }]',
      ['7:66 `until` is not after `from`'],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27T00:00, until: 2026-11-28, factor: 2 }]',
      [expect.stringMatching(/^7:32 expected a day such as 2026-01-31/)],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27, until: 2026-11-28, factor: 1 }]',
      ['7:71 expected more than 1 and at most 10, found "1"'],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27, until: 2026-11-28, factor: 10.1 }]',
      ['7:71 expected more than 1 and at most 10, found "10.1"'],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27, until: 2026-11-28 }]',
      [expect.stringMatching(/^7:15 expected name, from, until and either factor or impact/)],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27, until: 2026-11-28, factor: 2, impact: { fixed: 2 } }]',
      [expect.stringMatching(/^7:\d+ "(factor|impact)"/)],
    ],
    [
      'campaigns: [{ name: A, from: 2026-11-27, until: 2026-11-28, impact: { percent: 5 } }]',
      [expect.stringMatching(/^7:\d+ `thanku.campaigns.0.impact.unitPrice` is missing/)],
    ],
  ])('%s', (campaigns, expected) => {
    expect(problemsOf('{ fixed: 1 }', campaigns)).toEqual(expected);
  });
});

describe('the previous version', () => {
  it('reads what a shop without the new settings stores: they add no key', () => {
    const { thanku } = settingsWith({ impact: { per: '10', currency: 'EUR' } });
    expect(Object.keys(thanku).sort()).toEqual([
      'cause',
      'holdHours',
      'impact',
      'language',
      'message',
      'messageMaxChars',
      'orders',
      'simulate',
      'slug',
      'thankuOrderId',
    ]);
    expect(Object.keys(thanku.impact).sort()).toEqual(['currency', 'max', 'min', 'per']);
  });

  it('wrote orders without products, which are still read', () => {
    const old = { title: 'Oak', quantity: 1, giftCard: false };
    expect(LineItem.parse(old)).toEqual(old);
  });

  it('and this one read the same settings again after they were stored', () => {
    const settings = settingsWith({
      impact: { percent: '1.5', unitPrice: { EUR: '0.9' } },
      rules: [{ skus: ['A'], impact: { tiers: [{ from: '0', units: 2 }], currency: 'EUR' } }],
      campaigns: [{ name: 'A', from: '2026-11-27', until: '2026-12-01T00:00:00+01:00', factor: '2' }],
    });
    expect(ShopSettings.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });
});
