import { setTimeout as sleep } from 'node:timers/promises';
import type { Spool } from '../queue/spool.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { followOrders, type Followed } from './wait.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from './order-key.ts';
import { progress } from '../cli/progress.ts';

/** Follows a stage's orders, and shows how many are through. */
export async function followShown(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  orders: readonly OrderKey[] | Spool,
  signal: AbortSignal,
): Promise<Followed> {
  const [keys, count] = 'lines' in orders ? [keysIn(orders), orders.size] : [orders, orders.length];
  const bar = progress('waiting', count);
  try {
    const ports = { store: orderStore(documents, ordersTable), now: Date.now, sleep: (ms: number) => sleep(ms) };
    return await followOrders(ports, keys, { signal, progress: bar });
  } finally {
    bar.stop();
  }
}

/** The keys that a spool holds, a line each. */
async function* keysIn(spool: Spool): AsyncGenerator<OrderKey> {
  for await (const line of spool.lines()) yield orderKey(line);
}
