import { jsonOrUndefined } from '../../lib/json.ts';
import { forgetUnclaimed } from '../../lib/privacy/unclaimed.ts';
import { ParkedEvent } from '../../lib/store/parked.ts';
import type { Progress } from '../cli/progress.ts';
import type { Dead } from './dead.ts';
import { actionOf, unlessBroken, type ReplayAction, type ReplayPorts } from './action.ts';
import type { Filters } from './filters.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched } from './search.ts';
import type { ActionCounts } from './action-counts.ts';

/** What is deleted, by the action that a replay would take. */
export const dropActions = {
  'left-over': 'letters of orders that have since continued: nothing is lost',
  retry: 'letters of orders that have failed: these stay failed, and stuck still shows them',
  'retry-older': 'letters of orders that have failed: these stay failed, and stuck still shows them',
  refreeze: 'letters of orders that have failed',
  'settings-changed': 'letters of orders that have failed',
  'failed-again': 'letters of orders that have failed',
  'retry-notices': 'letters of notifications that have failed: these stay failed, and stuck still shows them',
  event: 'events that never reached their claim: possibly orders that are stored nowhere else',
  wake: 'wake-ups: housekeeping finds their rows anyway',
  'needs-resolve': 'letters of orders that need `orders resolve`',
  'data-gone': 'letters of orders whose data is gone',
  'no-order': 'letters of orders that this stage does not have',
  unreadable: 'messages that can’t be read',
  broken: 'messages whose order’s rows can’t be read',
} as const satisfies Record<ReplayAction, string>;

export interface DropChoice {
  /** Drops only leftover letters. */
  leftOver: boolean;
  /** Also drops whole events. */
  events: boolean;
}

export const isDropped = (action: ReplayAction, { leftOver, events }: DropChoice): boolean =>
  leftOver ? action === 'left-over' : action !== 'event' || events;

const asItIs = { startedAt: Number.POSITIVE_INFINITY, refreeze: false, asFrozen: true };

/** This version can't read a newer version's event, which may be an order that is stored nowhere else. */
const mayBeEvent = ({ body }: Dead): boolean => ParkedEvent.safeParse(jsonOrUndefined(body)).success;

/** Deletes matching messages, or only counts them. */
export async function dropDead(
  ports: ReplayPorts,
  queues: readonly DeadQueue[],
  filters: Filters,
  run: DropChoice & { yes: boolean; signal: AbortSignal; progress?: Progress; counts: ActionCounts },
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
    ...(run.progress && { progress: run.progress }),
  });
}
