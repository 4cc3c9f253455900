import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Effect } from './futures.ts';
import { rowOfCommand } from '../aws/command-row.ts';
import type { Cast, State, WorkerState } from './state.ts';
import { arrive, endWorker, perform, type PossibleStep } from './steps.ts';
import type { WorkerCall } from './worker.ts';

/**
 * Returns all possible next steps. For independent steps, one order is enough (Godefroid's persistent sets), so these are returned alone:
 * - a read of a row that no other worker will write
 * - all next steps of a worker, if no other worker can ever observe when they happened (`isPrivate`)
 * This hides no end, no state of a row, and no order in which requests arrive at a partner. A worker's steps are finite, so nothing is
 * postponed forever. If an assumption about the future turns out wrong, the state's choices are computed again.
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
 * Leaves out steps that would exceed the bound of switches away from a worker that could continue. Steps that are returned alone don't count:
 * moving them forward never adds a switch to a schedule.
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

/** Whether other workers may still cause the effect. */
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

/** All next steps of one worker. */
const choicesOf = (state: State, cast: Cast, index: number, { place }: Running): PossibleStep[] => [
  ...(place.ended === undefined ? [] : [endWorker(state, index, place.ended)]),
  ...place.pending.flatMap((pending) => perform(state, cast, index, pending)),
];

/**
 * Whether other workers will never read or change what this worker's next steps change, nor change what they read. Messages and events that it
 * sends are only read when all workers have ended. Its crash is one of its own steps, and which worker may crash is decided at the beginning.
 * All workers share the one fault.
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
