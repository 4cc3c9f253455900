import type { ImpactRule } from '../../shops/impact-rule.ts';
import type { Cause, Language } from '../../shops/thanku-settings.ts';
import { multiplesOf } from '../money.ts';
import type { Order } from '../order.ts';

/**
 * How much is given for an order: trees, kg of plastic (or 100 g), m² of habitat. Always a whole number, at least 1.
 * An order in another currency than the rule's cannot be measured and gets the rule's `min`.
 */
export function impactOf(order: Order, rule: ImpactRule): number {
  if ('fixed' in rule) return rule.fixed;
  if ('perItem' in rule) return clamp(rule.perItem * itemCount(order), rule);
  if (rule.currency !== order.currency) return rule.min;
  return clamp(multiplesOf(order, { amount: rule.per, currency: rule.currency }), rule);
}

/** Everything ordered, gift cards too. Line items beyond those kept count once each. */
export const itemCount = (order: Order): number =>
  order.items.reduce((sum, item) => sum + item.quantity, order.itemsOmitted);

const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, value));

/** The impact in words: `3 trees`, `300 g Plastik`. */
export function impactInWords(
  impact: number,
  given: { cause: Cause; use100Grams?: boolean | undefined },
  language: Language,
) {
  const words = given.cause === 'CleanOcean' && given.use100Grams === true ? grams : units[given.cause];
  const { one, many, times = 1 } = words[language];
  return `${new Intl.NumberFormat(language).format(impact * times)} ${impact === 1 ? one : many}`;
}

type Words = Record<Language, { one: string; many: string; times?: number }>;

const same = (text: string, times = 1) => ({ one: text, many: text, times });

const units: Record<Cause, Words> = {
  PlantTrees: { en: { one: 'tree', many: 'trees' }, de: { one: 'Baum', many: 'Bäume' } },
  CleanOcean: { en: same('kg of plastic'), de: same('kg Plastik') },
  ProtectWildlife: { en: same('m² of habitat'), de: same('m² Lebensraum') },
};
const grams: Words = { en: same('g of plastic', 100), de: same('g Plastik', 100) };
