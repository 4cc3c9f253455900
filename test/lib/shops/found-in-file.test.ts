import { expect, it } from 'vitest';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';

const good = `version: 1
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
    en: Thank you, {{customer.firstName|friend}}!
`;

it.each([
  ['slug: oak-and-ash', 'slug: [oak, ash]', ['6:9 expected text, found a list']],
  ['slug: oak-and-ash', 'slug:', ['6:8 expected text, found nothing']],
  ['slug: oak-and-ash', 'slug: { oak: 1, ash: 2 }', ['6:9 expected text, found oak, ash']],
  ['  message:', '  holdHours: soon\n  message:', ['12:14 expected a number, found "soon"']],
  ['  message:', '  holdHours: -1\n  message:', ['12:14 expected at least 0, found -1']],
  ['  message:', '  simulate: yes\n  message:', ['12:13 expected true or false, found "yes"']],
  ['slug: oak-and-ash', `slug: ${'oak'.repeat(40)}`, ['6:9 expected at most 100 characters, found 120']],
  [
    'version: 1',
    'version: 1\nstatusKeys: [whsec_0123456789abcdef]',
    [
      expect.stringMatching(/^2:14 this looks like a secret/),
      expect.stringMatching(/^2:14 expected a hash as .*, found "\(not shown\)"$/),
    ],
  ],
  [
    'version: 1',
    'version: 1\nnotify:\n  - { name: a, to: webhok, url: https://a.example/ }',
    [
      '3:20 expected one of webhook, shopify-metafield, woocommerce-meta, woocommerce-note, klaviyo, found "webhok" (did you mean "webhook"?)',
    ],
  ],
  [
    'version: 1',
    'version: 1\nnotify:\n  - { name: erp, to: webhook, url: https://a.example/ }\n  - { name: erp, to: webhook, url: https://b.example/ }',
    ['4:13 expected a name that no other target has, found "erp"'],
  ],
  ['Thank you, {{customer', 'Thank you: {{customer', ["13:9 a text with ': ' needs quotes around it"]],
  ['shop: oak-shop', 'shop: oak-shop\nname: Oak: Ash', ["3:7 a text with ': ' needs quotes around it"]],
])('what was found is said, shortened and without secrets: %j → %j', (from, to, expected) => {
  const result = parseShopFile(good.replace(from, to), 'oak.yaml');
  const problems = result.ok ? [] : result.problems;
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(expected);
});
