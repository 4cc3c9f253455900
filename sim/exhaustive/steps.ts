import type { Exchanged } from '../../lib/partners/exchange.ts';
import type { PartnerAnswer } from '../partners/network.ts';
import { rowOfCommand } from '../aws/command-row.ts';
import { backInMs, withWorker, type Cast, type Flying, type State } from './state.ts';
import { wordsOf, type CallResult, type WorkerEnd, type Pending } from './worker.ts';

/** A possible next step. */
export interface PossibleStep {
  /** For the story. */
  label: string;
  run: () => Promise<State>;
  /** The worker that continues. */
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

/** Returns the state after a worker's crash. */
export function crashed(state: State, index: number): State {
  const world = state.world.copy();
  world.release(index);
  return { ...withWorker({ ...state, world }, index, { kind: 'over' }), mayCrash: undefined };
}

/** A crash right after an effect. Other workers see nothing of a crash, so later crashes are the same as this one. */
const crashAfter = ({ mayCrash }: State, index: number, label: string, run: () => State): PossibleStep[] =>
  mayCrash === index ? [{ by: index, label: `${label}, and crashes`, run: async () => crashed(run(), index) }] : [];

export function perform(state: State, cast: Cast, index: number, { id, call }: Pending): PossibleStep[] {
  if (call.kind === 'request') return ask(state, cast, index, { id, call });
  const label = `${name(index)}: ${wordsOf(call)}`;
  const reads = call.kind === 'command' && rowOfCommand(call.command)?.writes === false;
  const done = () => {
    const world = reads ? state.world : state.world.copy();
    return { answer: world.perform(call), next: { ...state, world } };
  };
  const run = async () => {
    const { answer, next } = done();
    return await answered(next, cast, index, id, answer);
  };
  const continues: PossibleStep = { by: index, label, run };
  return reads ? [continues] : [continues, ...crashAfter(state, index, label, () => done().next)];
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

/** Answers of a partner, or of a proxy in front of it, that mean that nothing was done. */
const refusals: readonly PartnerAnswer[] = [
  { status: 500, body: '<html><body>Bad gateway</body></html>' },
  { status: 429, retryAfter: '30', body: '' },
  { status: 400, body: '{"error":{"code":"BAD_REQUEST"}}' },
];

/** Sending alone has no effect, so a request is sent and arrives in one step while its sender waits. */
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
  const hears = (how: string, after: () => { next: State; value: Exchanged }): PossibleStep => {
    const run = async () => {
      const { next, value } = after();
      return await answered(next, cast, index, id, { kind: 'value', value });
    };
    return { by: index, label: `${what} ${how}`, run };
  };
  const all = [
    hears('arrives and is answered', () => {
      const { next, reply } = arrived(state);
      return { next, value: { kind: 'answer', ...reply } };
    }),
    // The request may arrive immediately, later or never.
    ...crashAfter(state, index, `${what} is sent`, () => left(state)),
  ];
  if (!state.mayFail) return all;
  const faulty = { ...state, mayFail: false };
  return [
    ...all,
    hears('is lost', () => ({ next: faulty, value: unheard })),
    hears('is sent, and times out before it arrives', () => ({ next: left(faulty), value: unheard })),
    hears('arrives, and the answer is lost', () => ({ next: arrived(faulty).next, value: unheard })),
    ...refusals.map((reply) =>
      hears(`is refused with ${reply.status}`, () => ({ next: faulty, value: { kind: 'answer', ...reply } })),
    ),
  ];
}

/** The arrival of a request whose sender no longer waits. */
export const arrive = (state: State, flying: Flying): PossibleStep => ({
  label: `${name(flying.worker)}’s ${flying.request.method} ${flying.request.path} arrives, and nobody gets the answer`,
  run: async () => {
    const world = state.world.copy();
    world.arrive(flying.partner, flying.request);
    return { ...state, world, flying: state.flying.filter((one) => one !== flying) };
  },
});
