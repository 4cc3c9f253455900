import { batchesOf, chunksOf } from '../../lib/batches.ts';
import { orderIndex, type OrderIndex } from './order-index.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { BasketState } from '../../lib/order/basket/state.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import { ThankuState } from '../../lib/order/thanku/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { refundMissedReason } from './known-reasons.ts';
import { rowsOfOrders, type OrderRows } from './order-rows.ts';

const ofThanku = new Set<string>(ThankuState.shape.state.options);

const ofLoyalty = new Set<string>([...ReceiptState.shape.state.options, ...BasketState.shape.state.options]);

/** The states of ThankUs, and those that only receipts and baskets have. */
export const orderStates = [...ofThanku.union(ofLoyalty)];

export interface ListPorts {
  index: Pick<OrderIndex, 'byShop'>;
  /** Reads orders, in the same order. Missing and unreadable ones are left out. */
  readOrders(orders: readonly OrderKey[], onUnreadable: (error: unknown) => void): Promise<OrderRows[]>;
  /** Reads many rows at once. Missing rows are left out. */
  readRows(keys: readonly Key[]): AsyncIterable<SeenRow[]>;
}

export const listPorts = (aws: Pick<StageAws, 'documents' | 'ordersTable'>): ListPorts => ({
  index: orderIndex(aws.documents, aws.ordersTable),
  readOrders: (orders, onUnreadable) => rowsOfOrders(aws, orders, onUnreadable),
  readRows: (wanted) => readRows(aws, wanted),
});

export interface ListOptions {
  shops: readonly string[];
  state?: string | undefined;
  reason?: string | undefined;
  /** Epoch ms. */
  sinceMs: number;
  /** Before this, epoch ms. Default: until now. */
  untilMs?: number | undefined;
  limit: number;
}

/** What one batch of orders added to a list. */
export interface ListedBatch {
  /** Matching orders, the newest first. */
  orders: OrderRows[];
  /** The number of orders that were looked at for them. */
  read: number;
  /** Errors of orders that can't be read and aren't listed. */
  unreadable: string[];
  /** The reasons of all rows that were read, if the list is filtered. */
  reasons: ReadonlySet<string>;
  /** In the last batch, if more orders match than were wanted: when the next of them was first seen. */
  next?: string | undefined;
}

export interface ListedOrders extends Omit<ListedBatch, 'read'> {
  /** There may be more orders than these. */
  more: boolean;
}

/** Orders read and checked at the same time. */
const shownPerBatch = 100;
const checkedPerBatch = 800;

/** Returns the matching orders of the given shops, newest first. Reads no further back than necessary. @param onRead called with the number of further orders read */
export async function listOrders(
  ports: ListPorts,
  options: ListOptions,
  onRead?: (read: number) => void,
): Promise<ListedOrders> {
  const all: ListedOrders = { orders: [], unreadable: [], reasons: new Set(), more: false };
  for await (const { orders, read, unreadable, reasons, next } of listInBatches(ports, options)) {
    onRead?.(read);
    all.orders.push(...orders);
    all.unreadable.push(...unreadable);
    all.reasons = new Set([...all.reasons, ...reasons]);
    all.next = next;
  }
  return { ...all, more: all.next !== undefined };
}

/** Yields the same as `listOrders` as soon as it's found: after each batch of orders that was read, also if none of them matches. */
export async function* listInBatches(
  { index, readOrders, readRows: read }: ListPorts,
  { shops, sinceMs, untilMs, limit, ...wanted }: ListOptions,
): AsyncGenerator<ListedBatch, void> {
  const isFiltered = wanted.state !== undefined || wanted.reason !== undefined;
  // One more than wanted shows whether there are more.
  const perRead = Math.min(shownPerBatch, limit + 1);
  const entries = newestFirst(shops.map((shop) => index.byShop(shop, sinceMs, untilMs)));
  let left = limit;
  for await (const batch of batchesOf(entries, isFiltered ? checkedPerBatch : perRead)) {
    const reasons = new Set<string>();
    const unreadable: string[] = [];
    const orders: OrderRows[] = [];
    const candidates = isFiltered ? await matching(read, batch, wanted, reasons) : batch;
    for (const some of chunksOf(candidates, perRead)) {
      if (orders.length > left) break;
      orders.push(...(await readOrders(some, (error) => unreadable.push(whyUnreadable(error)))));
    }
    const [next] = orders.splice(left);
    left -= orders.length;
    yield { orders, read: batch.length, unreadable, reasons, next: next?.thanku.createdAt };
    if (next !== undefined) return;
  }
}

/** Returns the orders with this state and reason, in the same order. */
async function matching(
  read: ListPorts['readRows'],
  orders: readonly OrderKey[],
  { state, reason }: Pick<ListOptions, 'state' | 'reason'>,
  reasons: Set<string>,
): Promise<OrderKey[]> {
  // If an order is neither posted nor failed, people mean the order, not its receipt.
  const ofOrder = state === undefined || ofThanku.has(state);
  const ofOthers = state === undefined || !ofOrder;
  const rowsOf = ({ shop, pid }: OrderKey): Key[] => [
    ...(ofOrder ? [keys.thanku(shop, pid)] : []),
    ...(ofOthers ? [keys.receipt(shop, pid), keys.basket(shop, pid), keys.giftCards(shop, pid)] : []),
  ];
  const found = new Set<string>();
  for await (const rows of read(orders.flatMap(rowsOf))) {
    for (const row of rows) {
      for (const part of partsOf(row)) {
        for (const one of part.reasons) if (one !== undefined) reasons.add(one);
        const isInState = state === undefined || part.state === state;
        if (isInState && (reason === undefined || part.reasons.includes(reason))) found.add(row.pk);
      }
    }
  }
  return orders.filter(({ shop, pid }) => found.has(keys.thanku(shop, pid).pk));
}

/** The row, or each of an order's gift cards. */
const partsOf = ({ cards = [], ...row }: SeenRow) =>
  [{ state: row.state, reasons: [row.reason, row.lastError?.code, row.receiptReason, missedOf(row)] }].concat(
    cards.map((card) => ({ state: card.state, reasons: [card.reason] })),
  );

const missedOf = ({ refundMissed }: SeenRow) => (refundMissed === undefined ? undefined : refundMissedReason);

/** Merges the shops' orders by when they were first seen. */
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
