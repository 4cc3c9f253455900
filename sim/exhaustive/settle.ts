import { housekeeping } from '../../functions/housekeeping/housekeeping.ts';
import { hourMs } from '../../lib/durations.ts';
import { NotModelled } from '../aws/not-modelled.ts';
import { housekeepingPorts } from '../ports/housekeeping.ts';
import { names, simTimeouts } from '../stage.ts';
import { backInMs } from './state.ts';
import { start, type WorkerCall, type WorkerEnd, type WorkerCode } from './worker.ts';
import type { Message, ExploredWorld } from './world.ts';

/** Returns a function's code for a message. */
export type Decide = (message: Message) => WorkerCode;

/** Without a change for this long, nothing will change any more: the longest wait is the one between two lookups of a receipt. */
const quietMs = 2 * hourMs;
const housekeepingEveryMs = 60_000;
/** While nothing changes, longer intervals miss nothing. */
const idleHousekeepingMs = 15 * 60_000;
/** More runs mean that it never ends, which is a fault of the product or of the exploration. */
const maxRuns = 500;

/** Runs a worker alone from beginning to end, and answers its calls immediately. @throws NotModelled */
export async function runAlone(name: string, world: ExploredWorld, work: WorkerCode): Promise<WorkerEnd> {
  let notModelled: NotModelled | undefined;
  const hand = async (call: WorkerCall): Promise<unknown> => {
    if (call.kind === 'request') return { kind: 'answer', ...world.arrive(call.partner, call.request) };
    try {
      const answer = world.perform(call);
      if (answer.kind === 'value') return answer.value;
      throw answer.error;
    } catch (error) {
      if (error instanceof NotModelled) notModelled = error;
      throw error;
    }
  };
  let ids = 0;
  const newId = () => `${name}-${++ids}`;
  const ended = await start({ nowMs: world.nowMs, newId, hand }, work).then(
    (verdict) => ({ kind: 'verdict' as const, verdict }),
    (error: unknown) => ({ kind: 'threw' as const, error }),
  );
  // The product handles all errors, but must not handle this one.
  if (notModelled !== undefined) throw notModelled;
  return ended;
}

const keepHouse: WorkerCode = async ({ surroundings }) => {
  await housekeeping(housekeepingPorts(surroundings), () => simTimeouts.housekeepingMs);
  return { done: true };
};

/**
 * Runs one worker at a time without faults: for messages that come back, and housekeeping when a row is due. Stops when everything is settled
 * or nothing changes any more.
 * @throws Error if it never ends
 */
export async function settleWorld(world: ExploredWorld, decide: Decide): Promise<void> {
  let changedMs = world.nowMs;
  let before = '';
  for (let runs = 1; runs <= maxRuns; runs++) {
    const message = next(world.messages);
    const dueMs = earliestDue(world);
    const name = `later-${runs}`;
    if (message === undefined && world.nowMs - changedMs > quietMs) return;
    if (message !== undefined && message.visibleAtMs <= (dueMs ?? Number.POSITIVE_INFINITY)) {
      world.nowMs = Math.max(world.nowMs, message.visibleAtMs);
      world.messages = world.messages.filter((other) => other !== message);
      const backMs = backInMs(await runAlone(name, world, decide(message)));
      if (backMs !== undefined) world.messages = [...world.messages, { ...message, visibleAtMs: world.nowMs + backMs }];
    } else if (dueMs !== undefined) {
      const sinceMs = world.nowMs === changedMs ? housekeepingEveryMs : idleHousekeepingMs;
      world.nowMs = Math.max(world.nowMs + sinceMs, dueMs);
      await runAlone(name, world, keepHouse);
    } else return;
    const now = orders(world);
    if (now !== before) changedMs = world.nowMs;
    before = now;
  }
  throw new Error(`after ${maxRuns} runs of workers and housekeeping the rows still change`);
}

/** The next message to process. Dead letters are left to people. */
const next = (messages: readonly Message[]): Message | undefined =>
  messages
    .filter(({ url }) => url !== names.ordersDlq && url !== names.loyaltyDlq)
    .toSorted((a, b) => a.visibleAtMs - b.visibleAtMs)[0];

function earliestDue({ table }: ExploredWorld): number | undefined {
  let earliest: number | undefined;
  for (const { dueKind, dueAt } of table.rows(names.orders)) {
    // Rows that wait for a person, receipts that wait for Thanx's decision, and baskets that may be refunded, both for a month.
    if (typeof dueAt !== 'number' || dueKind === 'stuck' || dueKind === 'follow' || dueKind === 'refundable') continue;
    if (earliest === undefined || dueAt < earliest) earliest = dueAt;
  }
  return earliest;
}

/** The states of all rows, without the times when they are due. */
const orders = ({ table }: ExploredWorld): string =>
  JSON.stringify([...table.rows(names.orders)].map(({ pk, sk, state, dueKind }) => [pk, sk, state, dueKind]));
