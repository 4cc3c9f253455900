import type { PartnerRequest } from '../../lib/partners/exchange.ts';
import type { Automaton, WorkerPlace } from './automaton.ts';
import { byShape, canonical, shapeOf, type Shape } from './canonical.ts';
import type { Futures } from './futures.ts';
import type { WorkerEnd, PartnerName } from './worker.ts';
import type { ExploredWorld } from './world.ts';

/** A worker among those that run at the same time. */
export type WorkerState = { kind: 'running'; place: WorkerPlace } | { kind: 'over' };

/** A request that has left, that its partner has not got yet, and whose answer nobody waits for any more. */
export interface Flying {
  /** Whose it was. */
  worker: number;
  partner: PartnerName;
  request: PartnerRequest;
}

/** Everything that decides what may happen from here. */
export interface State {
  world: ExploredWorld;
  workers: readonly WorkerState[];
  flying: readonly Flying[];
  /** The worker that may still crash. */
  mayCrash: number | undefined;
  /** Whether a request may still meet a fault. */
  mayFail: boolean;
  /** Who took the last step, and how often one may still be stopped that could go on, so that another goes on. */
  last: number | undefined;
  switchesLeft: number;
}

/** Who runs, and with what. */
export interface Cast {
  automata: readonly Automaton[];
  futures: Futures;
}

/** Two states with the same key have the same future, but for who is called A and for the names of ids. */
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

/** Whether it may still ask somebody. */
const isAtWork = (worker: WorkerState): boolean => worker.kind === 'running' && worker.place.ended === undefined;

/** With another worker in the place of one. */
export const withWorker = (state: State, index: number, worker: WorkerState): State => ({
  ...state,
  workers: state.workers.map((other, at) => (at === index ? worker : other)),
});

/** A message that was not handled comes back after this long at first. */
const failedMs = 2000;

/** When the message of an invocation comes back; `undefined`: it is deleted. */
export function backInMs(ended: WorkerEnd | undefined): number | undefined {
  if (ended?.kind !== 'verdict') return failedMs;
  return ended.verdict.done ? undefined : ended.verdict.againInSeconds * 1000;
}
