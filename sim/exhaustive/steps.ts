import type { Exchanged } from '../../lib/partners/exchange.ts';
import type { PartnerAnswer } from '../partners/network.ts';
import { rowOfCommand } from '../aws/command-row.ts';
import { backInMs, withWorker, type Cast, type Flying, type State } from './state.ts';
import { wordsOf, type CallResult, type WorkerEnd, type Pending } from './worker.ts';

/** Something that may happen next. */
export interface PossibleStep {
  /** In words, for the story. */
  label: string;
  run: () => Promise<State>;
  /** The worker that goes on. */
  by?: number;
}

const name = (worker: number): string => `worker ${'AB'[worker] ?? worker}`;

export function endWorker(state: State, index: number, ended: WorkerEnd): PossibleStep {
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

/** The state in which a worker has crashed. */
export function crashed(state: State, index: number): State {
  const world = state.world.copy();
  world.release(index);
  return { ...withWorker({ ...state, world }, index, { kind: 'over' }), mayCrash: undefined };
}

/**
 * What a worker crashes after. A crash touches nothing that others see before they end, so one at any other moment comes to the same as one
 * right after its last effect.
 */
const crashAfter = (
  { mayCrash }: State,
  index: number,
  label: string,
  run: () => Promise<State> | State,
): PossibleStep[] =>
  mayCrash === index
    ? [{ by: index, label: `${label}, and crashes`, run: async () => crashed(await run(), index) }]
    : [];

export function perform(state: State, cast: Cast, index: number, { id, call }: Pending): PossibleStep[] {
  if (call.kind === 'request') return ask(state, cast, index, { id, call });
  const label = `${name(index)}: ${wordsOf(call)}`;
  // A read leaves the world as it is.
  const reads = call.kind === 'command' && rowOfCommand(call.command)?.writes === false;
  const done = () => {
    const world = reads ? state.world : state.world.copy();
    return { answer: world.perform(call), next: { ...state, world } };
  };
  const goesOn: PossibleStep = {
    by: index,
    label,
    run: async () => {
      const { answer, next } = done();
      return await answered(next, cast, index, id, answer);
    },
  };
  return reads ? [goesOn] : [goesOn, ...crashAfter(state, index, label, () => done().next)];
}

async function answered(state: State, cast: Cast, index: number, id: number, answer: CallResult): Promise<State> {
  const worker = state.workers[index];
  const automaton = cast.automata[index];
  if (worker?.kind !== 'running' || automaton === undefined) throw new Error('nobody waits for this answer');
  const place = await automaton.after(worker.place, id, answer);
  cast.futures.note(worker.place, place);
  return withWorker(state, index, { kind: 'running', place });
}

const unheard: Exchanged = { kind: 'unknown', reason: 'timeout' };

/** What a partner, or what stands before it, answers without doing anything. */
const refusals: readonly PartnerAnswer[] = [
  { status: 500, body: '<html><body>Bad gateway</body></html>' },
  { status: 429, retryAfter: '30', body: '' },
  { status: 400, body: '{"error":{"code":"PARAM_INVALID"}}' },
];

/** Leaving does nothing by itself, so a request whose answer is awaited leaves when it arrives. */
function ask(state: State, cast: Cast, index: number, { id, call }: Pending): PossibleStep[] {
  if (call.kind !== 'request') return [];
  const { partner, request } = call;
  const what = `${name(index)}: ${wordsOf(call)}`;
  const flying: Flying = { worker: index, partner, request };
  const left = (from: State): State => ({ ...from, flying: [...from.flying, flying] });
  const arrived = (from: State) => {
    const world = from.world.copy();
    const reply = world.arrive(partner, request);
    return { next: { ...from, world }, reply };
  };
  const hears = (how: string, after: () => { next: State; value: Exchanged }): PossibleStep => ({
    by: index,
    label: `${what} ${how}`,
    run: async () => {
      const { next, value } = after();
      return await answered(next, cast, index, id, { kind: 'value', value });
    },
  });
  const all = [
    hears('arrives and is answered', () => {
      const { next, reply } = arrived(state);
      return { next, value: { kind: 'answer', ...reply } };
    }),
    // Whether it arrives at once, later or not at all is open.
    ...crashAfter(state, index, `${what} leaves`, () => left(state)),
  ];
  if (!state.mayFail) return all;
  const faulty = { ...state, mayFail: false };
  return [
    ...all,
    hears('is lost on its way', () => ({ next: faulty, value: unheard })),
    hears('leaves, and is given up before it arrives', () => ({ next: left(faulty), value: unheard })),
    hears('arrives, and the answer is lost', () => ({ next: arrived(faulty).next, value: unheard })),
    ...refusals.map((reply) =>
      hears(`is refused with ${reply.status}`, () => ({ next: faulty, value: { kind: 'answer', ...reply } })),
    ),
  ];
}

/** A request arrives that nobody waits for. */
export const arrive = (state: State, flying: Flying): PossibleStep => ({
  label: `${name(flying.worker)}’s ${flying.request.method} ${flying.request.path} arrives; nobody hears of it`,
  run: async () => {
    const world = state.world.copy();
    world.arrive(flying.partner, flying.request);
    return { ...state, world, flying: state.flying.filter((one) => one !== flying) };
  },
});
