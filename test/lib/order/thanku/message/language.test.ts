import { describe, expect, it } from 'vitest';
import { languageOf } from '../../../../../lib/order/thanku/message/language.ts';

const settings = { message: { en: 'Thank you', de: 'Danke' }, language: 'en' } as const;

describe('the language of a message', () => {
  it.each([
    'de',
    'DE',
    'de-AT',
    'de_AT',
    'de-Latn-AT',
    ' de',
    'de ',
    'de.UTF-8',
    'de_DE.UTF-8',
    'de@euro',
    'de_DE@euro',
    'deu',
    'ger',
    'GER',
    'deu-AT',
  ])('of %j is German', (locale) => {
    expect(languageOf(locale, settings)).toBe('de');
  });

  it('may have three letters in English, too', () => {
    expect(languageOf('eng', { ...settings, language: 'de' })).toBe('en');
  });

  it.each([undefined, '', ' ', 'fr', 'den', 'dextral', 'german', '-de', 'all'])('of %j is the default', (locale) => {
    expect(languageOf(locale, settings)).toBe('en');
  });

  it('is the default where there is no message in theirs', () => {
    expect(languageOf('de', { message: { en: 'Thank you' }, language: 'en' })).toBe('en');
  });
});
