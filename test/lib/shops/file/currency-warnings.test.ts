import { expect, it } from 'vitest';
import { parseShopFile } from '../../../../lib/shops/file/parse-yaml.ts';

const file = (per: string, least: string, other: string, thanx: string) => `version: 1
shop: oak-shop
platform: woocommerce
ordersPaidFrom: 2026-01-01
thanku:
  slug: oak-and-ash
  thankuOrderId: A-21-13
  cause: PlantTrees
  impact: { per: 10.50, currency: ${per} }
  orders:
    minimum: { amount: 5, currency: ${least} }
    currencies: [EUR, ${other}]
  message: { en: Thank you! }
thanx:
  credential: main
  merchantId: m-1
  currency: ${thanx}
`;

function warnings(source: string): string[] {
  const result = parseShopFile(source, 'oak.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.warnings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

it('warns of each currency that ISO 4217 does not have: it may be one, and it may be misspelt', () => {
  expect(warnings(file('ERU', 'JEP', 'EUO', 'DUS'))).toEqual([
    '9:35 ERU is not an ISO 4217 currency: check the spelling',
    '11:37 JEP is not an ISO 4217 currency: check the spelling',
    '12:23 EUO is not an ISO 4217 currency: check the spelling',
    '17:13 DUS is not an ISO 4217 currency: check the spelling',
  ]);
});

it('says nothing of currencies that it knows, nor of a shop by such a name', () => {
  expect(warnings(file('EUR', 'JPY', 'BHD', 'USD').replace('oak-and-ash', 'currency').replace('m-1', 'ERU'))).toEqual(
    [],
  );
});
