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
  /** Both workers get it at the same time. */
  message: Message;
  /** The second worker gets this one instead. */
  other?: Message;
  decide: Decide;
  visibilityTimeoutMs: number;
  forgetting: Forgetting;
  seen: Omit<Seen, 'world'>;
}

/** The result of a search. */
export interface SearchResult {
  states: number;
  /** How many sequences of choices ended or reached a known state. */
  schedules: number;
  /** How many states had no worker left. Each of them was settled. */
  ends: number;
  longest: number;
  isComplete: boolean;
  broken?: { promise: string; what: string; story: readonly string[] };
}

interface Open {
  state: () => Promise<State>;
  step: Step | undefined;
}

/** A state, and the last step that led to it. */
interface Reached {
  state: State;
  step: Step | undefined;
}

/** Explores all states that can be reached from some, depth first. */
export async function search(
  scene: Scene,
  cast: Cast,
  firsts: readonly State[],
  mayContinue: () => boolean,
): Promise<SearchResult> {
  const known = new Map<string, Reached>();
  const checked = new WeakSet<ExploredWorld>();
  const open: Open[] = firsts.map((first) => ({ state: async () => first, step: undefined }));
  let [schedules, ends, longest] = [0, 0, 0];
  let broken: SearchResult['broken'];

  /** Adds all next steps to `open`. Returns how many there are. */
  function choose(key: string, { state, step }: Reached): number {
    const possible = choices(state, cast, key);
    for (const { label, run } of possible.toReversed())
      open.push({ state: run, step: { label, before: step, length: (step?.length ?? 0) + 1 } });
    return possible.length;
  }

  function check(when: 'always' | 'atTheEnd', world: ExploredWorld, step: Step | undefined): SearchResult['broken'] {
    for (const { promise, [when]: wrong } of bookInvariants) {
      const what = wrong?.({ ...scene.seen, world });
      if (what !== undefined) return { promise, what, story: storyOf(step) };
    }
    return undefined;
  }

  async function end(last: ExploredWorld, step: Step | undefined): Promise<SearchResult['broken']> {
    ends += 1;
    const world = last.copy();
    await settleWorld(world, scene.decide);
    const violated = check('always', world, step) ?? check('atTheEnd', world, step);
    if (violated !== undefined) return violated;
    for (const { promise, wrong } of promises) {
      const what = wrong(world);
      if (what !== undefined) return { promise, what, story: storyOf(step) };
    }
    return undefined;
  }

  for (let next = open.pop(); next !== undefined && broken === undefined && mayContinue(); next = open.pop()) {
    const { step } = next;
    const state = await next.state();
    for (const mistaken of cast.futures.mistaken()) {
      const reached = known.get(mistaken);
      if (reached !== undefined) choose(mistaken, reached);
    }
    const key = stateKey(state);
    longest = Math.max(longest, step?.length ?? 0);
    if (known.has(key)) {
      schedules += 1;
      continue;
    }
    known.set(key, { state, step });
    if (!checked.has(state.world)) broken = check('always', state.world, step);
    checked.add(state.world);
    if (broken !== undefined || choose(key, { state, step }) > 0) continue;
    schedules += 1;
    broken = await end(state.world, step);
  }
  const isComplete = broken === undefined && open.length === 0;
  return { states: known.size, schedules, ends, longest, isComplete, ...(broken !== undefined && { broken }) };
}

function storyOf(step: Step | undefined): string[] {
  const story: string[] = [];
  for (let one = step; one !== undefined; one = one.before) story.push(one.label);
  return story.toReversed();
}
