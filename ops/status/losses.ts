import { isLoss, type LossOutcome, type Outcome } from '../logs/webhooks.ts';

/** The webhooks of one shop that led to nothing, by what became of them. */
export interface Losses {
  shop: string;
  lastHour: Partial<Record<LossOutcome, number>>;
  lastDay: Partial<Record<LossOutcome, number>>;
}

function byOutcome(outcomes: readonly Outcome[]): Partial<Record<LossOutcome, number>> {
  const counts: Partial<Record<LossOutcome, number>> = {};
  for (const { outcome, count } of outcomes) if (isLoss(outcome)) counts[outcome] = (counts[outcome] ?? 0) + count;
  return counts;
}

const sum = (counts: Partial<Record<LossOutcome, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

const ofShop = (outcomes: readonly Outcome[], shop: string) => byOutcome(outcomes.filter((one) => one.shop === shop));

/** By shop, the one that lost most first. */
export function lossesByShop(lastHour: readonly Outcome[], lastDay: readonly Outcome[]): Losses[] {
  const shops = [...new Set([...lastHour, ...lastDay].map(({ shop }) => shop))];
  return shops
    .map((shop) => ({ shop, lastHour: ofShop(lastHour, shop), lastDay: ofShop(lastDay, shop) }))
    .filter((losses) => sum(losses.lastHour) + sum(losses.lastDay) > 0)
    .toSorted((a, b) => sum(b.lastDay) - sum(a.lastDay));
}
