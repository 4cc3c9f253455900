import type { Campaign } from '../../shops/campaigns.ts';
import type { ImpactRule } from '../../shops/impact-rule.ts';
import type { ProductRule } from '../../shops/product-rules.ts';
import type { ThankuSettings } from '../../shops/thanku-settings.ts';
import { compareAmounts, multiplesOf, timesFactor, unitsForShare } from '../money.ts';
import type { LineItem, Order } from '../order.ts';
import { folded } from './folded.ts';

/** What decides how much an order gives. */
export type ImpactSettings = Pick<ThankuSettings, 'impact' | 'rules' | 'campaigns'>;

/**
 * How much is given for an order: trees, kg of plastic (or 100 g), m² of habitat. Always a whole number, at least 1. A
 * campaign's own rule comes first, then the first product rule that matches, then `impact`. A campaign's factor
 * multiplies what the rule gives, `min` included, and `max` limits the result.
 */
export function impactOf(order: Order, { impact, rules = [], campaigns = [] }: ImpactSettings): number {
  const campaign = campaignAt(order.paidAt, campaigns);
  if (campaign !== undefined && 'impact' in campaign) return unitsBy(campaign.impact, order);
  const matching = rules.find((rule) => order.items.some((item) => isOf(rule, item)));
  const units =
    matching === undefined
      ? unitsBy(impact, order)
      : unitsBy(matching.impact, {
          ...order,
          items: order.items.filter((item) => isOf(matching, item)),
          itemsOmitted: 0,
        });
  if (campaign === undefined) return units;
  return atMost(timesFactor(units, campaign.factor), matching?.impact ?? impact);
}

/** The campaign in which an order was paid. `from` is included, `until` isn't. */
export function campaignAt(paidAt: string, campaigns: readonly Campaign[]): Campaign | undefined {
  const paidAtMs = Date.parse(paidAt);
  return campaigns.find(({ from, until }) => Date.parse(from) <= paidAtMs && paidAtMs < Date.parse(until));
}

/**
 * What a rule gives for an order. A rule in another currency can't measure the order and gives its `min`. So does a
 * tiered rule for an order below its first tier.
 */
function unitsBy(rule: ImpactRule, order: Order): number {
  if ('fixed' in rule) return rule.fixed;
  if ('perItem' in rule) return clamp(rule.perItem * itemCount(order), rule);
  if ('percent' in rule) {
    const price = rule.unitPrice[order.currency];
    return price === undefined ? rule.min : clamp(unitsForShare(order.amount, rule.percent, price), rule);
  }
  if (rule.currency !== order.currency) return rule.min;
  if ('tiers' in rule)
    return rule.tiers.findLast(({ from }) => compareAmounts(order.amount, from) >= 0)?.units ?? rule.min;
  return clamp(multiplesOf(order, { amount: rule.per, currency: rule.currency }), rule);
}

/** Whether one of the rule's lists names the item. Nothing is left of an item whose quantity is 0. */
function isOf({ skus, products, tags }: ProductRule, item: LineItem): boolean {
  const { sku, productId, tags: itemTags = [], quantity } = item;
  if (quantity === 0) return false;
  return (
    (sku !== undefined && skus?.some((one) => folded(one) === folded(sku)) === true) ||
    (productId !== undefined && products?.includes(productId) === true) ||
    itemTags.some((tag) => tags?.some((one) => folded(one) === folded(tag)))
  );
}

const atMost = (units: number, rule: ImpactRule): number => ('max' in rule ? Math.min(units, rule.max) : units);

/** All items ordered, including gift cards. Each omitted line item counts as one. */
export const itemCount = (order: Order): number =>
  order.items.reduce((sum, item) => sum + item.quantity, order.itemsOmitted);

const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, value));
