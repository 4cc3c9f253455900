import { setTimeout as delay } from 'node:timers/promises';
import { randomFrom, type Random } from '../sim/kernel/random.ts';
import { accidents, interventions } from './faults/all.ts';
import type { FaultKind } from './faults/fault.ts';
import type { SoakWorld } from './world.ts';

/** What was injected: by kind, how often. */
export type Injected = ReadonlyMap<string, number>;

export interface TroubleOptions {
  seed: number;
  /** Which kinds of fault; default: all. */
  only?: readonly string[] | undefined;
  /** How much of the work is done, from 0 to 1. */
  progress: () => number;
  tell: (line: string) => void;
}

/** Between two faults some of the work is done, however slow the machine is. It is waited for this long at most. */
const mostPauseMs = 30_000;
/** How much of the work is done between two faults at most. */
const mostBetween = 1 / 40;
const everyMs = 100;

/**
 * Injects faults until it is told to stop: two accidents at the same time, and one thing that people do. Every kind has its turn before
 * one comes again. `stop` waits until what was broken is put right.
 */
export function startTrouble(
  world: SoakWorld,
  { seed, only, progress, tell }: TroubleOptions,
): { stop(): Promise<Injected> } {
  const injected = new Map<string, number>();
  const stopping = new AbortController();
  const row = async (kinds: readonly FaultKind[], random: Random): Promise<void> => {
    const wanted = kinds.filter(({ name }) => only === undefined || only.includes(name));
    let deck: FaultKind[] = [];
    while (!stopping.signal.aborted && wanted.length > 0) {
      if (deck.length === 0) deck = shuffled(wanted, random);
      const kind = deck.pop();
      if (kind === undefined) return;
      const what = await kind.inject(world, random);
      injected.set(kind.name, (injected.get(kind.name) ?? 0) + 1);
      tell(`${kind.name}: ${what}`);
      const [goOn, untilMs] = [progress() + random.next() * mostBetween, performance.now() + mostPauseMs];
      while (!stopping.signal.aborted && progress() < Math.min(goOn, 1) && performance.now() < untilMs) {
        await delay(everyMs);
      }
    }
  };
  const rows = Promise.all([accidents, accidents, interventions].map((kinds, n) => row(kinds, randomFrom(seed + n))));
  // It is awaited at the end; a fault that can't be injected must not end the process before that.
  rows.catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      await rows;
      return injected;
    },
  };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const places = items.map((item) => ({ item, place: random.next() }));
  return places.toSorted((one, other) => one.place - other.place).map(({ item }) => item);
}
