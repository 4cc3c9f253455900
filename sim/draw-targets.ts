import { dayMs, hourMs, minuteMs } from '../lib/durations.ts';
import type { TargetKind } from '../lib/shops/notify-settings.ts';
import type { Random } from './kernel/random.ts';
import type { Plan, PlannedTarget, PlannedTrouble } from './plan.ts';
import { startMs } from './stage.ts';
import { systemOf } from './targets.ts';

const troubles = [
  'noConnection',
  'requestLost',
  'responseLost',
  'lateArrival',
  'lateArrival',
  'rateLimited',
  'serverError',
  'html',
  'unauthorized',
  'moved',
  'redirects',
] as const;
const ofStores = [...troubles, 'slowWrites', 'slowWrites', 'slowWrites', 'slowWrites'] as const;

/** Some last longer than the customer's address is kept, and some longer than a notification is tried. */
const longestMs = [minuteMs, 20 * minuteMs, 4 * hourMs, 4 * hourMs, 30 * hourMs, 5 * dayMs];

const ofPlatform: Record<string, readonly TargetKind[]> = {
  woocommerce: ['woocommerce-meta', 'woocommerce-note'],
  shopify: ['shopify-metafield'],
  standard: [],
};

/** Adds the shops' own systems to some runs, and what happens to them. */
export function withTargets(random: Random, plan: Plan): Plan {
  if (!random.chance(0.45)) return plan;
  const spanMs = random.pick([2, 10, 60]) * minuteMs;
  const sometime = () => startMs + random.below(spanMs);
  const shops = plan.shops.map((shop) => {
    // Files, and the model of a platform with which orders are compared, have the generic format.
    const isGeneric = [...plan.reconciled, ...plan.imports].some((one) => one.shop === shop.id);
    const platform = isGeneric
      ? 'standard'
      : random.pick(['woocommerce', 'woocommerce', 'woocommerce', 'shopify', 'standard'] as const);
    const kinds = [
      ...(ofPlatform[platform] ?? []).filter((to) => random.chance(to === 'woocommerce-note' ? 1 : 0.6)),
      ...(random.chance(0.6) ? (['klaviyo'] as const) : []),
      ...Array.from({ length: random.pick([0, 0, 1, 2]) }, () => 'webhook' as const),
    ];
    const targets = kinds.map((to, index): PlannedTarget => ({
      shop: shop.id,
      name: `${to}-${index}`,
      to,
      removedMs: random.chance(0.1) ? sometime() : undefined,
    }));
    return targets.length === 0 ? shop : { ...shop, platform, targets };
  });
  const systems = shops.flatMap(({ id, targets = [] }) =>
    [...new Set(targets.map(systemOf))].map((system) => ({ shop: id, system })),
  );
  const systemTroubles = systems.flatMap((system): PlannedTrouble[] =>
    Array.from({ length: random.pick([0, 1, 1, 2]) }, () => {
      const fromMs = random.pick([startMs, sometime()]);
      return {
        ...system,
        fault: random.pick(system.system === 'store' ? ofStores : troubles),
        share: random.pick([1, 0.4]),
        fromMs,
        untilMs: fromMs + random.below(random.pick(longestMs)),
      };
    }),
  );
  const deleted = plan.orders
    .filter(() => random.chance(0.05))
    .map(({ shop, orderId }) => ({ shop, orderId, atMs: sometime() }));
  return { ...plan, shops, systemTroubles, deleted };
}
