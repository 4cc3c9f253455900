import { hourMs, minuteMs } from '../lib/durations.ts';
import type { Random } from './kernel/random.ts';
import type { Plan, PlannedHappening, PlannedOrder, PlannedReconciliation } from './plan.ts';
import { startMs } from './stage.ts';

const maxSilent = 3;
/** More than may be queued without asking a person. */
const [leastMany, mostMany] = [21, 23];
/** A slow platform's answers take up to this. */
const slowMs = 6000;
const [shortRunMs, longRunMs] = [30_000, 240_000];

type Drawn = Pick<Plan, 'orders' | 'reconciled' | 'reconcileTimeoutMs'>;

/**
 * In a quarter of the runs, shops are reconciled, and some of their webhooks are lost or come hours late.
 * @returns how much longer the faults last, and what draws the rest once the plan is there
 */
export function reconciliationDrawer(random: Random): {
  longerMs: number;
  draw: (plan: Pick<Plan, 'shops' | 'orders' | 'healedMs'>) => Drawn;
} {
  if (!random.chance(0.25))
    return { longerMs: 0, draw: ({ orders }) => ({ orders, reconciled: [], reconcileTimeoutMs: 0 }) };
  const longerMs = random.chance(0.4) ? random.below(4 * 60) * minuteMs : 0;
  return { longerMs, draw: (plan) => drawReconciliation(random, plan) };
}

function drawShop(random: Random, shop: string, healedMs: number): PlannedReconciliation {
  const sinceMs = random.pick([
    startMs - hourMs,
    startMs - hourMs,
    startMs - 500,
    startMs + random.below(20) * minuteMs,
  ]);
  const revokedMs = startMs + random.below(healedMs - startMs);
  return {
    shop,
    sinceMs,
    dueMs: Math.max(sinceMs, startMs + random.below(40) * minuteMs),
    pageSize: random.between(2, 3),
    latencyMs: random.pick([300, slowMs]),
    saysPaidAt: random.chance(0.5),
    ...(random.chance(0.3) && {
      revoked: { fromMs: revokedMs, untilMs: Math.min(healedMs, revokedMs + random.below(180) * minuteMs) },
    }),
    person: { does: random.chance(0.7) ? 'queue' : 'from-now', afterMs: random.below(180) * minuteMs },
  };
}

function drawReconciliation(
  random: Random,
  { shops, orders, healedMs }: Pick<Plan, 'shops' | 'orders' | 'healedMs'>,
): Drawn {
  const chosen = shops.filter((_, index) => index === 0 || random.chance(0.5));
  const reconciled = chosen.map(({ id }) => drawShop(random, id, healedMs));
  const isMany = random.chance(0.08);
  const count = isMany ? random.between(leastMany, mostMany) : random.below(maxSilent + 1);
  const silent = Array.from({ length: count }, (_, index) =>
    drawSilent(random, isMany ? reconciled.slice(0, 1) : reconciled, `${3001 + index}`, healedMs, isMany),
  );
  const [lost, late] = [random.pick([0, 0.3, 0.6]), random.pick([0, 0.3])];
  // For a while, every webhook is lost: somebody deleted the subscription.
  const fromMs = startMs + random.below(2 * minuteMs);
  const silence = random.chance(0.2) ? { fromMs, untilMs: fromMs + random.below(180) * minuteMs } : undefined;
  const isSilent = (atMs: number) => silence !== undefined && silence.fromMs <= atMs && atMs < silence.untilMs;
  const onItsWay = (happening: PlannedHappening): PlannedHappening => {
    if (!isOfOrder(happening)) return happening;
    const isLost = random.chance(lost) || isSilent(happening.atMs);
    const lateMs = random.chance(late) ? random.below(5 * 60) * minuteMs : 0;
    return { ...happening, atMs: happening.atMs + lateMs, ...(isLost && { isLost }) };
  };
  const isReconciled = new Set(reconciled.map(({ shop }) => shop));
  const told = orders.map((order): PlannedOrder => {
    if (!isReconciled.has(order.shop)) return order;
    return { ...order, ...drawLag(random), happens: order.happens.map(onItsWay).sort((a, b) => a.atMs - b.atMs) };
  });
  const timeoutMs = random.pick([shortRunMs, shortRunMs, longRunMs]);
  // A slow platform answers five calls in a short run. That many orders would then take longer than an interval.
  const isLong = isMany && reconciled.some(({ latencyMs }) => latencyMs === slowMs);
  return { reconciled, orders: [...told, ...silent], reconcileTimeoutMs: isLong ? longRunMs : timeoutMs };
}

const isOfOrder = (happening: PlannedHappening) =>
  happening.kind === 'paid' ||
  happening.kind === 'cancelled' ||
  happening.kind === 'reinstated' ||
  happening.kind === 'refunded';

/** A platform's index may be behind by an hour. */
const drawLag = (random: Random): Pick<PlannedOrder, 'listLagMs'> =>
  random.chance(0.3) ? { listLagMs: random.below(60) * minuteMs } : {};

/** An order that was paid at any time, before reconciliation was switched on too, and most of whose webhooks are lost. */
function drawSilent(
  random: Random,
  shops: readonly PlannedReconciliation[],
  orderId: string,
  healedMs: number,
  isMany: boolean,
): PlannedOrder {
  const { shop, sinceMs } = random.pick(shops);
  const isOld = !isMany && random.chance(0.25);
  const exactMs = Math.max(sinceMs, startMs) + random.below(healedMs - startMs);
  // Several are paid at the same moment: somebody marks them as paid.
  const laterMs = random.chance(0.5) ? exactMs - (exactMs % (10 * minuteMs)) : exactMs;
  const paidMs = isOld ? sinceMs - 1 - random.below(hourMs) : laterMs;
  const sent = (saidMs: number) => {
    const isLost = isMany || random.chance(0.7);
    return { atMs: Math.max(startMs, saidMs) + random.below(minuteMs), saidMs, ...(isLost && { isLost }) };
  };
  const changedMs = paidMs + 1 + random.below(random.pick([minuteMs, 3 * hourMs]));
  const change = isMany ? 'none' : random.pick(['none', 'none', 'cancelled', 'refunded', 'part'] as const);
  return {
    shop,
    orderId,
    email: `customer-${random.between(1, 2)}@example.com`,
    amount: '59.90',
    isTest: isMany || random.chance(0.1),
    paidMs,
    ...drawLag(random),
    happens: [
      { kind: 'paid', firstName: 'Ada', ...sent(paidMs) },
      ...(change === 'cancelled' ? [{ kind: change, ...sent(changedMs) }] : []),
      ...(change === 'refunded' || change === 'part'
        ? [
            {
              kind: 'refunded' as const,
              refund: 'refund-0',
              amount: change === 'part' ? '10.00' : '59.90',
              ...sent(changedMs),
            },
          ]
        : []),
    ],
  };
}
