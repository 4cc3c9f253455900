import { dayMs } from '../lib/durations.ts';
import { drawFlood } from './draw-flood.ts';
import { faultNames, type Faults } from './faults.ts';
import { invariants } from './invariants/all.ts';
import type { Seen } from './invariants/invariant.ts';
import { randomFrom } from './kernel/random.ts';
import { schedule } from './happenings.ts';
import { drawPlan } from './draw-plan.ts';
import { names } from './stage.ts';
import { startWorld, type World } from './world.ts';

export interface Broken {
  invariant: string;
  promise: string;
  what: string;
}

export interface Run {
  seed: number;
  steps: number;
  orders: readonly string[];
  faults: readonly (keyof Faults)[];
  /** Of Thanx's baskets: how many it has, how many refunds took effect, and how many requests about them were sent. */
  baskets: { booked: number; refunds: number; requests: number };
  /** The first promise that was broken. */
  broken?: Broken;
}

/** How long a process may be delayed: within the timeouts of a call, of ingest and of a function. */
const delaysMs = [400, 3000, 20_000] as const;
/** Two days of looking for a receipt take a hundred thousand steps. */
const maxSteps = 150_000;
/** How long a run continues after all faults have ended. Failed orders are given up after 30 days. */
const maxHealedMs = 33 * dayMs;

/** How many runs are a flood. They take longer than others. */
const floodsOften = 0.015;

/** What a run leaves out, to see whether a promise is broken without it. */
export interface Without {
  /** IDs of orders. */
  orders: readonly string[];
  faults: readonly (keyof Faults)[];
}

export const nothingLeftOut: Without = { orders: [], faults: [] };

/**
 * Runs a seed. The same arguments always give the same run.
 * @param tell gets a line for each step. Without it, a run is faster and otherwise the same
 */
export async function run(seed: number, without = nothingLeftOut, tell?: (line: string) => void): Promise<Run> {
  // It has its own numbers, so that all other runs stay as they were.
  const ofFlood = randomFrom(seed, 2);
  const isFlood = ofFlood.chance(floodsOften);
  const world = startWorld(seed, isFlood ? faultNames : without.faults, isFlood, tell);
  const { kernel } = world;
  const drawn = isFlood
    ? drawFlood(ofFlood)
    : drawPlan(
        randomFrom(seed ^ 0x5bd1e995),
        randomFrom(seed, 1),
        randomFrom(seed, 3),
        randomFrom(seed, 4),
        randomFrom(seed, 5),
      );
  const plan = { ...drawn, orders: drawn.orders.filter(({ orderId }) => !without.orders.includes(orderId)) };
  const seen: Seen = { world, plan, taken: schedule(world, plan) };
  kernel.at(plan.healedMs, () => world.heal());

  let broken: Broken | undefined;
  let looked = -1;
  const look = (when: 'always' | 'atTheEnd') => {
    for (const { name, promise, endsWithRestore, [when]: wrong } of invariants) {
      if (endsWithRestore === true && world.stage.restoredMs <= kernel.nowMs) continue;
      const what = broken === undefined ? wrong?.(seen) : undefined;
      if (what !== undefined) broken = { invariant: name, promise, what };
    }
  };
  const isOver = () => broken !== undefined || kernel.nowMs > plan.healedMs + maxHealedMs;
  const ended = await kernel.run({
    choices: () => choicesOf(world),
    nextMs: () => nextOf(world),
    after: () => {
      const changes = world.changes() + seen.taken.length;
      if (changes !== looked) look('always');
      looked = changes;
    },
    isOver,
    mostSteps: maxSteps,
    hurriedBy: () => (world.random.chance(world.faults().slow) ? world.random.below(world.random.pick(delaysMs)) : 0),
  });
  if (broken === undefined && ended === 'too-long') {
    broken = { invariant: 'ends', promise: 'A run comes to its end.', what: `not after ${maxSteps} steps` };
  }
  look('atTheEnd');
  return {
    seed,
    steps: kernel.steps,
    orders: plan.orders.map(({ orderId }) => orderId),
    faults: world.drawnFaults,
    baskets: basketsOf(world),
    ...(broken !== undefined && { broken }),
  };
}

const basketsOf = ({ departures, programme: { loyalty } }: World): Run['baskets'] => ({
  booked: loyalty.baskets.size,
  refunds: loyalty.posts.filter(({ state, hasEffect }) => hasEffect && state === 'refunded').length,
  requests: departures.filter(({ path }) => path === '/api/baskets').length,
});

/** A stopped stage runs nothing but ingest and what operators do. */
const choicesOf = ({ stage, functions, housekeeper, reconciler }: World) =>
  stage.isStopped
    ? []
    : [...functions.flatMap((fn) => fn.choices()), ...housekeeper.choices(), ...reconciler.choices()];

/** When a queue, housekeeping or reconcile will have something to do. */
function nextOf({ stage, queues, housekeeper, reconciler }: World): number | undefined {
  if (stage.isStopped) return undefined;
  const moments = [
    queues.nextVisibleAtMs(names.ordersQueue),
    queues.nextVisibleAtMs(names.loyaltyQueue),
    queues.nextVisibleAtMs(names.noticesQueue),
    housekeeper.nextMs(),
    reconciler.nextMs(),
  ].filter((moment) => moment !== undefined);
  return moments.length === 0 ? undefined : Math.min(...moments);
}
