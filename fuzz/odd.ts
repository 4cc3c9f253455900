import type { Random } from '../sim/kernel/random.ts';

const split = (texts: string) => texts.split(' ');

/** Texts in place of amounts. */
export const oddAmounts: readonly string[] = [
  ...split('1e9 1E5 1e+11 1e-7 1e999 1e -0 -0.00 -12.50 +5 1,5 1.234,56 1_000 0x1F .5 5. 00012.50'),
  ' 12.50 ',
  '12.50 EUR',
  ...split('١٢٫٥ １２ NaN Infinity'),
  '',
  ...split('29.350000000000001 0.00004999 999999999999.9999 999999999999.99995 9999999999999'),
  `0.${'3'.repeat(40)}`,
  `0.${'3'.repeat(400)}`,
  '9'.repeat(400),
  '12.5\u0000',
  '12.5\n',
];

/** JSON in place of numbers. Some of it isn't a number. */
const oddNumbers: readonly string[] = [
  ...split('0 -0 -1 1e9 1e308 1e309 -1e309 1e-400 1.5 0.1e1 9007199254740993 123456789012345678901234567890'),
  '9'.repeat(500),
  `0.${'1'.repeat(500)}`,
  ...split('999999999999.99999 01 +1 .5 NaN 0x10'),
];

const oddTexts = [
  '',
  ' ',
  '\u0000',
  '\uffff\ufffe',
  '\u202e\u0007\u001b[31m',
  '👨‍👩‍👧'.repeat(60),
  '&lt;&amp;#x26;&#0039;&ndash',
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  "' OR 1=1 --",
  '../../etc/passwd',
  'null',
  'true',
  '__proto__',
  'constructor',
  'gid://shopify/Order/1',
  'gid://shopify/DraftOrder/99999999999999999999999999999999',
  'trash',
  'wc-completed',
  'gift_card',
  'İ'.repeat(300),
  '\ufdfa'.repeat(200),
  'é'.normalize('NFD').repeat(200),
] as const;

const oddTimes: readonly string[] = [
  ...split('2026-01-31 2026-01-31T12:00:00 2026-01-31T12:00:00+23:59 2026-02-30T12:00:00Z 2026-01-31T24:00:00Z'),
  ...split('2026-01-31T23:59:60Z 0000-01-01T00:00:00+23:00 9999-12-31T23:59:59-23:59 +010000-01-01T00:00:00Z'),
  ...split('2026-01-31T12:00:00.123456789123456789Z 0000-00-00T00:00:00 31.01.2026'),
];

const wrongTypes = ['null', 'true', 'false', '0', '1', '""', '"x"', '[]', '{}', '[null]', '[[]]', '{"0":1}'] as const;

/** Names that reach prototypes if code is careless. */
export const oddNames: readonly string[] = [
  ...split('__proto__ constructor prototype toString hasOwnProperty then toJSON'),
  '',
  '0',
  '\u0000',
];

export const poison = '{"polluted":true,"prototype":{"polluted":true},"toString":1}';

/** Halves of surrogate pairs, which only escapes can express. */
const halfPairs = ['"\\ud83d"', '"x\\udc00y"', '"\\ud800\\ud800"'] as const;

/** JSON for any field. Rarely text that isn't JSON. */
export function oddJson(random: Random): string {
  switch (random.below(7)) {
    case 0:
      return JSON.stringify(random.pick(oddAmounts));
    case 1:
      return random.pick(oddNumbers);
    case 2:
      return JSON.stringify(random.pick(oddTexts));
    case 3:
      return JSON.stringify(random.pick(oddTimes));
    case 4:
      return random.pick(halfPairs);
    case 5:
      return JSON.stringify(longText(random));
    default:
      return random.pick(wrongTypes);
  }
}

const units = ['x', '9', ',', ' ', '"', '\\', '&amp;', '<a', 'ä', '€', '💚', '\u0001'] as const;

/** Hundreds of characters, rarely tens of thousands. */
export const longText = (random: Random): string =>
  random.pick(units).repeat(random.below(random.chance(1 / 50) ? 20_000 : 400));
