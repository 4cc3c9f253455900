import type { Cause, Language } from '../../shops/thanku-settings.ts';

/** What an order gives. Rows of older versions don't say in which unit plastic is counted. */
export interface Gift {
  cause: Cause;
  impact: number;
  use100Grams?: boolean | undefined;
}

type GiftFields = { [Field in keyof Gift]?: Gift[Field] | undefined };

/** What an order gives, if its row says it completely. */
export function giftOf({ cause, impact, use100Grams }: GiftFields): Gift | undefined {
  if (cause === undefined || impact === undefined) return undefined;
  return cause === 'CleanOcean' && use100Grams === undefined ? undefined : { cause, impact, use100Grams };
}

/** The impact as text: `3 trees`, `300 g Plastik`. */
export function impactInWords(impact: number, given: Pick<Gift, 'cause' | 'use100Grams'>, language: Language): string {
  const words = given.cause === 'CleanOcean' && given.use100Grams === true ? grams : units[given.cause];
  const { one, other, times = 1 } = words[language];
  const unit = new Intl.PluralRules(language).select(impact) === 'one' ? one : other;
  return `${new Intl.NumberFormat(language).format(impact * times)} ${unit}`;
}

type Words = Record<Language, { one: string; other: string; times?: number }>;

const same = (text: string, times = 1) => ({ one: text, other: text, times });

const units: Record<Cause, Words> = {
  PlantTrees: { en: { one: 'tree', other: 'trees' }, de: { one: 'Baum', other: 'Bäume' } },
  CleanOcean: { en: same('kg of plastic'), de: same('kg Plastik') },
  ProtectWildlife: { en: same('m² of habitat'), de: same('m² Lebensraum') },
};
const grams: Words = { en: same('g of plastic', 100), de: same('g Plastik', 100) };
