import { setTimeout as delay } from 'node:timers/promises';
import { randomFrom, type Random } from '../sim/kernel/random.ts';
import { accidents, interventions } from './faults/all.ts';
import type { FaultKind } from './faults/fault.ts';
import type { SoakWorld } from './world.ts';

/** By kind of fault: how often it happened. */
export type Injected = ReadonlyMap<string, number>;

interface TroubleOptions {
  seed: number;
  /** The kinds of fault. Default: all. */
  only?: readonly string[] | undefined;
  /** The share of the work that is done, from 0 to 1. */
  progress: () => number;
  print: (line: string) => void;
}

/** However slow the machine is, some of the work is done between two faults. The next fault waits for it, but no longer than this. */
const maxPauseMs = 30_000;
/** At most this share of the work is done between two faults. */
const maxBetween = 1 / 40;
const everyMs = 100;

/**
 * Causes faults until it is stopped: two accidents and one human action at a time. Each kind has its turn before one is repeated. `stop`
 * waits until the current faults have ended.
 */
export function startTrouble(
  world: SoakWorld,
  { seed, only, progress, print }: TroubleOptions,
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
      print(`${kind.name}: ${await kind.inject(world, random)}`);
      injected.set(kind.name, (injected.get(kind.name) ?? 0) + 1);
      const [goOn, untilMs] = [progress() + random.next() * maxBetween, performance.now() + maxPauseMs];
      while (!stopping.signal.aborted && progress() < Math.min(goOn, 1) && performance.now() < untilMs) {
        await delay(everyMs);
      }
    }
  };
  const rows = Promise.all([accidents, accidents, interventions].map((kinds, n) => row(kinds, randomFrom(seed + n))));
  // Awaited by `stop`. Until then, a fault that can't be caused must not end the process.
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
