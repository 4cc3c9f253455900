import type { Exchanged } from '../../lib/partners/connection.ts';
import type { Answer as Reply } from '../partners/network.ts';
import { backInMs, withWorker, type Cast, type Flying, type State, type Worker } from './state.ts';
import { rowOf } from './row-of.ts';
import { wordsOf, type Pending } from './worker.ts';

/** Something that may happen next. */
export interface Choice {
  /** In words, for the story. */
  label: string;
  run: () => Promise<State>;
}

/**
 * The rows that were ever written, which grows while exploring. Whoever explores begins anew whenever it has grown, so that at the
 * end every write was known from the beginning.
 */
export type Written = Set<string>;

const name = (worker: number): string => `worker ${'AB'[worker] ?? worker}`;

/**
 * All that may happen next; or one thing alone, where nothing else can be told from happening after it:
 * - A read of a row that no worker ever writes gives the same whenever it happens, and changes nothing. Whatever the others do, or a crash,
 *   before it leads to the same state after it. So it is enough to let it happen first. That nobody writes the row is not guessed: see `Written`.
 * - If one worker is left and nothing flies, nobody else can write: all its reads are such reads.
 * A worker's steps are finite, so nothing is put off for ever. A crash between the effect of a call and its answer is the
 * same as one before the worker's next call: between the two it touches nothing but its own memory.
 */
export function choices(state: State, cast: Cast, written: Written): Choice[] {
  const all: Choice[] = [];
  const alone = state.flying.length === 0 && state.workers.filter(({ kind }) => kind === 'running').length === 1;
  for (const [index, worker] of state.workers.entries()) {
    if (worker.kind !== 'running') continue;
    if (worker.place.ended !== undefined) all.push(end(state, index, worker));
    for (const pending of worker.place.pending) {
      if (state.flying.some((one) => !one.isAlone && one.worker === index && one.id === pending.id)) continue;
      if (pending.call.kind === 'request') all.push(...leave(state, cast, index, pending));
      else {
        const step = perform(state, cast, index, pending, written);
        const about = pending.call.kind === 'command' ? rowOf(pending.call.command) : undefined;
        if (about?.writes === false && (alone || !written.has(about.row))) return [step];
        all.push(step);
      }
    }
    if (state.crashesLeft > 0) all.push(crash(state, index));
  }
  for (const flying of state.flying) all.push(...arrive(state, cast, flying));
  return all;
}

function end(state: State, index: number, { place }: Extract<Worker, { kind: 'running' }>): Choice {
  const backMs = backInMs(place.ended);
  return {
    label: `${name(index)} ends, and its message ${backMs === undefined ? 'is deleted' : `comes back in ${backMs / 1000} s`}`,
    run: async () => {
      const world = state.world.copy();
      if (backMs === undefined) world.remove(index);
      else world.release(index, world.nowMs + backMs);
      return withWorker({ ...state, world }, index, { kind: 'over' });
    },
  };
}

function crash(state: State, index: number): Choice {
  return {
    label: `${name(index)} crashes`,
    run: async () => {
      const world = state.world.copy();
      world.release(index);
      return {
        ...withWorker({ ...state, world }, index, { kind: 'over' }),
        flying: state.flying.map((one) => (one.worker === index ? { ...one, isAlone: true } : one)),
        crashesLeft: state.crashesLeft - 1,
      };
    },
  };
}

function perform(state: State, cast: Cast, index: number, { id, call }: Pending, written: Written): Choice {
  return {
    label: `${name(index)}: ${wordsOf(call)}`,
    run: async () => {
      if (call.kind === 'request') throw new Error('a request flies');
      const world = state.world.copy();
      const answer = world.perform(call);
      const about = call.kind === 'command' ? rowOf(call.command) : undefined;
      if (about?.writes === true) written.add(about.row);
      return await answered({ ...state, world }, cast, index, id, answer);
    },
  };
}

async function answered(
  state: State,
  { automata }: Cast,
  index: number,
  id: number,
  answer: { kind: 'value'; value: unknown } | { kind: 'error'; error: Error },
): Promise<State> {
  const worker = state.workers[index];
  const automaton = automata[index];
  if (worker?.kind !== 'running' || automaton === undefined) throw new Error('nobody waits for this answer');
  return withWorker(state, index, { kind: 'running', place: await automaton.after(worker.place, id, answer) });
}

const unheard: Exchanged = { kind: 'unknown', reason: 'timeout' };

function leave(state: State, cast: Cast, index: number, { id, call }: Pending): Choice[] {
  if (call.kind !== 'request') return [];
  const { partner, request } = call;
  const what = `${name(index)}: ${wordsOf(call)}`;
  const flying: Flying = { worker: index, id, partner, request, isAlone: false };
  const left: Choice = {
    label: `${what} leaves`,
    run: async () => ({ ...state, flying: [...state.flying, flying] }),
  };
  if (state.faultsLeft === 0) return [left];
  const faulty = { ...state, faultsLeft: state.faultsLeft - 1 };
  const lost: Choice = {
    label: `${what} is lost on its way`,
    run: () => answered(faulty, cast, index, id, { kind: 'value', value: unheard }),
  };
  const late: Choice = {
    label: `${what} leaves, and is given up before it arrives`,
    run: () =>
      answered({ ...faulty, flying: [...state.flying, { ...flying, isAlone: true }] }, cast, index, id, {
        kind: 'value',
        value: unheard,
      }),
  };
  return [left, lost, late];
}

/** What a partner, or what stands before it, answers without doing anything. */
const refusals: readonly Reply[] = [
  { status: 500, body: '<html><body>Bad gateway</body></html>' },
  { status: 429, retryAfter: '30', body: '' },
  { status: 400, body: '{"error":{"code":"PARAM_INVALID"}}' },
];

function arrive(state: State, cast: Cast, flying: Flying): Choice[] {
  const { worker, id, partner, request, isAlone } = flying;
  const what = `${name(worker)}’s ${request.method} ${request.path} arrives`;
  const landed = () => ({ ...state, flying: state.flying.filter((one) => one !== flying) });
  const effect = () => {
    const world = state.world.copy();
    const reply = world.arrive(partner, request);
    return { state: { ...landed(), world }, reply };
  };
  if (isAlone) return [{ label: `${what}; nobody hears of it`, run: async () => effect().state }];
  const hears = (next: State, value: Exchanged) => answered(next, cast, worker, id, { kind: 'value', value });
  const normal: Choice = {
    label: `${what} and is answered`,
    run: () => {
      const { state: next, reply } = effect();
      return hears(next, { kind: 'answer', ...reply });
    },
  };
  if (state.faultsLeft === 0) return [normal];
  const faultsLeft = state.faultsLeft - 1;
  const unanswered: Choice = {
    label: `${what}, and the answer is lost`,
    run: () => hears({ ...effect().state, faultsLeft }, unheard),
  };
  const refused = refusals.map((reply) => ({
    label: `${what} and is refused with ${reply.status}`,
    run: () => hears({ ...landed(), faultsLeft }, { kind: 'answer', ...reply }),
  }));
  return [normal, unanswered, ...refused];
}
