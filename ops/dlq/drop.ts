import type { Output } from '../cli/output.ts';
import { countCell, number } from '../cli/words.ts';
import { nameOf, type Dead } from './dead.ts';
import { countedActions, type ReplayAction, actionOf, unlessBroken, type ReplayPorts } from './action.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { forgetUnclaimed } from '../../lib/privacy/unclaimed.ts';
import { ParkedEvent } from '../../lib/store/parked.ts';
import type { Progress } from '../cli/progress.ts';
import type { Filters } from './filters.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched } from './search.ts';

/** How many dead letters met which action, with the first few of each by name. */
export interface ActionCounts {
  counts: Partial<Record<ReplayAction, number>>;
  examples: Partial<Record<ReplayAction, string[]>>;
  add(dead: Dead, action: ReplayAction, detail?: string): void;
}

const maxExamples = 10;

export function actionCounts(): ActionCounts {
  const counts: ActionCounts['counts'] = {};
  const examples: ActionCounts['examples'] = {};
  return {
    counts,
    examples,
    add(dead, action, detail) {
      counts[action] = (counts[action] ?? 0) + 1;
      const few = (examples[action] ??= []);
      const name = detail === undefined ? nameOf(dead) : `${nameOf(dead)}: ${detail}`;
      if (few.length < maxExamples && !few.includes(name)) few.push(name);
    },
  };
}

/** A table of replayActions in words, and below it the names of those in `named`. */
export function printActionCounts(
  out: Output,
  { counts, examples }: Pick<ActionCounts, 'counts' | 'examples'>,
  words: (action: ReplayAction) => string,
  { named, done }: { named: (action: ReplayAction) => boolean; done: boolean },
): void {
  const met = countedActions(counts);
  out.table(
    ['messages', done ? 'what was done' : 'what would be done'],
    met.map((action) => [countCell(counts[action] ?? 0), words(action)]),
  );
  for (const action of met.filter(named)) {
    const few = examples[action] ?? [];
    const more = (counts[action] ?? 0) - few.length;
    out.line(`${action}: ${few.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`);
  }
}

/** What goes with a message, by what replaying would have done with it. */
export const dropActions = {
  'left-over': 'letters of orders that have since continued: nothing is lost',
  retry: 'letters of orders that have failed: these stay failed, and stuck still shows them',
  'retry-older': 'letters of orders that have failed: these stay failed, and stuck still shows them',
  refreeze: 'letters of orders that have failed',
  'settings-changed': 'letters of orders that have failed',
  'failed-again': 'letters of orders that have failed',
  event: 'events that never reached their claim: possibly orders that are stored nowhere else',
  wake: 'wake-ups: housekeeping finds their rows anyway',
  'needs-resolve': 'letters of orders that need `orders resolve`',
  'data-gone': 'letters of orders whose data is gone',
  'no-order': 'letters of orders that this stage does not have',
  unreadable: 'messages that can’t be read',
  broken: 'messages whose order’s rows can’t be read',
} as const satisfies Record<ReplayAction, string>;

export interface DropChoice {
  /** Only those that are left over. */
  leftOver: boolean;
  /** Also whole events. */
  events: boolean;
}

export const isDropped = (action: ReplayAction, { leftOver, events }: DropChoice): boolean =>
  leftOver ? action === 'left-over' : action !== 'event' || events;

const asItIs = { startedAt: Number.POSITIVE_INFINITY, refreeze: false, asFrozen: true };

/** An event of a newer version can't be read here, and may be an order that is stored nowhere else. */
const mayBeEvent = ({ body }: Dead): boolean => ParkedEvent.safeParse(jsonOrUndefined(body)).success;

/** Removes what matches, or only says what that would remove. */
export async function dropDead(
  ports: ReplayPorts,
  queues: readonly DeadQueue[],
  filters: Filters,
  run: DropChoice & { yes: boolean; signal: AbortSignal; progress: Progress; counts: ActionCounts },
): Promise<Searched> {
  const visit = async (dead: Dead) => {
    const found = await unlessBroken(() => actionOf(ports, dead, asItIs));
    const action = found.action === 'unreadable' && mayBeEvent(dead) ? 'event' : found.action;
    if (run.leftOver && action !== 'left-over') return 'keep';
    run.counts.add(dead, action);
    if (!run.yes || !isDropped(action, run)) return 'keep';
    const { message, orders } = dead;
    if (message.kind === 'event' && message.event.type === 'paid')
      for (const { shop, pid } of orders) await forgetUnclaimed(ports.store, shop, pid);
    return 'remove';
  };
  return await searchDead(ports, queues, filters, visit, {
    nowMs: ports.now(),
    signal: run.signal,
    progress: run.progress,
  });
}
