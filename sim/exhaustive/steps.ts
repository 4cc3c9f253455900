import type { Exchanged } from '../../lib/partners/connection.ts';
import type { Answer as Reply } from '../partners/network.ts';
import { rowOf } from './row-of.ts';
import { backInMs, withWorker, type Cast, type Flying, type State } from './state.ts';
import { wordsOf, type Answer, type Ended, type Pending } from './worker.ts';

/** Something that may happen next. */
export interface Choice {
  /** In words, for the story. */
  label: string;
  run: () => Promise<State>;
  /** The worker that goes on. */
  by?: number;
}

const name = (worker: number): string => `worker ${'AB'[worker] ?? worker}`;

export function end(state: State, index: number, ended: Ended): Choice {
  const backMs = backInMs(ended);
  return {
    by: index,
    label: `${name(index)} ends, and its message ${backMs === undefined ? 'is deleted' : `comes back in ${backMs / 1000} s`}`,
    run: async () => {
      const world = state.world.copy();
      if (backMs === undefined) world.remove(index);
      else world.release(index, world.nowMs + backMs);
      return withWorker({ ...state, world }, index, { kind: 'over' });
    },
  };
}

export function crash(state: State, index: number): Choice {
  return {
    label: `${name(index)} crashes`,
    run: async () => {
      const world = state.world.copy();
      world.release(index);
      return {
        ...withWorker({ ...state, world }, index, { kind: 'over' }),
        flying: state.flying.map((one) => (one.worker === index ? { ...one, isAlone: true } : one)),
        mayCrash: undefined,
        // Nobody is left to meet it.
        mayFail: state.mayFail === index ? undefined : state.mayFail,
      };
    },
  };
}

export function perform(state: State, cast: Cast, index: number, { id, call }: Pending): Choice {
  return {
    by: index,
    label: `${name(index)}: ${wordsOf(call)}`,
    run: async () => {
      if (call.kind === 'request') throw new Error('a request flies');
      // A read leaves the world as it is.
      const reads = call.kind === 'command' && rowOf(call.command)?.writes === false;
      const world = reads ? state.world : state.world.copy();
      const answer = world.perform(call);
      cast.learned.note(id, call);
      return await answered({ ...state, world }, cast, index, id, answer);
    },
  };
}

async function answered(state: State, { automata }: Cast, index: number, id: number, answer: Answer): Promise<State> {
  const worker = state.workers[index];
  const automaton = automata[index];
  if (worker?.kind !== 'running' || automaton === undefined) throw new Error('nobody waits for this answer');
  return withWorker(state, index, { kind: 'running', place: await automaton.after(worker.place, id, answer) });
}

const unheard: Exchanged = { kind: 'unknown', reason: 'timeout' };

export function leave(state: State, cast: Cast, index: number, { id, call }: Pending): Choice[] {
  if (call.kind !== 'request') return [];
  const { partner, request } = call;
  const what = `${name(index)}: ${wordsOf(call)}`;
  const flying: Flying = { worker: index, id, partner, request, isAlone: false };
  const left: Choice = {
    by: index,
    label: `${what} leaves`,
    async run() {
      cast.learned.note(id, call);
      return { ...state, flying: [...state.flying, flying] };
    },
  };
  if (state.mayFail !== index) return [left];
  const faulty = { ...state, mayFail: undefined };
  const lost: Choice = {
    by: index,
    label: `${what} is lost on its way`,
    run: () => answered(faulty, cast, index, id, { kind: 'value', value: unheard }),
  };
  const late: Choice = {
    by: index,
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

export function arrive(state: State, cast: Cast, flying: Flying): Choice[] {
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
  if (state.mayFail !== worker) return [normal];
  const unanswered: Choice = {
    label: `${what}, and the answer is lost`,
    run: () => hears({ ...effect().state, mayFail: undefined }, unheard),
  };
  const refused = refusals.map((reply) => ({
    label: `${what} and is refused with ${reply.status}`,
    run: () => hears({ ...landed(), mayFail: undefined }, { kind: 'answer', ...reply }),
  }));
  return [normal, unanswered, ...refused];
}
