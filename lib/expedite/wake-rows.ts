import type { OrderKey } from '../order/order-key.ts';
import type { NoticesOf } from '../store/keys.ts';
import type { WaitingRow } from './waiting-rows.ts';

/** Wakes rows, each kind on its queue. */
export interface WakePorts {
  wakeOrders(orders: readonly OrderKey[]): Promise<void>;
  wakeReceipts(credential: string, orders: readonly OrderKey[]): Promise<void>;
  wakeNotices(notices: readonly NoticesOf[]): Promise<void>;
}

/** The rows by the queue on which they are woken. */
export const byQueue = (rows: readonly WaitingRow[]): WaitingRow[][] => [...Map.groupBy(rows, queueOf).values()];

const queueOf = (row: WaitingRow): string => ('credential' in row ? `loyalty ${row.credential}` : row.kind);

/** Wakes rows of one queue. */
export async function wakeRows(ports: WakePorts, rows: readonly WaitingRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  if (first.kind === 'notifications') {
    await ports.wakeNotices(rows.flatMap((row) => ('notices' in row ? [row.notices] : [])));
    return;
  }
  const orders = rows.flatMap((row) => ('order' in row ? [row.order] : []));
  await ('credential' in first ? ports.wakeReceipts(first.credential, orders) : ports.wakeOrders(orders));
}
