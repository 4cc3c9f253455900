import { Language, type ThankuSettings } from '../../../shops/thanku-settings.ts';

/** ISO 639-2's three-letter codes for languages that have two letters in BCP 47. */
const threeLetters: ReadonlyMap<string | undefined, string> = new Map([
  ['deu', 'de'],
  ['ger', 'de'],
  ['eng', 'en'],
]);

/** The language of a locale, if ThankU has it. Locales may be BCP 47 or POSIX: `de`, `de-AT`, `de_DE.UTF-8`, `de@euro`. */
export function spokenLanguage(locale: string | undefined): Language | undefined {
  const primary = locale
    ?.trim()
    .split(/[-_.@]/)[0]
    ?.toLowerCase();
  return Language.safeParse(threeLetters.get(primary) ?? primary).data;
}

/** The language of a customer's message: the customer's, if the shop wrote a message in it, otherwise the shop's default. */
export function languageOf(
  locale: string | undefined,
  settings: Pick<ThankuSettings, 'message' | 'language'>,
): Language {
  const spoken = spokenLanguage(locale);
  return spoken !== undefined && settings.message[spoken] !== undefined ? spoken : settings.language;
}
