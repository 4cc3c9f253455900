import { minuteMs } from '../lib/durations.ts';
import { drawDeadLetters } from './dead-letters.ts';
import { drawImports, drawUntold } from './imports.ts';
import { drawLimits } from './limits.ts';
import type { Random } from './kernel/random.ts';
import { drawOfSecrets, drawOutages } from './outages.ts';
import { reconciliationDrawer } from './draw-reconciliation.ts';
import { orderCommands, type PauseTarget, type PlannedHappening, type Plan, type PlannedOrder } from './plan.ts';
import { startMs } from './stage.ts';
import { withBaskets } from './draw-baskets.ts';
import { withRestore } from './restore.ts';
import { withTargets } from './draw-targets.ts';
import { drawThanxTrouble } from './thanx-trouble.ts';

const maxOrders = 4;
/** Enough to reach every limit of Thanx. */
const [leastOfBurst, mostOfBurst] = [8, 14];

/** Cancelled and not reinstated. */
const isOver = (happens: readonly PlannedHappening[]): boolean =>
  happens.some(({ kind }) => kind === 'cancelled') && !happens.some(({ kind }) => kind === 'reinstated');

/**
 * Swarm testing: each run has some kinds of trouble, and few orders.
 * @param ofReconciliation has its own numbers, so that runs without reconciliation stay as they were
 * @param ofRestore likewise
 * @param ofTargets likewise
 * @param ofBaskets likewise
 */
export function drawPlan(
  random: Random,
  ofReconciliation: Random,
  ofRestore: Random,
  ofTargets: Random,
  ofBaskets: Random,
): Plan {
  const isBurst = random.chance(0.07);
  const spanMs = isBurst ? 5000 : random.pick([5, 120, 600]) * 1000;
  const sometime = () => startMs + random.below(spanMs);
  const shops = Array.from({ length: random.between(1, 2) }, (_, index) => ({
    id: `shop-${index + 1}`,
    isLoyal: random.chance(0.7),
    holdHours: random.chance(0.15) ? 1 : 0,
    ...(random.chance(0.2) && { changesMs: sometime() }),
  }));
  const [cancels, refunds, erases, forges, commands] = [0.4, 0.3, 0.4, 0.1, 0.4].map((often) =>
    random.chance(0.5) ? often : 0,
  );
  // The first ID is a prefix of all others: a search for it must not find them.
  const isPrefix = random.chance(0.3);
  const count = isBurst ? random.between(leastOfBurst, mostOfBurst) : random.between(1, maxOrders);
  const isImported = random.chance(0.25);
  const told = Array.from({ length: count }, (_, index): PlannedOrder => {
    const isForged = random.chance(forges ?? 0);
    const happens: PlannedHappening[] = [];
    const repeated = (happening: PlannedHappening) => {
      const times = random.pick([1, 1, 2, 3]);
      const together = random.chance(0.3) ? sometime() : undefined;
      for (let time = 0; time < times; time++) happens.push({ ...happening, atMs: together ?? sometime() });
    };
    if (isForged) repeated({ kind: 'forged', atMs: 0 });
    else {
      repeated({ kind: 'paid', atMs: 0, firstName: 'Ada' });
      if (random.chance(0.3))
        happens.push({
          kind: 'paid',
          atMs: random.pick([sometime(), happens[0]?.atMs ?? startMs]),
          firstName: 'Grace',
        });
      if (random.chance(0.05)) happens.push({ kind: 'replayed', atMs: sometime() + 20 * minuteMs });
    }
    if (random.chance(cancels ?? 0)) {
      repeated({ kind: 'cancelled', atMs: 0 });
      if (!isForged && random.chance(0.3)) {
        repeated({ kind: 'reinstated', atMs: 0, saidMs: startMs + 1000 });
        if (random.chance(0.5)) repeated({ kind: 'cancelled', atMs: 0, saidMs: startMs + 2000 });
      }
    }
    if (random.chance(refunds ?? 0)) {
      const parts = random.pick([['59.90'], ['29.95', '29.95'], ['29.95'], ['10.00']]);
      parts.forEach((amount, part) => repeated({ kind: 'refunded', atMs: 0, refund: `refund-${part}`, amount }));
    }
    if (random.chance(erases ?? 0)) repeated({ kind: 'erase', atMs: 0 });
    if (random.chance(commands ?? 0)) {
      for (let times = random.between(1, 3); times > 0; times--) {
        happens.push({ kind: random.pick(orderCommands), atMs: sometime() + random.below(20) * minuteMs });
      }
    }
    return {
      shop: random.pick(shops).id,
      orderId: isPrefix && index === 0 ? '100' : String(1001 + index),
      email: `customer-${random.between(1, 2)}@example.com`,
      amount: '59.90',
      isTest: random.chance(0.1),
      ...(isImported &&
        !isForged &&
        random.chance(0.7) && { inFile: isOver(happens) && random.chance(0.5) ? 'cancelled' : 'paid' }),
      happens: happens.sort((a, b) => a.atMs - b.atMs),
    };
  });
  const orders = isImported ? [...told, ...drawUntold(random, shops, sometime)] : told;
  const webhookSecret = random.chance(0.2) ? { putMs: sometime(), usedMs: sometime() } : undefined;
  const outages = drawOutages(random, sometime);
  // Nobody can read the new secret when it's first needed.
  if (webhookSecret !== undefined && random.chance(0.5)) outages.push(drawOfSecrets(random, webhookSecret.usedMs));
  const brakes = shops.flatMap(({ id }) => {
    if (!random.chance(0.3)) return [];
    const fromMs = sometime();
    return [
      {
        shop: id,
        what: random.pick<PauseTarget>(['thanku', 'thanx', 'credential']),
        fromMs,
        untilMs: fromMs + random.below(random.pick([5000, 30 * minuteMs, 30 * minuteMs, 3 * 24 * 60 * minuteMs])),
      },
    ];
  });
  const drawsReconciliation = reconciliationDrawer(ofReconciliation);
  const healedMs = startMs + spanMs + random.below(60) * minuteMs + drawsReconciliation.longerMs;
  const dead = random.chance(0.3) ? drawDeadLetters(random, sometime, orders.length, healedMs) : undefined;
  const lasts = (): { fromMs: number; untilMs: number } => {
    const fromMs = sometime();
    return { fromMs, untilMs: Math.min(healedMs, fromMs + random.below(30) * minuteMs) };
  };
  const drawn = {
    orders,
    brakes,
    thanx: drawThanxTrouble(random, sometime, orders.length),
    outages,
    ...(random.chance(0.2) && {
      wallet: { what: random.pick<'rotated' | 'removed'>(['rotated', 'removed']), ...lasts() },
    }),
    ...(webhookSecret && { webhookSecret }),
    ...(random.chance(0.2) && { newerSettings: { shop: 'shop-1', ...lasts() } }),
    ...(dead && { dead }),
    imports: isImported ? drawImports(random, orders, outages, sometime) : [],
    systemTroubles: [],
    deleted: [],
    healedMs,
  };
  const plan = { ...drawn, ...drawLimits(random, shops, healedMs) };
  const restored = withRestore(ofRestore, { ...plan, ...drawsReconciliation.draw(plan) });
  return withBaskets(ofBaskets, withTargets(ofTargets, restored));
}
