import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Exchanged } from '../../lib/partners/connection.ts';
import type { Answer as Reply } from '../partners/network.ts';
import { backInMs, withWorker, type Cast, type Flying, type State, type Worker } from './state.ts';
import { rowOf } from './row-of.ts';
import { wordsOf, type Answer, type Call, type Ended, type Pending } from './worker.ts';

/** Something that may happen next. */
export interface Choice {
  /** In words, for the story. */
  label: string;
  run: () => Promise<State>;
  /** The worker that goes on. */
  by?: number;
}

const name = (worker: number): string => `worker ${'AB'[worker] ?? worker}`;

/**
 * All that may happen next. Of what is independent, one order is enough (Godefroid's persistent sets), so these come alone:
 * - A read of a row that nobody ever writes.
 * - All that one worker may do next, where nobody else can ever tell whether it was done before or after: see `isPrivate`.
 * Neither hides an end, nor the states of any row, nor the order in which requests arrive at a partner. A worker's steps are finite, so nothing
 * is put off for ever. A crash between the effect of a call and its answer is the same as one before the worker's next call: in between
 * it touches nothing but its own memory.
 */
export function choices(state: State, cast: Cast): Choice[] {
  const all: Choice[] = [];
  for (const [index, worker] of state.workers.entries()) {
    if (worker.kind !== 'running') continue;
    const read = worker.place.pending.find(({ call }) => isReadOfConstant(call, cast));
    if (read !== undefined) return [perform(state, cast, index, read)];
    const own = choicesOf(state, cast, index, worker);
    if (isPrivate(state, cast, index, worker)) return own;
    all.push(...own);
  }
  for (const flying of state.flying) if (flying.isAlone) all.push(...arrive(state, cast, flying));
  return withinBound(state, all);
}

/**
 * Leaves out what would switch from a worker that could go on to another more often than the bound allows. What comes alone does not count:
 * to put it earlier takes switches away from a schedule and adds none.
 */
function withinBound({ last, switchesLeft }: State, all: readonly Choice[]): Choice[] {
  const lastCould = all.some(({ by }) => by !== undefined && by === last);
  return all.flatMap((choice) => {
    const { by } = choice;
    if (by === undefined) return [choice];
    const left = switchesLeft - (lastCould && by !== last ? 1 : 0);
    if (left < 0) return [];
    return [{ ...choice, run: async () => ({ ...(await choice.run()), last: by, switchesLeft: left }) }];
  });
}

const isReadOfConstant = (call: Call, { learned }: Cast): boolean => {
  const about = call.kind === 'command' ? rowOf(call.command) : undefined;
  return about?.writes === false && !learned.isEverWritten(about.row);
};

type Running = Extract<Worker, { kind: 'running' }>;

/** All that one worker may do next, and what becomes of its request that is on its way. */
function choicesOf(state: State, cast: Cast, index: number, { place }: Running): Choice[] {
  const all = place.ended === undefined ? [] : [end(state, index, place.ended)];
  for (const pending of place.pending) {
    const flying = state.flying.find((one) => !one.isAlone && one.worker === index && one.id === pending.id);
    if (flying !== undefined) all.push(...arrive(state, cast, flying));
    else if (pending.call.kind === 'request') all.push(...leave(state, cast, index, pending));
    else all.push(perform(state, cast, index, pending));
  }
  if (state.mayCrash === index) all.push(crash(state, index));
  return all;
}

/**
 * Whether nothing that others may do, now or ever, reads or changes what this worker's next steps change, or changes what they read. What it
 * sends to a queue or publishes is looked at only when all have ended. A request that leaves does nothing before it arrives. Its own crash and its
 * own fault are among its steps, and no other worker's depend on them: who may have them is decided at the beginning.
 */
function isPrivate(state: State, { learned }: Cast, index: number, { place }: Running): boolean {
  const others = state.workers.flatMap((other, at) =>
    other.kind === 'running' && at !== index ? [Math.min(...other.place.pending.map(({ id }) => id))] : [],
  );
  return place.pending.every(({ id, call }) => {
    if (call.kind === 'publish') return true;
    if (call.kind === 'request') {
      const flies = state.flying.some((one) => one.worker === index && one.id === id && !one.isAlone);
      if (!flies) return true;
      const isWatched = state.flying.some((one) => one.worker !== index || one.isAlone);
      return !isWatched && !others.some((next) => learned.mayStill(`ask ${call.partner}`, next));
    }
    const { command } = call;
    if (command instanceof SendMessageCommand) return true;
    const about = rowOf(command);
    if (about === undefined) return others.length === 0;
    return !others.some(
      (next) =>
        learned.mayStill(`write ${about.row}`, next) || (about.writes && learned.mayStill(`read ${about.row}`, next)),
    );
  });
}

function end(state: State, index: number, ended: Ended): Choice {
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

function crash(state: State, index: number): Choice {
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

function perform(state: State, cast: Cast, index: number, { id, call }: Pending): Choice {
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

function leave(state: State, cast: Cast, index: number, { id, call }: Pending): Choice[] {
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
