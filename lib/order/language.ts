import { Language, type ThankuSettings } from '../shops/thanku-settings.ts';

/** The language of a customer's message: theirs (`de`, `de-AT`, `de_DE`) if the shop wrote one in it, else the shop's default. */
export function languageOf(
  locale: string | undefined,
  settings: Pick<ThankuSettings, 'message' | 'language'>,
): Language {
  const spoken = Language.safeParse(locale?.split(/[-_]/)[0]?.toLowerCase());
  return spoken.success && settings.message[spoken.data] !== undefined ? spoken.data : settings.language;
}
