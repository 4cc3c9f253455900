import { batchesOf, chunksOf } from '../../lib/batches.ts';
import type { OrderIndex } from './order-index.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { BasketState } from '../../lib/order/basket/state.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import { ThankuState } from '../../lib/order/thanku/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { SeenRow } from '../status/read-rows.ts';
import { refundMissedReason } from './known-reasons.ts';
import type { OrderRows } from './order-rows.ts';

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

export interface ListOptions {
  shops: readonly string[];
  state?: string | undefined;
  reason?: string | undefined;
  /** Epoch ms. */
  sinceMs: number;
  limit: number;
  /** Called with the number of further orders read. */
  onRead?: (read: number) => void;
}

export interface ListedOrders {
  orders: OrderRows[];
  /** There may be more orders than these. */
  more: boolean;
  /** Errors of orders that can't be read and aren't listed. */
  unreadable: string[];
  /** The reasons of all rows that were read, if the list is filtered. */
  reasons: ReadonlySet<string>;
}

/** Orders read and checked at the same time. */
const shownPerBatch = 50;
const checkedPerBatch = 800;

/** Returns the matching orders of the given shops, newest first. Reads no further back than necessary. */
export async function listOrders(
  { index, readOrders, readRows }: ListPorts,
  { shops, sinceMs, limit, onRead, ...wanted }: ListOptions,
): Promise<ListedOrders> {
  const orders: OrderRows[] = [];
  const unreadable: string[] = [];
  const reasons = new Set<string>();
  const isFiltered = wanted.state !== undefined || wanted.reason !== undefined;
  const batchSize = isFiltered ? checkedPerBatch : shownPerBatch;
  for await (const batch of batchesOf(newestFirst(shops.map((shop) => index.byShop(shop, sinceMs))), batchSize)) {
    const candidates = isFiltered ? await matching(readRows, batch, wanted, reasons) : batch;
    onRead?.(batch.length);
    // One more than wanted shows whether there are more.
    for (const some of chunksOf(candidates, Math.min(shownPerBatch, limit + 1))) {
      if (orders.length > limit) break;
      orders.push(...(await readOrders(some, (error) => unreadable.push(whyUnreadable(error)))));
    }
    if (orders.length > limit) break;
  }
  return { orders: orders.slice(0, limit), more: orders.length > limit, unreadable, reasons };
}

/** Returns the orders with this state and reason, in the same order. */
async function matching(
  readRows: ListPorts['readRows'],
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
  for await (const rows of readRows(orders.flatMap(rowsOf))) {
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
