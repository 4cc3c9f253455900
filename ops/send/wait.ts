import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderKey } from '../../lib/order/event.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { waitWithProgress, type Waited } from '../orders/wait.ts';
import { orderRows, type OrderRows } from '../orders/order-rows.ts';

type Tables = Pick<StageAws, 'documents' | 'ordersTable'>;

const pollMs = 200;
/** A worker takes a message within a second or two; a stage with a backlog may need longer. */
const changeMs = 15_000;

export const rowsOf = ({ documents, ordersTable }: Tables, key: OrderKey): Promise<OrderRows | undefined> =>
  orderRows(orderStore(documents, ordersTable), key);

/** Waits until an order's row is another than it was; `false` if nothing changes it. */
export async function changedSince(
  aws: Tables,
  key: OrderKey,
  before: OrderRows | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  for (const untilMs = Date.now() + changeMs; Date.now() < untilMs && !signal.aborted; await sleep(pollMs)) {
    const rows = await rowsOf(aws, key);
    if (rows !== undefined && rows.thanku.updatedAt !== before?.thanku.updatedAt) return true;
  }
  return false;
}

/** Waits for orders that were sent a moment ago. What is not through within a minute is not waited for. */
export const waitForSent = (aws: Tables, keys: readonly OrderKey[], signal: AbortSignal): Promise<Waited> =>
  waitWithProgress(aws, keys, signal, { pollMs, patienceMs: 30_000, stallMs: 60_000, claimMs: 30_000 });
