import { dayMs, hourMs, minuteMs } from '../lib/durations.ts';
import type { Random } from './kernel/random.ts';
import type { Plan, PlannedBaskets, PlannedHappening, PlannedOrder, PlannedShop } from './plan.ts';
import { drawUnanswered, type Outage } from './outages.ts';
import { startMs } from './stage.ts';

const never = Number.POSITIVE_INFINITY;
const spansMs = [10_000, 2 * minuteMs, 30 * minuteMs] as const;
/** Refunds are sent for thirty days. */
const refundsEndMs = 30 * dayMs;

/**
 * In six of ten runs, most shops are in baskets mode. Some have been, some change to it, and some change back. What they give back comes at any
 * time, until after nobody can be told of it any more. In some runs, most orders are given back in parts while they're paid and billed.
 */
export function withBaskets(random: Random, plan: Plan): Plan {
  if (!random.chance(0.6)) return plan;
  const spanMs = random.pick(spansMs);
  const sometime = () => startMs + random.below(spanMs);
  const shops = plan.shops.map((shop): PlannedShop =>
    random.chance(0.85) ? { ...shop, isLoyal: true, baskets: drawMode(random, sometime, plan) } : shop,
  );
  const isHectic = random.chance(0.4);
  const isInMode = new Set(shops.flatMap(({ id, baskets }) => (baskets === undefined ? [] : [id])));
  // Reconciliation compares with a platform whose orders change only while it's drawn.
  const isReconciled = new Set(plan.reconciled.map(({ shop }) => shop));
  const orders = plan.orders.map((order) => {
    if (!isInMode.has(order.shop)) return order;
    const its = { ...order, ...drawGoods(random) };
    return isReconciled.has(order.shop)
      ? its
      : { ...its, happens: [...order.happens, ...(isHectic ? drawAtOnce : drawLater)(random, its)] };
  });
  const hectic = isHectic
    ? drawHectic(
        random,
        [...isInMode].filter((shop) => !isReconciled.has(shop)),
        sometime,
      )
    : [];
  const all = [...orders, ...hectic];
  const outages =
    isHectic && random.chance(0.7)
      ? [...plan.outages, ...all.flatMap((order) => (random.chance(0.5) ? drawOutageOf(random, order) : []))]
      : plan.outages;
  return { ...plan, shops, orders: all, outages, baskets: drawTrouble(random, [...isInMode], sometime, plan.healedMs) };
}

/** Restored tables have forgotten in which mode an order was sent, so that operators mustn't change it. */
function drawMode(random: Random, sometime: () => number, { restore }: Plan): NonNullable<PlannedShop['baskets']> {
  if (restore !== undefined || random.chance(0.7)) return { fromMs: 0, untilMs: never };
  if (random.chance(0.5)) return { fromMs: sometime(), untilMs: never };
  return { fromMs: 0, untilMs: sometime() };
}

function drawGoods(random: Random): Pick<PlannedOrder, 'goods'> {
  if (random.chance(0.05)) return {};
  const prices = random.chance(0.5) ? { prices: ['30.00', '20.00'] as const } : {};
  return { goods: { subtotal: '50.00', ...prices } };
}

/** When a customer or a shop comes back to an order: at once, minutes, days or weeks later, or around the end of refunds. */
const drawLaterMs = (random: Random): number =>
  startMs +
  random.pick([
    () => random.below(10_000),
    () => random.below(2 * minuteMs),
    () => random.below(hourMs),
    () => random.below(dayMs),
    () => random.below(29 * dayMs),
    () => refundsEndMs + random.below(5 * minuteMs),
    () => refundsEndMs + random.below(dayMs),
  ])();

function drawLater(random: Random, { isTest, happens }: PlannedOrder): PlannedHappening[] {
  // A reinstatement would be the first to say that it's paid.
  if (isTest || !happens.some(({ kind }) => kind === 'paid')) return [];
  const later: PlannedHappening[] = [];
  const atMs = () => drawLaterMs(random);
  if (random.chance(0.5)) {
    for (const [part, amount] of random.pick([['29.95'], ['5.00', '10.00'], ['59.90'], ['20.00', '39.90']]).entries())
      later.push({ kind: 'refunded', atMs: atMs(), refund: `later-${part}`, amount });
  }
  if (random.chance(0.2)) {
    const reversedMs = atMs();
    const kind = random.pick(['cancelled', 'unpaid'] as const);
    later.push({ kind, atMs: reversedMs, saidMs: reversedMs - 1 });
    if (random.chance(0.3))
      later.push({ kind: 'reinstated', atMs: reversedMs + random.below(hourMs), saidMs: reversedMs + 1000 });
  }
  if (random.chance(0.1)) later.push({ kind: 'erase', atMs: atMs() });
  return later;
}

/** Begins when an order is paid, refunded or cancelled, so that what is sent about its basket isn't answered. */
const drawOutageOf = (random: Random, { happens }: PlannedOrder): Outage[] =>
  happens.length === 0 ? [] : [drawUnanswered(random, random.pick(happens).atMs)];

/** Orders to which nothing else happens, so that a basket of each is sent. */
const drawHectic = (random: Random, shops: readonly string[], sometime: () => number): PlannedOrder[] =>
  shops.flatMap((shop, index) => {
    const order: PlannedOrder = {
      shop,
      orderId: String(5001 + index),
      email: 'customer-3@example.com',
      amount: '59.90',
      isTest: false,
      goods: { subtotal: '50.00' },
      happens: [{ kind: 'paid', atMs: sometime(), firstName: 'Ada' }],
    };
    return [{ ...order, happens: [...order.happens, ...drawAtOnce(random, order)] }];
  });

/** Several parts within a minute or two of the payment, and perhaps a cancellation between them. */
function drawAtOnce(random: Random, order: PlannedOrder): PlannedHappening[] {
  const paidMs = order.happens.find(({ kind }) => kind === 'paid')?.atMs;
  if (order.isTest || paidMs === undefined) return [];
  const atMs = () => paidMs + random.below(random.pick([1000, 3000, 30_000, 2 * minuteMs]));
  const parts = Array.from({ length: random.below(4) }, (_, part): PlannedHappening => ({
    kind: 'refunded',
    atMs: atMs(),
    refund: `at-once-${part}`,
    amount: random.pick(['5.00', '10.00', '29.95']),
  }));
  if (!random.chance(0.4)) return parts;
  const cancelledMs = atMs();
  return [...parts, { kind: 'cancelled', atMs: cancelledMs, saidMs: cancelledMs }];
}

function drawTrouble(
  random: Random,
  shops: readonly string[],
  sometime: () => number,
  healedMs: number,
): PlannedBaskets {
  const lasts = () => {
    // A plan may heal before `sometime` ends.
    const fromMs = Math.min(sometime(), healedMs - minuteMs);
    return { fromMs, untilMs: Math.min(healedMs, fromMs + (1 + random.below(40)) * minuteMs) };
  };
  const keys = shops.flatMap((shop) =>
    random.chance(0.2) ? [{ shop, what: random.pick(['missing', 'wrong'] as const), ...lasts() }] : [],
  );
  return {
    certifiedMs: random.chance(0.75) ? startMs : Math.min(healedMs, sometime() + random.below(20) * minuteMs),
    keys,
    ...(random.chance(0.1) && { scope: lasts() }),
    strangers: random.chance(0.15) ? ['customer-1@example.com'] : [],
  };
}
