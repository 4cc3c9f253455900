import { lossOutcomes, type LossOutcome } from '../logs/webhooks.ts';
import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';
import type { Status } from './gather.ts';

/** More shops than this are only counted. */
const mostShops = 20;

const words = (counts: Partial<Record<LossOutcome, number>>): string =>
  Object.entries(lossOutcomes)
    .flatMap(([outcome, text]) => {
      const count = new Map(Object.entries(counts)).get(outcome) ?? 0;
      return count === 0 ? [] : [`${text} ${number(count)}`];
    })
    .join(' · ') || '–';

/** The webhooks that led to nothing, by shop. */
export function tellLosses(out: Output, { byShop, unknownShops }: NonNullable<Status['losses']>): void {
  if (byShop.length > 0) {
    out.table(
      ['webhooks that led to nothing', 'last hour', 'last 24 h'],
      byShop.slice(0, mostShops).map(({ shop, lastHour, lastDay }) => [shop, words(lastHour), words(lastDay)]),
      'with-head',
    );
    if (byShop.length > mostShops) out.line(`And of ${number(byShop.length - mostShops)} more shops.`);
    out.line('Each may be an order that nobody thanks. The platform’s list of deliveries says which are sent again.');
    out.line();
  }
  const [most] = unknownShops;
  if (most === undefined) return;
  const count = unknownShops.reduce((sum, one) => sum + one.count, 0);
  out.line(
    `Webhooks for shops that this stage doesn't have, in the last 24 h: ${number(count)}, most for “${most.shop}”. Check the URLs at the platforms.`,
  );
  out.line();
}
