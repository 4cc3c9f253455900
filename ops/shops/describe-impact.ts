import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { ImpactRule } from '../../lib/shops/impact-rule.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { number } from '../cli/words.ts';

/** What a shop gives for an order, in a few lines: its rule, and how many other rules and campaigns there are. */
export function describeImpact(thanku: ThankuSettings): string[] {
  const { rules = [], campaigns = [] } = thanku;
  return [
    describeRule(thanku.impact, thanku),
    ...(rules.length === 0 ? [] : [`${number(rules.length)} for certain products`]),
    ...(campaigns.length === 0 ? [] : [`campaigns: ${campaigns.map(({ name }) => name).join(', ')}`]),
  ];
}

function describeRule(rule: ImpactRule, thanku: ThankuSettings): string {
  const units = (impact: number) => impactInWords(impact, thanku, 'en');
  if ('fixed' in rule) return `${units(rule.fixed)} per order`;
  if ('tiers' in rule) {
    const tiers = rule.tiers.map(({ from, units: given }) => `${units(given)} from ${from}`);
    return `${tiers.join(', ')} ${rule.currency}`;
  }
  const within = `${rule.min} to ${rule.max}`;
  if ('perItem' in rule) return `${units(rule.perItem)} per item, ${within}`;
  if ('per' in rule) return `${units(1)} per ${rule.per} ${rule.currency}, ${within}`;
  const prices = Object.entries(rule.unitPrice).map(([currency, price]) => `${price} ${currency}`);
  return `${rule.percent} %, ${units(1)} per ${prices.join(' or ')}, ${within}`;
}

/** The first currency that a rule measures in; `undefined` if it doesn't look at the amount. */
export function currencyOf(rule: ImpactRule): string | undefined {
  if ('unitPrice' in rule) return Object.keys(rule.unitPrice)[0];
  return 'currency' in rule ? rule.currency : undefined;
}

/** All currencies that a shop's rules, campaigns and filters name, the most important first. */
export function currenciesOf({ impact, rules = [], campaigns = [], orders }: ThankuSettings): string[] {
  const all = [
    impact,
    ...rules.map((rule) => rule.impact),
    ...campaigns.flatMap((one) => ('impact' in one ? [one.impact] : [])),
  ];
  const found = all.flatMap((rule) =>
    'unitPrice' in rule ? Object.keys(rule.unitPrice) : 'currency' in rule ? [rule.currency] : [],
  );
  return [
    ...new Set([
      ...found,
      ...(orders.minimum === undefined ? [] : [orders.minimum.currency]),
      ...(orders.currencies ?? []),
    ]),
  ];
}
