import { dayMs } from '../lib/durations.ts';
import type { Faults } from './faults.ts';
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
  /** The first promise that was broken. */
  broken?: Broken;
}

/** How long a process may be held up: within the time-outs of a call, of ingest, of a function. */
const delaysMs = [400, 3000, 20_000] as const;
/** A run of two days in which a receipt is looked for again and again takes a hundred thousand. */
const mostSteps = 150_000;
/** What waits for longer than this once everything works is what a person is told of, or a fault. Failed orders are given up after 30 days. */
const mostHealedMs = 33 * dayMs;

/** What a run leaves out of what its seed drew, to see whether a promise is still broken without it. */
export interface Without {
  /** The ids of orders. */
  orders: readonly string[];
  faults: readonly (keyof Faults)[];
}

export const nothingLeftOut: Without = { orders: [], faults: [] };

/**
 * One run: everything in it follows from its seed, and from what it leaves out.
 * @param tell told what happens, a line each. Absent: a run that nobody listens to is faster, and otherwise the same
 */
export async function run(seed: number, without = nothingLeftOut, tell?: (line: string) => void): Promise<Run> {
  const world = startWorld(seed, without.faults, tell);
  const { kernel } = world;
  const drawn = drawPlan(randomFrom(seed ^ 0x5bd1e995));
  const plan = { ...drawn, orders: drawn.orders.filter(({ orderId }) => !without.orders.includes(orderId)) };
  const seen: Seen = { world, plan, taken: schedule(world, plan) };
  kernel.at(plan.healedMs, () => world.heal());

  let broken: Broken | undefined;
  let looked = -1;
  const look = (when: 'always' | 'atTheEnd') => {
    for (const { name, promise, [when]: wrong } of invariants) {
      const what = broken === undefined ? wrong?.(seen) : undefined;
      if (what !== undefined) broken = { invariant: name, promise, what };
    }
  };
  const isOver = () => broken !== undefined || kernel.nowMs > plan.healedMs + mostHealedMs;
  const ended = await kernel.run({
    choices: () => choicesOf(world),
    nextMs: () => nextOf(world),
    after: () => {
      const changes = world.changes() + seen.taken.length;
      if (changes !== looked) look('always');
      looked = changes;
    },
    isOver,
    mostSteps,
    hurriedBy: () => (world.random.chance(world.faults().slow) ? world.random.below(world.random.pick(delaysMs)) : 0),
  });
  if (broken === undefined && ended === 'too-long') {
    broken = { invariant: 'ends', promise: 'A run comes to its end.', what: `not after ${mostSteps} steps` };
  }
  look('atTheEnd');
  return {
    seed,
    steps: kernel.steps,
    orders: plan.orders.map(({ orderId }) => orderId),
    faults: world.drawnFaults,
    ...(broken !== undefined && { broken }),
  };
}

const choicesOf = ({ functions, housekeeper }: World) => [
  ...functions.flatMap((fn) => fn.choices()),
  ...housekeeper.choices(),
];

/** When a queue or housekeeping will have something to do. */
function nextOf({ queues, housekeeper }: World): number | undefined {
  const moments = [
    queues.nextVisibleAtMs(names.ordersQueue),
    queues.nextVisibleAtMs(names.loyaltyQueue),
    housekeeper.nextMs(),
  ].filter((moment) => moment !== undefined);
  return moments.length === 0 ? undefined : Math.min(...moments);
}
