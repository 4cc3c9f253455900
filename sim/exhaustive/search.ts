import { bookInvariants } from '../invariants/all.ts';
import type { Seen } from '../invariants/invariant.ts';
import { choices } from './choices.ts';
import type { Forgetting } from './frames.ts';
import { promises } from './promises.ts';
import { settleWorld, type Decide } from './settle.ts';
import { stateKey, type Cast, type State } from './state.ts';
import type { Message, ExploredWorld } from './world.ts';

interface Step {
  label: string;
  before: Step | undefined;
  length: number;
}

export interface Scene {
  world: ExploredWorld;
  /** What both workers are given at the same time. */
  message: Message;
  decide: Decide;
  visibilityTimeoutMs: number;
  forgetting: Forgetting;
  seen: Omit<Seen, 'world'>;
}

/** What a search alone can tell. */
export interface SearchResult {
  states: number;
  /** Sequences of choices that ended, or met a state that was known. */
  schedules: number;
  /** States in which all workers had ended, each of which was settled. */
  ends: number;
  longest: number;
  isComplete: boolean;
  broken?: { promise: string; what: string; story: readonly string[] };
}

interface Open {
  state: () => Promise<State>;
  step: Step | undefined;
}

/** A state that was met, and how. */
interface Met {
  state: State;
  step: Step | undefined;
}

/** Goes through all states that can be reached, depth first. */
export class Search {
  readonly #scene: Scene;
  readonly #cast: Cast;
  readonly #goesOn: () => boolean;
  readonly #known = new Map<string, Met>();
  readonly #looked = new WeakSet<ExploredWorld>();
  #schedules = 0;
  #ends = 0;
  #longest = 0;

  constructor(scene: Scene, cast: Cast, goesOn: () => boolean) {
    this.#scene = scene;
    this.#cast = cast;
    this.#goesOn = goesOn;
  }

  async from(firsts: readonly State[]): Promise<SearchResult> {
    const open: Open[] = firsts.map((first) => ({
      state: async () => first,
      step: undefined,
    }));
    let broken: SearchResult['broken'];
    for (let next = open.pop(); next !== undefined && this.#goesOn(); next = open.pop()) {
      const { step } = next;
      const state = await next.state();
      for (const mistaken of this.#cast.futures.mistaken()) {
        const met = this.#known.get(mistaken);
        if (met !== undefined) this.#choose(open, mistaken, met);
      }
      const key = stateKey(state);
      this.#longest = Math.max(this.#longest, step?.length ?? 0);
      if (this.#known.has(key)) {
        this.#schedules += 1;
        continue;
      }
      this.#known.set(key, { state, step });
      if (!this.#looked.has(state.world)) broken = this.#look('always', state.world, step);
      if (broken !== undefined) break;
      this.#looked.add(state.world);
      const possible = this.#choose(open, key, { state, step });
      if (possible > 0) continue;
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

  /** @returns how much may happen next */
  #choose(open: Open[], key: string, { state, step }: Met): number {
    const possible = choices(state, this.#cast, key);
    for (const { label, run } of possible.toReversed())
      open.push({ state: run, step: { label, before: step, length: (step?.length ?? 0) + 1 } });
    return possible.length;
  }

  async #end(last: ExploredWorld, step: Step | undefined): Promise<SearchResult['broken']> {
    this.#ends += 1;
    const world = last.copy();
    await settleWorld(world, this.#scene.decide);
    const broken = this.#look('always', world, step) ?? this.#look('atTheEnd', world, step);
    if (broken !== undefined) return broken;
    for (const { promise, wrong } of promises) {
      const what = wrong(world);
      if (what !== undefined) return { promise, what, story: storyOf(step) };
    }
    return undefined;
  }

  #look(when: 'always' | 'atTheEnd', world: ExploredWorld, step: Step | undefined): SearchResult['broken'] {
    for (const { promise, [when]: wrong } of bookInvariants) {
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
