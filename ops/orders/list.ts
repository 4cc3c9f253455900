import type { OrderIndex } from '../../lib/store/order-index.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import { orderRows, type OrderRows } from './order-rows.ts';

/** Of the ThankU, and those that only a receipt can be in. */
export const orderStates = [
  'early',
  'waiting',
  'held',
  'posted',
  'simulated',
  'failed',
  'skipped',
  'sending',
  'submitted',
  'applied',
  'denied',
  'rejected',
  'unknown',
] as const;

export interface ListOptions {
  shops: readonly string[];
  state?: string | undefined;
  reason?: string | undefined;
  /** Epoch ms. */
  sinceMs: number;
  limit: number;
  /** Is told how many orders were read so far. */
  onRead?: (read: number) => void;
}

export interface ListedOrders {
  orders: OrderRows[];
  /** There are more than were asked for, or were not looked at. */
  more: boolean;
}

/** Rows read at the same time. */
const atOnce = 50;

/** The orders that match, the newest first, of all the shops given. Reads no further back than it has to. */
export async function listOrders(
  store: OrderStore,
  index: OrderIndex,
  { shops, sinceMs, limit, onRead, ...wanted }: ListOptions,
): Promise<ListedOrders> {
  const orders: OrderRows[] = [];
  let batch: { shop: string; pid: string }[] = [];
  let read = 0;
  const look = async (): Promise<void> => {
    const rows = await Promise.all(batch.map((key) => orderRows(store, key)));
    read += batch.length;
    onRead?.(read);
    batch = [];
    for (const row of rows) if (row !== undefined && matches(row, wanted)) orders.push(row);
  };
  for await (const order of newestFirst(shops.map((shop) => index.byShop(shop, sinceMs)))) {
    batch.push(order);
    if (batch.length < atOnce) continue;
    await look();
    if (orders.length > limit) break;
  }
  await look();
  return { orders: orders.slice(0, limit), more: orders.length > limit };
}

/** Whether an order is in a state, and for a reason: its ThankU or its receipt, or one of its gift cards. */
function matches(rows: OrderRows, { state, reason }: Pick<ListOptions, 'state' | 'reason'>): boolean {
  const { thanku, receipt, giftCards } = rows;
  const parts = [thanku, receipt, ...(giftCards?.cards ?? [])].filter((part) => part !== undefined);
  // Of an order that is neither posted nor failed, people mean the order and not its receipt.
  const inState = parts.filter((part) => part.state === state && (part === thanku || !ofThanku.has(state)));
  const candidates = state === undefined ? parts : inState;
  if (reason === undefined) return candidates.length > 0;
  return (
    candidates.some((part) => part.reason === reason || part.lastError?.code === reason) ||
    (state === undefined && thanku.receiptReason === reason)
  );
}

const ofThanku = new Set<string>(orderStates.slice(0, 7));

/** Merges what each shop's index gives, by when orders were first seen. */
async function* newestFirst<Order extends { createdAt: string }>(
  sources: readonly AsyncIterable<Order>[],
): AsyncIterable<Order> {
  const open: { iterator: AsyncIterator<Order>; next: Order }[] = [];
  const advance = async (iterator: AsyncIterator<Order>) => {
    const { done, value } = await iterator.next();
    if (done !== true) open.push({ iterator, next: value });
  };
  await Promise.all(sources.map((source) => advance(source[Symbol.asyncIterator]())));
  while (open.length > 0) {
    const newest = open.reduce((best, one) => (one.next.createdAt > best.next.createdAt ? one : best));
    open.splice(open.indexOf(newest), 1);
    yield newest.next;
    await advance(newest.iterator);
  }
}
