import { housekeeping } from '../../functions/housekeeping/housekeeping.ts';
import { hourMs } from '../../lib/durations.ts';
import { NotModelled } from '../aws/not-modelled.ts';
import { housekeepingPorts } from '../ports/housekeeping.ts';
import { names, simTimeouts } from '../stage.ts';
import { backInMs } from './state.ts';
import { start, type WorkerCall, type WorkerEnd, type WorkerCode } from './worker.ts';
import type { Message, ExploredWorld } from './world.ts';

/** What a function does with a message of a queue. */
export type Decide = (message: Message) => WorkerCode;

/** What has not changed for this long never will: the longest wait here is that of a receipt for its looks. */
const quietMs = 2 * hourMs;
const housekeepingEveryMs = 60_000;
/** Nothing is missed if nothing changes. */
const idleHousekeepingMs = 15 * 60_000;
/** What takes longer never ends: a fault of the product, or of the exploration. */
const mostRuns = 500;

/** A worker runs by itself from beginning to end; each of its calls is done at once. @throws NotModelled */
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
  // The product handles errors; this one is nobody's to handle.
  if (notModelled !== undefined) throw notModelled;
  return ended;
}

const keepHouse: WorkerCode = async ({ surroundings }) => {
  await housekeeping(housekeepingPorts(surroundings), () => simTimeouts.housekeepingMs);
  return { done: true };
};

/**
 * No more faults, and one worker at a time: messages that come back are worked on, and housekeeping runs when a row is due, until
 * all is settled or nothing changes any more.
 * @throws when it never ends
 */
export async function settleWorld(world: ExploredWorld, decide: Decide): Promise<void> {
  let changedMs = world.nowMs;
  let before = '';
  for (let runs = 1; runs <= mostRuns; runs++) {
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
  throw new Error(`after ${mostRuns} runs of workers and housekeeping the rows still change`);
}

/** Dead letters are a person's. */
const next = (messages: readonly Message[]): Message | undefined =>
  messages
    .filter(({ url }) => url !== names.ordersDlq && url !== names.loyaltyDlq)
    .toSorted((a, b) => a.visibleAtMs - b.visibleAtMs)[0];

function earliestDue({ table }: ExploredWorld): number | undefined {
  let earliest: number | undefined;
  for (const { dueKind, dueAt } of table.rows(names.orders)) {
    // What waits for a person, and what Thanx has not decided about, which may take a month.
    if (typeof dueAt !== 'number' || dueKind === 'stuck' || dueKind === 'follow') continue;
    if (earliest === undefined || dueAt < earliest) earliest = dueAt;
  }
  return earliest;
}

/** The states of all rows, without the instants at which they are looked at again. */
const orders = ({ table }: ExploredWorld): string =>
  JSON.stringify([...table.rows(names.orders)].map(({ pk, sk, state, dueKind }) => [pk, sk, state, dueKind]));
