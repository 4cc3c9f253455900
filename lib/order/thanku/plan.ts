import type { SkipReason } from '../reasons.ts';
import type { ThankuRequest } from '../../partners/thanku/request.ts';
import { pidPrefixOf, shopNameOf, type ShopSettings } from '../../shops/settings.ts';
import type { OrderFilter, Cause, Language } from '../../shops/thanku-settings.ts';
import { languageOf } from './message/language.ts';
import { messageFor } from './message/message.ts';
import { compare, isZero, multiplesOf } from '../money.ts';
import type { Order } from '../order.ts';
import { pidOf } from '../pid.ts';
import type { ImpactRule } from '../../shops/impact-rule.ts';

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

/**
 * Whether the shop's settings leave this order out, and why. Test orders are not left out, whatever the filters say: they are
 * simulated, to show that everything is connected.
 * A minimum says nothing of orders in another currency: they pass, and get the rule's smallest impact. `currencies` is
 * there to leave them out.
 */
export function unwanted(order: Order, settings: ShopSettings): SkipReason | undefined {
  if (order.test) return undefined;
  const { minimum, currencies, tags, channels } = settings.thanku.orders;
  if (isZero(order)) return 'zero-amount';
  if (currencies !== undefined && !currencies.includes(order.currency)) return 'currency';
  if (minimum?.currency === order.currency && compare(order, minimum) < 0) return 'below-minimum';
  if (!passes(tags, order.tags)) return 'tags';
  if (!passes(channels, order.channel === undefined ? [] : [order.channel])) return 'channel';
  return undefined;
}

/** `any`: at least one of these; `none`: not one of these. Case and outer spaces make no difference. */
function passes(filter: OrderFilter['tags'], values: readonly string[]): boolean {
  const found = new Set(values.map(folded));
  const has = (value: string) => found.has(folded(value));
  return (filter?.any === undefined || filter.any.some(has)) && !filter?.none?.some(has);
}

const folded = (text: string): string => text.trim().toLowerCase();

/**
 * What ThankU is asked for this order. Made once, when the order is claimed; every attempt sends the same bytes, whatever
 * becomes of the settings. Simulation is not part of it: it goes with the call.
 */
export function thankuRequestFor(order: Order, settings: ShopSettings): ThankuRequest {
  const { thanku } = settings;
  const language = languageOf(order.customer.locale, thanku);
  const impact = impactOf(order, thanku.impact);
  const context = { order, thanku, shopName: shopNameOf(settings), impact, language };
  return {
    slug: thanku.slug,
    donateeGroup: thanku.cause,
    impactValue: impact,
    message: messageFor(thanku.message[language] ?? '', context),
    language,
    pid: pidOf(pidPrefixOf(settings), order.orderId),
    orderId: thanku.thankuOrderId,
    ...(thanku.use100Grams !== undefined && { use100Grams: thanku.use100Grams }),
  };
}
