import { hash } from 'node:crypto';
import type { PartnerRequest } from '../../lib/partners/connection.ts';
import type { Automaton, Place } from './automaton.ts';
import type { Ended, PartnerName } from './worker.ts';
import type { Learned } from './learned.ts';
import type { World } from './world.ts';

/** A worker among those that run at the same time. */
export type Worker = { kind: 'running'; place: Place } | { kind: 'over' };

/** A request that has left, and that its partner has not got yet. */
export interface Flying {
  /** Which worker's call it is. */
  worker: number;
  id: number;
  partner: PartnerName;
  request: PartnerRequest;
  /** Nobody waits for its answer any more. */
  isAlone: boolean;
}

/** Everything that decides what may happen from here. */
export interface State {
  world: World;
  workers: readonly Worker[];
  flying: readonly Flying[];
  /** The worker that may still crash. */
  mayCrash: number | undefined;
  /** The worker whose request may still meet a fault. */
  mayFail: number | undefined;
  /** Who took the last step, and how often one may still be stopped that could go on, so that another goes on. */
  last: number | undefined;
  switchesLeft: number;
}

/** Who runs, and with what. */
export interface Cast {
  automata: readonly Automaton[];
  learned: Learned;
}

const texts = new WeakMap<World, string>();

/** A world of a schedule never changes: a step makes another one. */
function textOf(world: World): string {
  const text = texts.get(world) ?? hash('sha1', world.text());
  texts.set(world, text);
  return text;
}

export function keyOf({ world, workers, flying, mayCrash, mayFail, last, switchesLeft }: State): string {
  const who = workers.map((worker) => (worker.kind === 'running' ? worker.place.digest : worker.kind));
  const left = flying.map(({ worker, id, request, isAlone }) =>
    // Whose request it was matters only to who waits for its answer.
    [isAlone ? '' : `${worker} ${id}`, JSON.stringify(request)].join(' '),
  );
  // Without a bound it does not matter who was last.
  const bound = Number.isFinite(switchesLeft) ? `${last} ${switchesLeft}` : '';
  return hash('sha1', [textOf(world), ...who, ...left.sort(), mayCrash, mayFail, bound].join('\n'));
}

/** With another worker in the place of one. */
export const withWorker = (state: State, index: number, worker: Worker): State => ({
  ...state,
  workers: state.workers.map((other, at) => (at === index ? worker : other)),
});

/** A message that was not handled comes back after this long at first. */
const failedMs = 2000;

/** When the message of an invocation comes back; `undefined`: it is deleted. */
export function backInMs(ended: Ended | undefined): number | undefined {
  if (ended?.kind !== 'verdict') return failedMs;
  return ended.verdict.done ? undefined : ended.verdict.againInSeconds * 1000;
}
