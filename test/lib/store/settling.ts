import { afterAll, beforeAll } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import { orderWith } from '../order/support.ts';

let tables: Tables;

/** Starts and stops the tables of a test file. */
export function useTables(): void {
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());
}

export const at = '2026-03-01T12:00:00.000Z';

export const nowMs = Date.parse(at);
export const payloadKey = keys.payload('oak', 'oak-1');
export const thankuKey = keys.thanku('oak', 'oak-1');
export const receiptKey = keys.receipt('oak', 'oak-1');

/** A posted order and its receipt, on the shelves that say what is left to do. */
export async function storeWith(
  order: Partial<ThankuState> = {},
  receipt?: Partial<ReceiptState>,
): Promise<OrderStore> {
  const store = orderStore(tables.documents, tables.orders);
  const base = { shop: 'oak', pid: 'oak-1', orderId: '1', attempts: 1, notBefore: 0, createdAt: at, updatedAt: at };
  await Promise.all([payloadKey, thankuKey, receiptKey].map((key) => store.payload.delete(key)));
  await store.thanku.insert(thankuKey, {
    ...base,
    state: 'posted',
    receipt: receipt === undefined ? 'none' : 'created',
    announced: true,
    dueKind: 'settle',
    dueAt: 0,
    ...order,
  });
  await store.payload.insert(payloadKey, { order: orderWith() });
  if (receipt !== undefined)
    await store.receipt.insert(receiptKey, { ...base, credential: 'main', state: 'waiting', ...receipt });
  return store;
}

/** The same store, in which something happens before one of its calls. */
export function before<Name extends 'payload' | 'receipt' | 'thanku'>(
  store: OrderStore,
  row: Name,
  call: keyof OrderStore[Name],
  happens: () => Promise<unknown>,
): OrderStore {
  let armed = true;
  const original = store[row][call] as (...args: unknown[]) => Promise<unknown>;
  const raced = async (...args: unknown[]) => {
    if (armed) {
      armed = false;
      await happens();
    }
    return await original(...args);
  };
  return { ...store, [row]: { ...store[row], [call]: raced } };
}
