import type { Spool } from '../queue/spool.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { pacer } from '../queue/pacer.ts';
import type { Progress } from '../cli/progress.ts';
import type { Dead } from './dead.ts';
import { replayOne } from './replay-one.ts';
import { fateOf, fates, unlessBroken, type FateOptions, type ReplayPorts } from './fate.ts';
import type { Filters } from './filters.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched } from './search.ts';
import type { Tally } from './tally.ts';

export interface ReplayRun extends FateOptions {
  /** False: only says what would happen. */
  yes: boolean;
  /** Dead letters a second, at most. */
  rate: number;
  /** Replays so many at most. */
  limit: number;
  signal: AbortSignal;
  progress: Progress;
  /** Gets the keys of the orders that were given another chance, to be followed. */
  replayed: Pick<Spool, 'add'>;
  tally: Tally;
}

/**
 * Replays what matches, or says what that would do. A message goes only after its order's rows are written and its
 * wake-up is sent; whatever stays is visible again at the end. Memory does not grow with their number.
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
    // It came while this ran: what became of its order, following tells.
    if (dead.sentAt >= run.startedAt) return 'keep';
    if (taken >= run.limit) return 'stop';
    taken += 1;
    if (run.yes) await pace();
    // Asked to end while it waited for its turn.
    if (run.signal.aborted) return 'keep';
    const { fate, detail } = await unlessBroken(() => (run.yes ? replayOne : fateOf)(ports, dead, run));
    run.tally.add(dead, fate, detail);
    if (!fates[fate].goes) taken -= 1;
    if (!run.yes || !fates[fate].goes) return 'keep';
    if (fate !== 'left-over' && dead.message.kind !== 'follow') {
      for (const order of dead.orders) run.replayed.add(keyText(order));
    }
    return 'remove';
  };
  return await searchDead(ports, queues, filters, visit, {
    nowMs: run.startedAt,
    signal: run.signal,
    progress: run.progress,
    ...(run.yes && { rate: run.rate }),
    atOnce: 4,
  });
}
