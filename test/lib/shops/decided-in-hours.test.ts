import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';

const parsed = (decidedInHours: string) =>
  parseShopFile(
    `version: 1
shop: oak-shop
platform: shopify
ordersPaidFrom: 2026-01-01
thanku:
  slug: oak-and-ash
  thankuOrderId: A-21-13
  cause: PlantTrees
  impact: { fixed: 1 }
  message: { en: Thank you! }
thanx:
  credential: main
  merchantId: m-1
  currency: EUR
  decidedInHours: ${decidedInHours}
`,
    'oak.yaml',
  );

describe('when receipts are usually decided', () => {
  it.each([
    ['{ from: 24, to: 72 }', { from: 24, to: 72 }],
    ['{ from: 0, to: 0.01 }', { from: 0, to: 0.01 }],
    ['{ from: 1, to: 720 }', { from: 1, to: 720 }],
  ])('may be %s', (written, read) => {
    const file = parsed(written);
    expect(file.ok && file.settings.thanx?.decidedInHours).toEqual(read);
  });

  it.each([
    ['{ from: 24, to: 24 }', 'expected more hours than `from`, found 24'],
    ['{ from: -1, to: 24 }', 'expected at least 0, found -1'],
    ['{ from: 24, to: 721 }', 'expected at most 720, found 721'],
    ['{ from: 1d, to: 3 }', 'expected a number, found "1d"'],
    ['{ from: 24 }', '`thanx.decidedInHours.to` is missing'],
    ['{ from: 1, to: 2, days: 3 }', 'unknown name "days"'],
  ])('%s is refused: %s', (written, message) => {
    const file = parsed(written);
    expect(file.ok ? [] : file.problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
  });
});
