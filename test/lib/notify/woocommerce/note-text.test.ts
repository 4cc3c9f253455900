import { describe, expect, it } from 'vitest';
import { mentions, noteText } from '../../../../lib/notify/woocommerce/note-text.ts';
import { link } from '../notification.ts';

const filled = (text: string, { impactInWords = '2 trees', shopName = 'Oak' } = {}) =>
  noteText({ text: { en: text } }, { language: 'en', impactInWords }, { link, shopName });

it.each([
  ['de', 'Danke'],
  ['en', 'Thanks'],
  [undefined, 'Danke'],
] as const)('in the language %s, or else in the first one', (language, words) => {
  const text = { de: 'Danke {{link}}', en: 'Thanks {{link}}' };
  expect(noteText({ text }, { language, impactInWords: '' }, { link, shopName: '' })).toBe(`${words} ${link}`);
});

it('nothing in it becomes HTML', () => {
  const shopName = '<img src=x onerror=alert(1)> & Sons';
  expect(filled('<b>{{shop}}</b> &lt; {{impact}} {{link}}', { shopName, impactInWords: '<2>' })).toBe(
    `&lt;b&gt;&lt;img src=x onerror=alert(1)&gt; &amp; Sons&lt;/b&gt; &amp;lt; &lt;2&gt; ${link}`,
  );
});

it('a field in a value is no field', () => {
  expect(filled('{{shop}} {{link}}', { shopName: '{{link}} {{impact}} $&' })).toBe(
    `{{link}} {{impact}} $&amp; ${link}`,
  );
});

describe('the link stands alone, so that it can become no other link', () => {
  it.each([
    ['Look:{{link}}', `Look: ${link}`],
    ['https://evil.example/{{link}}', `https://evil.example/ ${link}`],
    ['{{link}}/admin', `${link} /admin`],
    ['{{link}}.example', `${link} .example`],
    ['{{link}}{{shop}}', `${link} Oak`],
    ['{{link}}{{link}}', `${link}  ${link}`],
    ['"{{link}}"', `" ${link} "`],
    ['See {{link}}.', `See ${link}.`],
    ['({{link}})!', `(${link})!`],
    ['{{link}}\nBye', `${link}\nBye`],
  ])('%j', (text, expected) => {
    expect(filled(text)).toBe(expected);
  });
});

describe('whether a note contains the link', () => {
  it.each([
    '{{link}}',
    'Seen {{link}}?',
    '({{link}})?',
    'Seen {{link}}?! Bye',
    '{{link}}…',
    '{{link}}&',
    '“{{link}}”',
    '{{link}}{{shop}}',
  ])('which it does once it was sent as %j', (text) => {
    expect(mentions(filled(text), link)).toBe(true);
  });

  it.each([
    [link, true],
    [`<a href="${link}">`, true],
    [`${link}.`, true],
    [`${link}0`, false],
    [`${link}/more`, false],
    [`${link}?more=1`, false],
    [`${link}0 and ${link}`, true],
    ['https://thx.to/you/', false],
  ])('%s: %s', (note, is) => {
    expect(mentions(note, link)).toBe(is);
  });
});
