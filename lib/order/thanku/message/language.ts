import { Language, type ThankuSettings } from '../../../shops/thanku-settings.ts';

/** Languages in the three letters of ISO 639-2, where BCP 47 has two. */
const threeLetters: ReadonlyMap<string | undefined, string> = new Map([
  ['deu', 'de'],
  ['ger', 'de'],
  ['eng', 'en'],
]);

/**
 * The language of a customer's message: theirs if the shop wrote one in it, else the shop's default. Locales are BCP 47's or
 * POSIX's: `de`, `de-AT`, `de_DE.UTF-8`, `de@euro`.
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
