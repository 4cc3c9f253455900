import { randomFrom } from '../kernel/random.ts';
import { invariants } from '../invariants/all.ts';
import type { Seen } from '../invariants/invariant.ts';
import type { Message } from './world.ts';
import { choices } from './choices.ts';
import { promises } from './promises.ts';
import { settle, type Decide } from './settle.ts';
import { crashed } from './steps.ts';
import { keyOf, type Cast, type State } from './state.ts';
import { Futures } from './futures.ts';
import type { Forgetting } from './frames.ts';
import { Automaton } from './automaton.ts';
import type { Work } from './worker.ts';
import type { World } from './world.ts';

export interface Scene {
  world: World;
  /** What both workers are given at the same time. */
  message: Message;
  decide: Decide;
  visibilityTimeoutMs: number;
  forgetting: Forgetting;
  seen: Omit<Seen, 'world'>;
}

export interface Bounds {
  workers: number;
  /** In a schedule at most. */
  crashes: 0 | 1;
  faults: 0 | 1;
  /** How often a worker that could go on is stopped for the other; `Infinity` explores all schedules. */
  switches: number;
  /** Processor time, s. */
  seconds: number;
}

export interface Explored {
  states: number;
  /** Sequences of choices that ended, or met a state that was known. */
  schedules: number;
  /** States in which all workers had ended, each of which was settled. */
  ends: number;
  longest: number;
  /** How often the code of a worker ran from its beginning. */
  runs: number;
  cpuSeconds: number;
  isComplete: boolean;
  broken?: { promise: string; what: string; story: readonly string[] };
}

interface Step {
  label: string;
  before: Step | undefined;
  length: number;
}

/** Permits are granted at once here. */
const applying = invariants.filter(({ name }) => name !== 'inside-the-limits');

/** Explores all schedules within the bounds, depth first. */
export async function explore(scene: Scene, bounds: Bounds): Promise<Explored> {
  const started = process.cpuUsage();
  const cpuSeconds = () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
  const work: Work = scene.decide(scene.message);
  const automata = Array.from(
    { length: bounds.workers },
    (_, index) => new Automaton(`worker-${'ab'[index] ?? index}`, scene.world.nowMs, work, scene.forgetting),
  );
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
  world.messages = automata.map((_, holder) => ({ ...scene.message, visibleAtMs, holder }));
  const first: State = {
    world,
    workers,
    flying: [],
    // Both are alike: whoever crashes is called A.
    mayCrash: bounds.crashes === 0 ? undefined : 0,
    mayFail: bounds.faults > 0,
    last: undefined,
    switchesLeft: bounds.switches,
  };
  // A crash before its first effect comes to the same as one at once.
  const firsts = bounds.crashes === 0 ? [first] : [first, crashed(first, 0)];
  for (;;) {
    const errors = futures.errors;
    const isInTime = () => cpuSeconds() < bounds.seconds;
    let seen = { errors, states: 0 };
    const isLearning = (states: number) => {
      if (futures.errors > seen.errors) seen = { errors: futures.errors, states };
      return futures.errors === errors || states < seen.states + afterLastError;
    };
    const search = new Search(scene, cast, (states) => isInTime() && isLearning(states));
    const found = await search.from(firsts);
    if (process.env['DEBUG']) console.log('pass', found.states, futures.errors - errors, cpuSeconds());
    if (found.broken === undefined && futures.errors > errors && isInTime()) continue;
    const { below } = randomFrom(1);
    let compared = 0;
    for (const automaton of automata) compared += await automaton.compareTwins(below);
    if (process.env['DEBUG']) console.log('compared', compared, cpuSeconds());
    const runs = automata.reduce((sum, automaton) => sum + automaton.runs, 0);
    return { ...found, runs, cpuSeconds: cpuSeconds() };
  }
}

/** Where something was relied on that is not so, there is more to be learned: an exploration goes on for this many states before it begins anew. */
const afterLastError = 300;

class Search {
  readonly #scene: Scene;
  readonly #cast: Cast;
  readonly #goesOn: (states: number) => boolean;
  readonly #known = new Set<string>();
  readonly #looked = new WeakSet<World>();
  #schedules = 0;
  #ends = 0;
  #longest = 0;

  constructor(scene: Scene, cast: Cast, goesOn: (states: number) => boolean) {
    this.#scene = scene;
    this.#cast = cast;
    this.#goesOn = goesOn;
  }

  async from(firsts: readonly State[]): Promise<Omit<Explored, 'runs' | 'cpuSeconds'>> {
    const open: { state: () => Promise<State>; step: Step | undefined }[] = firsts.map((first) => ({
      state: async () => first,
      step: undefined,
    }));
    let broken: Explored['broken'];
    for (let next = open.pop(); next !== undefined && this.#goesOn(this.#known.size); next = open.pop()) {
      const { step } = next;
      const state = await next.state();
      const key = keyOf(state, this.#cast);
      this.#longest = Math.max(this.#longest, step?.length ?? 0);
      if (this.#known.has(key)) {
        this.#schedules += 1;
        continue;
      }
      this.#known.add(key);
      if (!this.#looked.has(state.world)) broken = this.#look('always', state.world, step);
      if (broken !== undefined) break;
      this.#looked.add(state.world);
      const possible = choices(state, this.#cast);
      for (const { label, run } of possible.toReversed())
        open.push({ state: run, step: { label, before: step, length: (step?.length ?? 0) + 1 } });
      if (possible.length > 0) continue;
      this.#schedules += 1;
      broken = await this.#end(state.world, step);
      if (broken !== undefined) break;
    }
    return {
      states: this.#known.size,
      schedules: this.#schedules,
      ends: this.#ends,
      longest: this.#longest,
      isComplete: broken === undefined && open.length === 0,
      ...(broken !== undefined && { broken }),
    };
  }

  async #end(last: World, step: Step | undefined): Promise<Explored['broken']> {
    this.#ends += 1;
    const world = last.copy();
    await settle(world, this.#scene.decide);
    const broken = this.#look('always', world, step) ?? this.#look('atTheEnd', world, step);
    if (broken !== undefined) return broken;
    for (const { promise, wrong } of promises) {
      const what = wrong(world);
      if (what !== undefined) return { promise, what, story: storyOf(step) };
    }
    return undefined;
  }

  #look(when: 'always' | 'atTheEnd', world: World, step: Step | undefined): Explored['broken'] {
    for (const { promise, [when]: wrong } of applying) {
      const what = wrong?.({ ...this.#scene.seen, world });
      if (what !== undefined) return { promise, what, story: storyOf(step) };
    }
    return undefined;
  }
}

function storyOf(step: Step | undefined): string[] {
  const story: string[] = [];
  for (let one = step; one !== undefined; one = one.before) story.push(one.label);
  return story.toReversed();
}
