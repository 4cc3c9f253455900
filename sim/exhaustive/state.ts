import type { PartnerRequest } from '../../lib/partners/exchange.ts';
import type { Automaton, WorkerPlace } from './automaton.ts';
import { byShape, canonical, shapeOf, type Shape } from './canonical.ts';
import type { Futures } from './futures.ts';
import type { WorkerEnd, PartnerName } from './worker.ts';
import type { ExploredWorld } from './world.ts';

/** One of the concurrent workers. */
export type WorkerState = { kind: 'running'; place: WorkerPlace } | { kind: 'over' };

/** A request that was sent but hasn't arrived, and whose sender no longer waits. */
export interface Flying {
  /** The sender. */
  worker: number;
  partner: PartnerName;
  request: PartnerRequest;
}

/** Everything that decides what can happen next. */
export interface State {
  world: ExploredWorld;
  workers: readonly WorkerState[];
  flying: readonly Flying[];
  /** The worker that may still crash. */
  mayCrash: number | undefined;
  /** Whether a request may still fail. */
  mayFail: boolean;
  /** The worker that took the last step. */
  last: number | undefined;
  /** How many switches away from a worker that could continue are still allowed. */
  switchesLeft: number;
}

/** The workers' code, and what is known about their futures. */
export interface Cast {
  automata: readonly Automaton[];
  futures: Futures;
}

/** States with the same key have the same future, except for which worker is called A and for the names of ids. */
export function stateKey(state: State): string {
  const { world, workers, flying, mayCrash, mayFail, last, switchesLeft } = state;
  const bounded = Number.isFinite(switchesLeft);
  const who = workers.map((worker, index): Shape => {
    if (worker.kind === 'over') return shapeOf(bounded && last === index ? 'over last' : 'over');
    const { shape, ids } = worker.place.known;
    return { ...shapeOf(`${shape} ${mayCrash === index} ${bounded && last === index}`), ids };
  });
  const left = flying.map(({ partner, request }) => shapeOf(JSON.stringify([partner, request])));
  const rest = shapeOf(`${mayFail && workers.some(isAtWork)} ${bounded ? switchesLeft : ''}`);
  return canonical([...world.shapes(), rest, ...left.toSorted(byShape), ...who.toSorted(byShape)]);
}

/** Whether it may still make calls. */
const isAtWork = (worker: WorkerState): boolean => worker.kind === 'running' && worker.place.ended === undefined;

/** Returns the state with one worker replaced. */
export const withWorker = (state: State, index: number, worker: WorkerState): State => ({
  ...state,
  workers: state.workers.map((other, at) => (at === index ? worker : other)),
});

/** The first delay of a message that wasn't handled. */
const failedMs = 2000;

/** When an invocation's message comes back, ms; `undefined` if it is deleted. */
export function backInMs(ended: WorkerEnd | undefined): number | undefined {
  if (ended?.kind !== 'verdict') return failedMs;
  return ended.verdict.done ? undefined : ended.verdict.againInSeconds * 1000;
}
