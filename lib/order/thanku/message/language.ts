import { Language, type ThankuSettings } from '../../../shops/thanku-settings.ts';

/** ISO 639-2's three-letter codes for languages that have two letters in BCP 47. */
const threeLetters: ReadonlyMap<string | undefined, string> = new Map([
  ['deu', 'de'],
  ['ger', 'de'],
  ['eng', 'en'],
]);

/**
 * The language of a customer's message: the customer's, if the shop wrote a message in it, otherwise the shop's
 * default. Locales may be BCP 47 or POSIX: `de`, `de-AT`, `de_DE.UTF-8`, `de@euro`.
 */
export function languageOf(
  locale: string | undefined,
  settings: Pick<ThankuSettings, 'message' | 'language'>,
): Language {
  const primary = locale
    ?.trim()
    .split(/[-_.@]/)[0]
    ?.toLowerCase();
  const spoken = Language.safeParse(threeLetters.get(primary) ?? primary);
  return spoken.success && settings.message[spoken.data] !== undefined ? spoken.data : settings.language;
}
