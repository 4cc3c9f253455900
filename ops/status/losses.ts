import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';
import { isLoss, lossOutcomes, type LossOutcome, type Outcome } from '../logs/webhooks.ts';

/** The webhooks of one shop that led to nothing, by outcome. */
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

/** `unknownShops` are those that the stage doesn't have. */
export interface LossesOfStage {
  byShop: Losses[];
  unknownShops: Pick<Outcome, 'shop' | 'count'>[];
}

/** Groups losses by shop, most losses first. */
export function lossesByShop(lastHour: readonly Outcome[], lastDay: readonly Outcome[]): Losses[] {
  const shops = [...new Set([...lastHour, ...lastDay].map(({ shop }) => shop))];
  return shops
    .map((shop) => ({ shop, lastHour: ofShop(lastHour, shop), lastDay: ofShop(lastDay, shop) }))
    .filter((losses) => sum(losses.lastHour) + sum(losses.lastDay) > 0)
    .toSorted((a, b) => sum(b.lastDay) - sum(a.lastDay));
}

/** More shops than this are only counted. */
const maxShops = 20;

const describeLosses = (counts: Partial<Record<LossOutcome, number>>): string =>
  Object.entries(lossOutcomes)
    .flatMap(([outcome, text]) => {
      const count = new Map(Object.entries(counts)).get(outcome) ?? 0;
      return count === 0 ? [] : [`${text} ${number(count)}`];
    })
    .join(' · ') || '–';

/** Prints the webhooks that led to nothing, by shop. */
export function printLosses(out: Output, { byShop, unknownShops }: LossesOfStage): void {
  if (byShop.length > 0) {
    out.table(
      ['webhooks that led to nothing', 'last hour', 'last 24 h'],
      byShop
        .slice(0, maxShops)
        .map(({ shop, lastHour, lastDay }) => [shop, describeLosses(lastHour), describeLosses(lastDay)]),
      'with-head',
    );
    if (byShop.length > maxShops) out.line(`And of ${number(byShop.length - maxShops)} more shops.`);
    out.line('Each may be an order that nobody thanks. The platform’s list of deliveries says which are sent again.');
    out.line();
  }
  const [most] = unknownShops;
  if (most === undefined) return;
  const count = unknownShops.reduce((total, one) => total + one.count, 0);
  out.line(
    `Webhooks for shops that this stage doesn't have, in the last 24 h: ${number(count)}, most for “${most.shop}”. Check the URLs at the platforms.`,
  );
  out.line();
}
