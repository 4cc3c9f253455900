import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Effect } from './futures.ts';
import { rowOfCommand } from '../aws/command-row.ts';
import type { Cast, State, WorkerState } from './state.ts';
import { arrive, endWorker, perform, type PossibleStep } from './steps.ts';
import type { WorkerCall } from './worker.ts';

/**
 * All that may happen next. Of what is independent, one order is enough (Godefroid's persistent sets), so these come alone:
 * - A read of a row that nobody else will write.
 * - All that one worker may do next, where nobody else can ever tell whether it was done before or after: see `isPrivate`.
 * Neither hides an end, nor the states of any row, nor the order in which requests arrive at a partner. A worker's steps are finite, so nothing
 * is put off for ever. What they rely on may turn out not to be so: then they are to be asked for again.
 */
export function choices(state: State, cast: Cast, key: string): PossibleStep[] {
  const all: PossibleStep[] = [];
  for (const [index, worker] of state.workers.entries()) {
    if (worker.kind !== 'running') continue;
    const others = othersOf(state, index);
    const may = (effect: Effect) => others.some(({ place }) => cast.futures.may(effect, place, key));
    const read = worker.place.pending.find(({ call }) => isReadOfOwn(call, worker, may));
    if (read !== undefined) return perform(state, cast, index, read);
    const own = choicesOf(state, cast, index, worker);
    if (isPrivate(state, worker, others.length > 0, may)) return own;
    all.push(...own);
  }
  for (const flying of state.flying) all.push(arrive(state, flying));
  return withinBound(state, all);
}

/**
 * Leaves out what would switch from a worker that could go on to another more often than the bound allows. What comes alone does not count:
 * to put it earlier takes switches away from a schedule and adds none.
 */
function withinBound({ last, switchesLeft }: State, all: readonly PossibleStep[]): PossibleStep[] {
  const lastCould = all.some(({ by }) => by !== undefined && by === last);
  return all.flatMap((choice) => {
    const { by } = choice;
    if (by === undefined) return [choice];
    const left = switchesLeft - (lastCould && by !== last ? 1 : 0);
    if (left < 0) return [];
    return [{ ...choice, run: async () => ({ ...(await choice.run()), last: by, switchesLeft: left }) }];
  });
}

type Running = Extract<WorkerState, { kind: 'running' }>;

const othersOf = (state: State, index: number): Running[] =>
  state.workers.filter((other, at): other is Running => other.kind === 'running' && at !== index);

/** What others may still do. */
type May = (effect: Effect) => boolean;

function isReadOfOwn(call: WorkerCall, { place }: Running, may: May): boolean {
  const about = call.kind === 'command' ? rowOfCommand(call.command) : undefined;
  if (about?.writes !== false) return false;
  const writes = (one: WorkerCall) =>
    one.kind === 'command' &&
    rowOfCommand(one.command)?.writes === true &&
    rowOfCommand(one.command)?.row === about.row;
  return !place.pending.some((own) => writes(own.call)) && !may(`write ${about.row}`);
}

/** All that one worker may do next. */
const choicesOf = (state: State, cast: Cast, index: number, { place }: Running): PossibleStep[] => [
  ...(place.ended === undefined ? [] : [endWorker(state, index, place.ended)]),
  ...place.pending.flatMap((pending) => perform(state, cast, index, pending)),
];

/**
 * Whether nothing that others may do, now or ever, reads or changes what this worker's next steps change, or changes what they read. What it
 * sends to a queue or publishes is looked at only when all have ended. Its own crash is among its steps, and no other worker's depend on it:
 * who may crash is decided at the beginning. Of faults there is one for all.
 */
function isPrivate(state: State, { place }: Running, hasOthers: boolean, may: May): boolean {
  return place.pending.every(({ call }) => {
    if (call.kind === 'publish') return true;
    if (call.kind === 'request') {
      if (state.flying.length > 0 || may(`ask ${call.partner}`)) return false;
      return !state.mayFail || (!may('ask ThankU') && !may('ask Thanx'));
    }
    const { command } = call;
    if (command instanceof SendMessageCommand) return true;
    const about = rowOfCommand(command);
    if (about === undefined) return !hasOthers;
    return !may(`write ${about.row}`) && !(about.writes && may(`read ${about.row}`));
  });
}
