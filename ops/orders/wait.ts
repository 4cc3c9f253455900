import type { OrderStore } from '../../lib/store/orders.ts';
import { keys } from '../../lib/store/keys.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import type { Progress } from '../cli/progress.ts';
import { becameWords, isThrough, standingOf, throughStates, type Became, type Standing } from './standing.ts';

/** What following needs of the world. */
export interface FollowPorts {
  store: Pick<OrderStore, 'thanku' | 'receipt' | 'giftCards'>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export interface FollowOptions {
  /** Ends following early; what was not looked at is counted as `unseen`. */
  signal?: AbortSignal;
  progress?: Progress;
  /** Between two looks at the same order. */
  pollMs?: number;
  /** An order whose next attempt lies further ahead is not waited for. */
  patienceMs?: number;
  /** When no order has come through for so long, the rest gets one look each. */
  stallMs?: number;
  /** When none has for so long, orders without a row are not waited for: their events may have been refused. */
  claimMs?: number;
}

/** One that is not through, by its key (`shop/pid`), and why. */
export interface LeftOrder {
  key: string;
  became: Became;
  reason?: string | undefined;
}

/** What became of the orders that were followed. */
export interface Followed {
  orders: number;
  counts: Partial<Record<Became, number>>;
  /** The first few of those that are not through. */
  left: LeftOrder[];
  /** Whether all were waited for, or nothing moved any more, or somebody ended it. */
  ended: 'all' | 'stalled' | 'interrupted';
}

/** Orders looked at in turns: those behind have time to move meanwhile. */
const windowSize = 100;
const mostLeft = 20;

/**
 * Follows orders until each is settled, has failed (again), or waits for something that is not soon. Memory does not
 * grow with their number: `orders` is read as earlier ones come through. Changes nothing.
 */
export async function followOrders(
  ports: FollowPorts,
  orders: Iterable<OrderKey> | AsyncIterable<OrderKey>,
  { signal, progress, pollMs = 500, patienceMs = 120_000, stallMs = 600_000, claimMs = 60_000 }: FollowOptions = {},
): Promise<Followed> {
  const followed: Followed = { orders: 0, counts: {}, left: [], ended: 'all' };
  let movedAt = ports.now();
  const settle = (key: OrderKey, { became, reason }: Standing) => {
    followed.orders += 1;
    followed.counts[became] = (followed.counts[became] ?? 0) + 1;
    if (!isThrough(became) && followed.left.length < mostLeft) {
      followed.left.push({ key: keyText(key), became, reason });
    }
    progress?.advance();
  };
  let waiting: OrderKey[] = [];
  const turn = async (): Promise<void> => {
    const interrupted = signal?.aborted === true;
    const patient = !interrupted && ports.now() - movedAt < stallMs;
    if (!patient) followed.ended = interrupted ? 'interrupted' : 'stalled';
    const standings = interrupted
      ? waiting.map((): Standing => ({ became: 'unseen', moving: false }))
      : await Promise.all(waiting.map(async (key) => standingOf(await rowsOf(ports, key), ports.now(), patienceMs)));
    const claims = patient && ports.now() - movedAt < claimMs;
    const still: OrderKey[] = [];
    waiting.forEach((key, index) => {
      const standing = standings[index];
      const goesOn = standing?.became === 'not-claimed' ? claims : patient;
      if (standing === undefined || (standing.moving && goesOn)) still.push(key);
      else settle(key, standing);
    });
    const through = waiting.length - still.length;
    if (patient && through > 0) movedAt = ports.now();
    // Where most are through already, those behind will be as well; else looking again at once would only cost reads.
    const most = through * 2 >= waiting.length;
    waiting = still;
    if (!most && !interrupted) await ports.sleep(pollMs);
  };
  for await (const key of orders) {
    waiting.push(key);
    while (waiting.length >= windowSize) await turn();
  }
  while (waiting.length > 0) await turn();
  return followed;
}

/** The rows of one order. */
export async function rowsOf({ store }: Pick<FollowPorts, 'store'>, { shop, pid }: OrderKey) {
  const thanku = await store.thanku.get(keys.thanku(shop, pid));
  // A settled order's other rows are through as well.
  if (thanku === undefined || thanku.settledAt !== undefined) {
    return { thanku, receipt: undefined, giftCards: undefined };
  }
  const [receipt, giftCards] = await Promise.all([
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return { thanku, receipt, giftCards };
}

/** Tells what became of them, for people; sets exit code 3 if any is not through. `--json` takes `Followed` itself. */
export function tellFollowed(out: Output, followed: Followed): void {
  const counted = Object.entries(followed.counts);
  if (counted.length > 0) {
    const words: Record<string, string> = becameWords;
    out.table(
      ['orders', 'what happened'],
      counted.map(([became, count]) => [String(count), words[became] ?? became]),
    );
  }
  // Of those that nobody looked at their number says all.
  const told = followed.left.filter(({ became }) => became !== 'unseen');
  for (const { key, became, reason } of told) {
    out.line(`  ${key}  ${became}${reason === undefined ? '' : ` (${reason})`}`);
  }
  const left = followed.orders - through(followed);
  const untold = left - told.length - (followed.counts.unseen ?? 0);
  if (untold > 0) out.line(`  and ${untold} more`);
  if (followed.ended === 'stalled') {
    out.note('Nothing has changed for a while, so the command stopped waiting. To see why: ./thankflow stuck');
  }
  if (followed.ended === 'interrupted') out.note('Stopped waiting. The orders are processed anyway.');
  if (left > 0) process.exitCode ??= 3;
}

const through = ({ counts }: Followed): number => throughStates.reduce((sum, became) => sum + (counts[became] ?? 0), 0);
