import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../../lib/shops/file/parse-yaml.ts';

const warningsOf = (message: string) => {
  const result = parseShopFile(fileWith(message), 'oak.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.warnings;
};

const fileWith = (message: string) => `version: 1
shop: oak-shop
platform: shopify
ordersPaidFrom: 2026-01-01
thanku:
  slug: oak-and-ash
  thankuOrderId: A-21-13
  cause: PlantTrees
  impact:
    per: 10.50
    currency: EUR
  message:
    en: '${message}'
`;

describe('a message with fields of another template language', () => {
  it.each([
    ['Hi {customer.firstName}!', 13, '{customer.firstName}', '{{customer.firstName}}'],
    ['Hi ${ amount }!', 13, '${ amount }', '{{amount}}'],
    ['Hi {firstName|friend}!', 13, '{firstName|friend}', '{{customer.firstName}}'],
    ['Hi {first_name}!', 13, '{first_name}', '{{customer.firstName}}'],
    ['{{amount}} for %items.count% items', 25, '%items.count%', '{{items.count}}'],
    ['Hi {customer first name}!', 13, '{customer first name}', '{{customer.firstName}}'],
    ['Hi {First Name|friend}!', 13, '{First Name|friend}', '{{customer.firstName}}'],
    ['Hi {name}!', 13, '{name}', undefined],
  ])('is accepted with a warning: %s', (message, column, written, meant) => {
    const warnings = warningsOf(message);
    const hint = meant === undefined ? '' : `, e.g. ${meant}`;
    const text = `${written} is shown as it is written; fields need two braces${hint}`;
    expect(warnings).toEqual([{ file: 'oak.yaml', line: 13, column, message: text }]);
  });

  it.each([
    '${{amount}} for you',
    '100% of {{amount}}, 50%',
    'a smile :-{}',
    '{ two words }',
    '{{impact:tree/trees}} for you',
  ])('is not: %s', (message) => {
    expect(warningsOf(message)).toEqual([]);
  });
});
