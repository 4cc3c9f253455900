import { cpuMs } from '../kernel/measure.ts';
import { randomFrom } from '../kernel/random.ts';
import { crashed } from './steps.ts';
import type { Cast, State } from './state.ts';
import { search, type SearchResult, type Scene } from './search.ts';
import { Futures } from './futures.ts';
import { Automaton } from './automaton.ts';

export interface Bounds {
  workers: number;
  /** The most per schedule. */
  crashes: 0 | 1;
  faults: 0 | 1;
  /** The most switches away from a worker that could continue. `Infinity` explores all schedules. */
  switches: number;
  /** Processor time, s. */
  seconds: number;
}

export interface Explored extends SearchResult {
  /** How often workers' code ran from the beginning. */
  runs: number;
  /** For how many places two histories were compared. */
  compared: number;
  cpuSeconds: number;
}

/** Explores all schedules within the bounds, depth first. */
export async function explore(scene: Scene, bounds: Bounds): Promise<Explored> {
  const startedMs = cpuMs();
  const cpuSeconds = () => (cpuMs() - startedMs) / 1000;
  const messageOf = (index: number) => (index === 0 ? scene.message : (scene.other ?? scene.message));
  const automata = Array.from({ length: bounds.workers }, (_, index) => {
    const work = scene.decide(messageOf(index));
    return new Automaton(`worker-${'ab'[index] ?? index}`, scene.world.nowMs, work, scene.forgetting);
  });
  const futures = new Futures();
  const cast: Cast = { automata, futures };
  const workers = await Promise.all(
    automata.map(async (automaton) => {
      const place = await automaton.begin();
      futures.begin(place);
      return { kind: 'running' as const, place };
    }),
  );
  const world = scene.world.copy();
  const visibleAtMs = world.nowMs + scene.visibilityTimeoutMs;
  world.messages = automata.map((_, holder) => ({ ...messageOf(holder), visibleAtMs, holder }));
  const first: State = {
    world,
    workers,
    flying: [],
    mayCrash: undefined,
    mayFail: bounds.faults > 0,
    last: undefined,
    switchesLeft: bounds.switches,
  };
  // Workers with the same message are interchangeable: the one that crashes is called A.
  const mayCrash = scene.other === undefined ? [0] : [0, 1];
  // A crash before a worker's first effect is the same as an immediate crash.
  const firsts =
    bounds.crashes === 0 ? [first] : mayCrash.flatMap((who) => [{ ...first, mayCrash: who }, crashed(first, who)]);
  const found = await search(scene, cast, firsts, () => cpuSeconds() < bounds.seconds);
  const { below } = randomFrom(1);
  let compared = 0;
  for (const automaton of automata) compared += await automaton.compareTwins(below);
  return { ...found, runs: automata.reduce((sum, { runs }) => sum + runs, 0), compared, cpuSeconds: cpuSeconds() };
}
