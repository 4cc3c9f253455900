import type { Faults } from '../faults.ts';
import type { Taken } from '../happenings.ts';
import type { Plan } from '../plan.ts';
import type { World } from '../world.ts';

/** All that an invariant may look at. */
export interface Seen {
  world: World;
  plan: Plan;
  taken: readonly Taken[];
}

/** One promise of thankflow, as something that can be seen to be broken. */
export interface Invariant {
  /** `one-thanku`: how a failure is named. */
  name: string;
  /** The promise, in a sentence. */
  promise: string;
  /** Looks after each step. What it returns breaks the promise. */
  always?: (seen: Seen) => string | undefined;
  /** Looks once everything works again and nothing is left to do. */
  atTheEnd?: (seen: Seen) => string | undefined;
}

/** By which calls to AWS fail. */
export const failingCalls = ['hang', 'throttle'] as const satisfies readonly (keyof Faults)[];

/** Whether one of these faults may happen in this run, by chance or in an outage. */
export const mayHappen = ({ world, plan }: Seen, faults: readonly (keyof Faults)[]): boolean =>
  faults.some((name) => world.drawnFaults.includes(name) || plan.outages.some(({ fault }) => fault === name));

/** The first that something is wrong with. */
export function firstOf<T>(all: Iterable<T>, wrong: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const what = wrong(one);
    if (what !== undefined) return what;
  }
  return undefined;
}
