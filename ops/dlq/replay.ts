import { ThankflowError } from '../../lib/errors.ts';
import { anotherChance } from '../repair/apply-refreeze.ts';
import { retryNotices } from '../repair/retry-notices.ts';
import { ofShop } from '../../lib/queue/send.ts';
import { ofPoll } from '../../lib/queue/wake.ts';
import type { Spool } from '../queue/spool.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { pacer } from '../queue/pacer.ts';
import type { Progress } from '../cli/progress.ts';
import type { Dead } from './dead.ts';
import {
  actionOf,
  replayActions,
  unlessBroken,
  type ActionOptions,
  type ReplayAction,
  type ReplayPorts,
} from './action.ts';
import type { Filters } from './filters.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched } from './search.ts';
import type { ActionCounts } from './action-counts.ts';

export interface ReplayRun extends ActionOptions {
  /** If false, only counts what would happen. */
  yes: boolean;
  /** Maximum of dead letters per second. */
  rate: number;
  /** Maximum of dead letters to replay. */
  limit: number;
  signal: AbortSignal;
  progress: Progress;
  /** Gets the keys of retried orders, to wait for them. */
  replayed: Pick<Spool, 'add'>;
  counts: ActionCounts;
}

/**
 * Replays matching dead letters, or counts what that would do. A message is deleted only after its order's rows are written and its wake-up is
 * sent. The others are visible again at the end. Memory use doesn't grow with their number.
 */
export async function replayDead(
  ports: ReplayPorts,
  queues: readonly DeadQueue[],
  filters: Filters,
  run: ReplayRun,
): Promise<Searched> {
  const pace = pacer(ports, run.rate, run.signal);
  let taken = 0;
  const visit = async (dead: Dead) => {
    // It arrived during this run. Waiting shows what happens to its order.
    if (dead.sentAt >= run.startedAt) return 'keep';
    if (taken >= run.limit) return 'stop';
    taken += 1;
    if (run.yes) await pace();
    // The run was stopped while this one waited for its turn.
    if (run.signal.aborted) return 'keep';
    const { action, detail } = await unlessBroken(() => (run.yes ? replayOne : actionOf)(ports, dead, run));
    run.counts.add(dead, action, detail);
    if (!replayActions[action].isRemoved) taken -= 1;
    if (!run.yes || !replayActions[action].isRemoved) return 'keep';
    if (action !== 'left-over' && dead.message.kind !== 'follow' && !('of' in dead.message)) {
      for (const order of dead.orders) run.replayed.add(keyText(order));
    }
    return 'remove';
  };
  return await searchDead(ports, queues, filters, visit, {
    nowMs: run.startedAt,
    signal: run.signal,
    progress: run.progress,
    ...(run.yes && { rate: run.rate }),
    concurrency: 4,
  });
}

/**
 * Replays one dead letter: rows first, then the wake-up. The caller deletes the letter last. So if this is killed at any time, the letter is
 * still there, and the next run replays it or finds it left over.
 */
async function replayOne(ports: ReplayPorts, dead: Dead, options: ActionOptions): Promise<ReplayAction> {
  const action = await actionOf(ports, dead, options);
  const { message } = dead;
  switch (action) {
    case 'event':
      if (message.kind === 'event') await ports.send(dead.queue.source.url, ofShop(message.event));
      return action;
    case 'wake':
      if (message.kind === 'wake') await ports.send(dead.queue.source.url, ofShop(message.wake));
      if (message.kind === 'wake-notices') await ports.send(dead.queue.source.url, ofShop(message.wake));
      if (message.kind === 'follow') await ports.send(dead.queue.source.url, ofPoll(message.follow));
      return action;
    case 'retry-notices':
      return 'of' in message && (await retryNotices(ports, message.of)) ? action : 'left-over';
    case 'retry':
    case 'retry-older':
    case 'refreeze':
      return await replayLetter(ports, dead, action);
    default:
      return action;
  }
}

async function replayLetter(
  ports: ReplayPorts,
  { orders }: Dead,
  action: 'retry' | 'retry-older' | 'refreeze',
): Promise<ReplayAction> {
  const [order] = orders;
  if (order === undefined) throw new ThankflowError('bad-row', 'a dead letter names no order');
  const chance = await anotherChance(ports, order.shop, order.pid, { refreeze: action === 'refreeze' });
  switch (chance.kind) {
    case 'retried':
      if (chance.refrozen.length > 0) return 'refreeze';
      return action === 'refreeze' ? 'retry' : action;
    case 'nothing-failed':
      return 'left-over';
    case 'data-gone':
      return 'data-gone';
    case 'unknown-order':
      return 'no-order';
  }
}
