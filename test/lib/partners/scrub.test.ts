import { assert, property, string, array, constantFrom, tuple, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub } from '../../../lib/partners/scrub.ts';

const message = 'Dear Jürgen "Jo" Müller, thank you for buying the <b>Toaster</b>!';

describe('scrub', () => {
  it('keeps the vendor’s own words', () => {
    const words = '{"error":"pid_already_used","message":"This pid was used for a different request"}';
    expect(scrub(words, [message, 'Jürgen', 'Müller', 'jo@example.com'])).toBe(words);
  });

  it.each([
    ['as it is', (text: string) => text],
    ['in other case', (text: string) => text.toUpperCase()],
    ['as JSON', (text: string) => JSON.stringify(text)],
    ['as JSON in JSON', (text: string) => JSON.stringify(JSON.stringify({ text }))],
    [
      'as ASCII JSON',
      (text: string) => text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    [
      'as HTML',
      (text: string) =>
        text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('ü', '&#252;'),
    ],
    ['in an address', (text: string) => encodeURIComponent(text)],
    ['decomposed', (text: string) => text.normalize('NFD')],
    ['with line breaks', (text: string) => text.replaceAll(' ', '\n  ')],
    ['cut short', (text: string) => `${text.slice(0, 20)}...`],
  ])('hides an echoed message %s', (_, spell) => {
    const scrubbed = scrub(`invalid: ${spell(message)}`, [message]);
    expect(scrubbed.toLowerCase()).toMatch(/^invalid: /);
    expect(scrubbed.toLowerCase()).not.toMatch(/j.{0,2}rgen|m.{0,2}ller|toaster|thank/);
  });

  it('hides names however their letters are written', () => {
    const ascii = JSON.stringify('J\\u00fcrgen');
    const twice = JSON.stringify(ascii);
    for (const name of ['J\u00fcrgen', 'Ju\u0308rgen', 'J\\u00fcrgen', ascii, twice, 'J&#xfc;rgen', 'J%C3%BCrgen']) {
      expect(scrub(`unknown: ${name}`, ['Jürgen']).replace(/[\\"]/g, '')).toBe('unknown: […]');
    }
  });

  it('hides short names where they stand alone, and anywhere in other scripts', () => {
    expect(scrub('Al is not valid', ['Al'])).toBe('[…] is not valid');
    expect(scrub('客户王小明无效', ['王小明'])).toBe('客户[…]无效');
  });

  it('hides addresses, long numbers and codes that we did not send', () => {
    const signature = 'babf8368069f1800e87c547b11b56d1ec24fc923c4b8846558140b2933f0f08e';
    expect(scrub(`expected ${signature} for a.b+c@example.co.uk card 4111 1111-1111 1111`, [])).toBe(
      'expected […] for […] card […]',
    );
  });

  it('hides every digit where nothing is left that says what we sent', () => {
    const words = 'Card 4242, born 1.2.1980, call +49 (171) 5. Ask a@b or ada＠example.com. ٤٢ of １２';
    expect(scrub(words, [], 'all-digits')).toBe('Card […], born […], call +[…]. Ask […] or […] […] of […]');
    expect(scrub('Card 4242', [])).toBe('Card 4242');
  });

  it('hides an echo that the limit of the words cut off', () => {
    expect(scrub('bad token: s3cr', ['s3cr3t-token-of-the-shop'])).toBe('bad token: […]');
  });

  it('leaves no control characters, directions or halves of surrogate pairs', () => {
    expect(scrub('a\u001b[31mb\u202ec\0d\r\ne\ud83c', [])).toBe('a [31mb c d e');
  });

  const secret = string({ minLength: 4, maxLength: 60, unit: 'grapheme-ascii' }).filter(
    (text) => text.trim().length >= 4,
  );
  it('never lets four or more characters we sent through whole, and never grows past 500', () => {
    assert(
      property(
        array(secret, { minLength: 1, maxLength: 4 }),
        string({ maxLength: 300 }),
        nat(3),
        (sent, around, index) => {
          const words = `${around} ${sent[index % sent.length]} ${around}`;
          const scrubbed = scrub(words, sent);
          expect(scrubbed.length).toBeLessThanOrEqual(500);
          const plain = sent.map((text) => scrub(text, []).toLowerCase());
          const shown = plain.filter((text) => text.length >= 4 && !'[…]'.includes(text));
          expect(shown.filter((text) => scrubbed.toLowerCase().includes(text))).toEqual([]);
        },
      ),
    );
  });

  it('shows no eight characters in a row of a long text, wherever the vendor cuts it', () => {
    const words = constantFrom('thank', 'Jürgen', '🌳', 'you', '"', 'buying', '&', 'Töpfe');
    assert(
      property(array(words, { minLength: 6, maxLength: 30 }), tuple(nat(100), nat(100)), (parts, [from, length]) => {
        const sent = parts.join(' ');
        const scrubbed = scrub(`error in ${sent.slice(from, from + length)}`, [sent]);
        const chars = Array.from(sent);
        const eights = chars.slice(7).map((_, at) => chars.slice(at, at + 8).join(''));
        expect(eights.filter((eight) => scrubbed.includes(eight))).toEqual([]);
      }),
    );
  });
});
