import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { rowOf } from './row-of.ts';
import type { Cast, State, Worker } from './state.ts';
import { arrive, crash, end, leave, perform, type Choice } from './steps.ts';
import type { Call } from './worker.ts';

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
