import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../../lib/shops/file/parse-yaml.ts';

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

const parsed = (source: string) => {
  const result = parseShopFile(source, 'oak.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
};
/** Problems as people see them. */
const problems = (source: string): string[] => {
  const result = parseShopFile(source, 'oak.yaml');
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};
const changed = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

describe('a good file', () => {
  it('is read with its defaults', () => {
    expect(parsed(good).settings).toMatchObject({
      shop: 'oak-shop',
      statusKeys: [],
      thanku: { language: 'en', holdHours: 0, simulate: false, orders: {}, impact: { min: 1, max: 100 } },
    });
  });

  it('means midnight UTC by an unquoted day', () => {
    expect(parsed(good).settings.ordersPaidFrom).toBe('2026-01-01T00:00:00.000Z');
  });

  it('takes an instant with its offset', () => {
    const source = changed('2026-01-01', '2026-01-01T09:00:00+01:00');
    expect(parsed(source).settings.ordersPaidFrom).toBe('2026-01-01T08:00:00.000Z');
  });

  it('takes amounts and ids as they are written, not as the numbers YAML sees', () => {
    expect(parsed(good).settings.thanku.impact).toMatchObject({ per: '10.50' });
    const source = `${good}thanx:\n  credential: main\n  merchantId: 0042\n  currency: USD\n`;
    expect(parsed(source).settings.thanx?.merchantId).toBe('0042');
  });

  it('may begin with a byte order mark, end lines with CRLF and hold comments', () => {
    const source = `\ufeff# Oak\r\n${good.replaceAll('\n', '\r\n')}`;
    expect(parsed(source).settings.thanku.message.en).toBe('Thank you, {{customer.firstName|friend}}!');
  });

  it('warns where a field may be empty and has no fallback', () => {
    const { warnings } = parsed(changed('{{customer.firstName|friend}}', '{{customer.firstName}}'));
    expect(warnings).toMatchObject([{ file: 'oak.yaml', line: 13, column: 20 }]);
  });
});

describe('a mistake is told with its place and the nearest valid name', () => {
  it.each([
    ['platform: shopify', 'platfrom: shopify', ['3:1 unknown name "platfrom" (did you mean "platform"?)']],
    [
      'cause: PlantTrees',
      'cause: Trees',
      ['8:10 expected one of PlantTrees, CleanOcean, ProtectWildlife, found "Trees" (did you mean "PlantTrees"?)'],
    ],
    [
      '  slug: oak-and-ash\n',
      '',
      ['5:1 `thanku.slug` is missing: your ThankU wallet name, as in the address of its page'],
    ],
    ['    currency: EUR', '    curency: EUR', ['11:5 unknown name "curency" (did you mean "currency"?)']],
    [
      '    currency: EUR',
      '    currency: EURO',
      ['11:15 expected a currency of three capital letters, such as EUR, found "EURO"'],
    ],
    ['per: 10.50', 'per: "0"', ['10:10 expected more than zero, found "0"']],
    ['per: 10.50', 'per: 1e3', ['10:10 expected a decimal such as "29.35", found "1e3"']],
    ['    currency: EUR', '    currency: EUR\n    min: 9\n    max: 3', ['12:10 `min` is greater than `max`']],
    [
      '    per: 10.50\n    currency: EUR',
      '    fixed: 1\n    perItem: 2',
      [expect.stringMatching(/^10:5 expected exactly one of: fixed .*, found fixed, perItem$/)],
    ],
    [
      '    per: 10.50\n',
      '    fixed: 1\n    per: 10.50\n',
      [
        '11:5 "per" does not go with the other names here: choose one way',
        '12:5 "currency" does not go with the other names here: choose one way',
      ],
    ],
    ['    per: 10.50\n    currency: EUR', '    fixed: one', ['10:12 expected a number, found "one"']],
    ['2026-01-01', 'January', [expect.stringMatching(/^4:17 expected a day such as/)]],
    ['2026-01-01', '2026-02-30', [expect.stringMatching(/^4:17 expected a day such as/)]],
    ['2026-01-01', '2026-01-01T00:00:00', [expect.stringMatching(/^4:17 expected a day such as/)]],
    ['version: 1', 'version: 2', ['1:10 expected 1, found 2']],
    ['cause: PlantTrees', 'cause: PlantTrees\n  use100Grams: true', ['9:16 goes with `cause: CleanOcean` only']],
    ['    en:', '    de:', [expect.stringMatching(/^13:5 there is no `message.en`/)]],
    ['    en:', '    fr: Merci\n    en:', ['13:5 unknown name "fr"; here stand: en, de']],
    ['oak-and-ash', 'oak-and-ash\n  slug: other', ['7:3 "slug" stands here a second time: expected it once']],
    ['PlantTrees', '!tree PlantTrees', ['8:10 a tag (!) has no place in settings: write the plain value']],
    ['oak-and-ash', '&oak oak-and-ash', ['6:14 an anchor (&) has no place in settings: write the value out']],
    ['thanku:', 'thanku:\n\tname: x', [expect.stringMatching(/^6:1 a tab/)]],
  ])('%j → %j', (from, to, expected) => {
    expect(problems(changed(from, to))).toEqual(expected);
  });

  it('tells all of them at once, in the order of the file', () => {
    const source = good.replace('shop: oak-shop', 'shop: Oak').replace('Plant', 'Pant').replace('EUR', 'euro');
    expect(problems(source).map((problem) => problem.split(' ')[0])).toEqual(['2:7', '8:10', '11:15']);
  });

  it.each([
    ['plain', '    en: Hi {{customer.firstName}} and {{customer.fristName}}!', '13:39'],
    ['quoted', '    en: "Hi \\"you\\" {{customer.fristName}}"', '13:21'],
    ['literal', '    en: |\n      Hi {{customer.firstName|x}},\n      dear {{customer.fristName}}!', '15:12'],
    ['folded', '    en: >-\n      Hi,\n\n      dear {{customer.fristName}}!', '16:12'],
  ])('finds an unknown field in a %s text', (_, text, place) => {
    const source = changed('    en: Thank you, {{customer.firstName|friend}}!', text);
    expect(problems(source)).toEqual([
      `${place} unknown field "customer.fristName" (did you mean "customer.firstName"?)`,
    ]);
  });

  it.each([
    ['{{customer.firstName', '13:9 a text that begins with "{{" needs quotes around it'],
    ['{{customer.firstName|friend}}, thank you', '13:9 a text that begins with "{{" needs quotes around it'],
    ['Hi {{customer.firstName', '13:12 "{{" is not closed by "}}"'],
    ['"Hi }} {{amount}}"', '13:13 "}}" closes nothing: there is no "{{" before it'],
    ['Hi {{{ customer.firstName|x }}}', '13:12 expected two braces on each side, as in {{customer.firstName|x}}'],
    ['"{{customer.firstName}}"', '13:9 expected some text besides fields that may be empty'],
    ['"Hi {{items.count:book}}"', `13:26 expected the noun's singular and plural, as in {{items.count:book/books}}`],
    ['"Hi {{impact:a/b/c}}"', `13:21 expected the noun's singular and plural, as in {{impact:book/books}}`],
    ['"Hi {{impact: / }}"', `13:21 expected the noun's singular and plural, as in {{impact:book/books}}`],
    [
      '"Hi {{order.number:book/books}}"',
      `13:13 "order.number" is not a number, so it can't have a noun after ":"; items.count and impact can`,
    ],
    ['"Hi {{item.count:book/books}}"', '13:13 unknown field "item.count" (did you mean "items.count"?)'],
    ['"Hi {{ }}"', expect.stringMatching(/^13:13 expected a field name/)],
    ['"Hi \\u0007 you"', expect.stringMatching(/^13:\d+ a control character/)],
  ])('refuses the message %s', (message, expected) => {
    expect(problems(changed('Thank you, {{customer.firstName|friend}}!', message))).toEqual([expected]);
  });
});

describe('what is no settings file', () => {
  it.each([
    ['', '1:1 the file is empty'],
    ['# only a comment\n', '1:1 the file is empty'],
    ['just text', '1:1 expected named values'],
    ['- 1\n- 2', '1:1 expected named values'],
    [`${good}---\n${good}`, '14:1 a second document begins here'],
    ['a: [1', '1:6 the indentation does not fit'],
    ['a: "b', '1:6 not YAML'],
    ['['.repeat(50_000), 'expected settings: this is nested too deeply'],
    ['x'.repeat(100_001), '1:1 expected at most 100000 characters'],
  ])('%.20j', (source, message) => {
    expect(problems(source)[0]).toContain(message);
  });

  it('expands no alias bomb', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `l${n + 1}: &l${n + 1} [${'*l0,'.replace('0', String(n)).repeat(9)}]`,
    );
    expect(problems(['l0: &l0 x', ...levels].join('\n'))[0]).toContain('an anchor (&) has no place');
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(parseShopFile(text, 'x').ok).toBe(false);
        parseShopFile(
          good.replace('oak-and-ash', () => text),
          'x',
        );
      }),
    );
  });
});

describe('secrets', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

  it.each([
    ['a value', changed('oak-and-ash', secret), '6:9'],
    ['a name', changed('  slug:', `  ${secret}: x\n  slug:`), '6:3'],
    ['a comment', changed('thanku:', `# ${secret}\nthanku:`), '5:3'],
    ['a message', changed('Thank you', secret), '13:9'],
    ['broken YAML', changed('slug: oak-and-ash', `slug: "${secret}`), '6:10'],
  ])('in %s are refused and not shown', (_, source, place) => {
    const found = problems(source);
    expect(found.join('\n')).not.toContain(secret.slice(6, 20));
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${place} this looks like a secret`)));
  });

  it('have a better place, which the refusal of their name tells', () => {
    const [problem] = problems(changed('thanku:', 'webhookSecret: abc\nthanku:'));
    expect(problem).toContain('secrets put');
  });
});
