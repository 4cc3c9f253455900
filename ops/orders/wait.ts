import { setTimeout as sleep } from 'node:timers/promises';
import { orderStore, type OrderStore } from '../../lib/store/orders.ts';
import { keys } from '../../lib/store/keys.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { standingOf } from '../../lib/order/standing.ts';
import type { Output } from '../cli/output.ts';
import { progress as progressBar, type Progress } from '../cli/progress.ts';
import type { Spool } from '../queue/spool.ts';
import type { StageAws } from '../stage/aws.ts';
import { orderKey } from './order-key.ts';
import { isMoving, isThrough, orderOutcome, orderOutcomes, type OrderOutcome } from './outcome.ts';

export interface WaitPorts {
  store: Pick<OrderStore, 'thanku' | 'receipt' | 'basket' | 'giftCards'>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export interface WaitOptions {
  /** Ends waiting early. Orders that were not checked count as `unseen`. */
  signal?: AbortSignal;
  progress?: Progress;
  /** Between two checks of the same order. */
  pollMs?: number;
  /** An order whose next attempt is later than this is not waited for. */
  patienceMs?: number;
  /** If no order finishes for this long, the rest are checked once each. */
  stallMs?: number;
  /** If no order finishes for this long, unclaimed orders are given up: their events may have been refused. */
  claimMs?: number;
}

/** The orders' outcomes, as `--json` prints them. */
export interface Waited {
  orders: number;
  counts: Partial<Record<OrderOutcome, number>>;
  /** The first few unfinished orders: key (`shop/pid`), outcome and reason. */
  left: { key: string; became: OrderOutcome; reason?: string | undefined }[];
  ended: 'all' | 'stalled' | 'interrupted';
}

/** Orders checked in turns, so that each has time to change. */
const windowSize = 100;
const maxLeft = 20;

/**
 * Waits until each order is settled, has failed (again), or won't change soon. Changes nothing. Memory use doesn't grow with the number of
 * orders: `orders` is read as earlier ones finish.
 */
export async function waitForOrders(
  ports: WaitPorts,
  orders: Iterable<OrderKey> | AsyncIterable<OrderKey>,
  { signal, progress, pollMs = 500, patienceMs = 120_000, stallMs = 600_000, claimMs = 60_000 }: WaitOptions = {},
): Promise<Waited> {
  const waited: Waited = { orders: 0, counts: {}, left: [], ended: 'all' };
  let movedAt = ports.now();
  const settle = (key: OrderKey, became: OrderOutcome, reason?: string) => {
    waited.orders += 1;
    waited.counts[became] = (waited.counts[became] ?? 0) + 1;
    if (!isThrough(became) && waited.left.length < maxLeft) waited.left.push({ key: keyText(key), became, reason });
    progress?.advance();
  };
  let waiting: OrderKey[] = [];
  const turn = async (): Promise<void> => {
    if (signal?.aborted === true) {
      waited.ended = 'interrupted';
      for (const key of waiting) settle(key, 'unseen');
      waiting = [];
      return;
    }
    const sinceMoveMs = ports.now() - movedAt;
    const isPatient = sinceMoveMs < stallMs;
    if (!isPatient) waited.ended = 'stalled';
    const still: OrderKey[] = [];
    const checked = await Promise.all(waiting.map(async (key) => ({ key, rows: await rowsSoFar(ports, key) })));
    for (const { key, rows } of checked) {
      const { whole, parts } = standingOf(rows, undefined, ports.now());
      const isClaimed = whole.phase !== 'unclaimed' && whole.phase !== 'early';
      const soonMs = ports.now() + patienceMs;
      const isMore = isPatient && (isClaimed || sinceMoveMs < claimMs) && parts.some((part) => isMoving(part, soonMs));
      if (isMore) still.push(key);
      else settle(key, orderOutcome(whole), whole.reason);
    }
    const through = waiting.length - still.length;
    if (isPatient && through > 0) movedAt = ports.now();
    // If most are finished, the others soon will be. Otherwise checking again immediately would only cost reads.
    const areMostThrough = through * 2 >= waiting.length;
    waiting = still;
    if (!areMostThrough) await ports.sleep(pollMs);
  };
  for await (const key of orders) {
    waiting.push(key);
    while (waiting.length >= windowSize) await turn();
  }
  while (waiting.length > 0) await turn();
  return waited;
}

/** Reads the rows of one order. If the order is settled, its other rows are finished too and aren't read: except its basket, which may be refunded later. */
export async function rowsSoFar({ store }: Pick<WaitPorts, 'store'>, { shop, pid }: OrderKey) {
  const thanku = await store.thanku.get(keys.thanku(shop, pid));
  const none = { receipt: undefined, basket: undefined, giftCards: undefined };
  if (thanku === undefined) return { thanku, ...none };
  const basket = hasBasket(thanku) ? await store.basket.get(keys.basket(shop, pid)) : undefined;
  if (thanku.settledAt !== undefined) return { thanku, ...none, basket };
  const [receipt, giftCards] = await Promise.all([
    hasBasket(thanku) ? undefined : store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return { thanku, receipt, basket, giftCards };
}

/** Waits for a stage's orders, with a progress bar. A spool has one key per line. */
export async function waitWithProgress(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  orders: readonly OrderKey[] | Spool,
  signal: AbortSignal,
  options: WaitOptions = {},
): Promise<Waited> {
  const [wanted, count] = 'lines' in orders ? [keysIn(orders), orders.size] : [orders, orders.length];
  const bar = progressBar('waiting', count);
  const ports = { store: orderStore(documents, ordersTable), now: Date.now, sleep: (ms: number) => sleep(ms) };
  return await waitForOrders(ports, wanted, { ...options, signal, progress: bar }).finally(() => bar.stop());
}

async function* keysIn(spool: Spool): AsyncGenerator<OrderKey> {
  for await (const line of spool.lines()) yield orderKey(line);
}

/** Prints the orders' outcomes. Sets exit code 3 if any is unfinished. */
export function printWaited(out: Output, { orders, counts, left, ended }: Waited): void {
  const rows = Object.entries(orderOutcomes).flatMap(([outcome, words]) => {
    const count = new Map(Object.entries(counts)).get(outcome);
    return count === undefined ? [] : [[String(count), words]];
  });
  if (rows.length > 0) out.table(['orders', 'what happened'], rows);
  const named = left.filter(({ became }) => became !== 'unseen');
  for (const { key, became, reason } of named)
    out.line(`  ${key}  ${became}${reason === undefined ? '' : ` (${reason})`}`);
  const through = (counts.thanked ?? 0) + (counts.simulated ?? 0) + (counts.skipped ?? 0);
  const unnamed = orders - through - named.length - (counts.unseen ?? 0);
  if (unnamed > 0) out.line(`  and ${unnamed} more`);
  if (ended === 'stalled') out.note('Nothing changed any more, so waiting ended. `stuck` says what is in the way.');
  if (ended === 'interrupted') out.note('Waiting ended. The orders continue automatically.');
  if (orders > through) process.exitCode ??= 3;
}
