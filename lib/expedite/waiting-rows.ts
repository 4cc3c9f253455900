import { batchesOf } from '../batches.ts';
import type { NoticesState } from '../notify/state.ts';
import { probed as noticesProbed, resumed as noticesResumed } from '../notify/stopping.ts';
import type { BasketState } from '../order/basket/state.ts';
import { basketProbes, basketResumed } from '../order/basket/stopping.ts';
import { cardsProbe, cardsResumed } from '../order/gift-cards/stopping.ts';
import { receiptProbes, receiptResumed } from '../order/receipt/stopping.ts';
import { isStopped, probes, resumed } from '../order/thanku/stopping.ts';
import type { GiftCardsState } from '../order/gift-cards/state.ts';
import type { OrderKey } from '../order/order-key.ts';
import type { ReceiptState } from '../order/receipt/state.ts';
import { orderOf, type DueEntries, type DueEntry } from '../store/due.ts';
import type { StopScope } from '../circuit/watch.ts';
import { basketSk, giftCardsSk, keys, noticesAt, type DueKind, type NoticesOf } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';
import type { Key, Rows } from '../store/rows.ts';

/** A row that waits for a resume or for a circuit to close. */
export type WaitingRow = Waiting &
  (
    | { kind: 'thankus'; order: OrderKey }
    | { kind: 'receipts' | 'baskets' | 'giftCards'; order: OrderKey; credential: string }
    | { kind: 'notifications'; notices: NoticesOf }
  );

interface Waiting {
  waitsForCircuit: boolean;
  /** Removes the pause or circuit. @param dueAt when housekeeping wakes it if nothing else has, epoch ms */
  resume(dueAt?: number): Promise<unknown>;
  /** Makes it the circuit's probe. */
  probe(): Promise<unknown>;
}

/** How a kind of row continues. `undefined`: nothing changes. */
interface Moves<Row> {
  resumed: (row: Row, nowMs: number, dueAt?: number) => Row | undefined;
  probed: (row: Row, nowMs: number) => Row | undefined;
}

export type WaitingStore = Pick<OrderStore, 'thanku' | 'receipt' | 'basket' | 'giftCards' | 'notices'>;

/** Index entries that may belong to a scope, in batches, earliest first. Other shops' rows aren't read. */
export function entriesOf(
  due: DueEntries,
  scope: StopScope,
  { fromMs, size }: { fromMs: number; size: number },
): AsyncIterable<readonly DueEntry[]> {
  return batchesOf(entriesIn(due, scope, fromMs), size);
}

/** What a scope stops. */
export const stoppedBy = {
  thanku: 'thanku',
  thanx: 'receipt',
  credential: 'receipt',
  'user-token': 'receipt',
  notify: 'notify',
  target: 'notify',
} as const satisfies Record<StopScope['what'], DueKind>;

async function* entriesIn(due: DueEntries, scope: StopScope, fromMs: number): AsyncGenerator<DueEntry> {
  const shop = scope.what === 'credential' ? undefined : scope.shop;
  for await (const entry of due(stoppedBy[scope.what], Number.MAX_SAFE_INTEGER, fromMs)) {
    const of = orderOf(entry.pk) ?? noticesAt(entry);
    if (of !== undefined && (shop === undefined || of.shop === shop)) yield entry;
  }
}

/** An entry's row. `undefined` if it waits for no pause and no circuit, or isn't in the scope. */
export async function waitingRow(
  store: WaitingStore,
  scope: StopScope,
  entry: DueEntry,
  now: () => number,
): Promise<WaitingRow | undefined> {
  if (scope.what === 'notify' || scope.what === 'target') return await noticesRow(store.notices, scope, entry, now);
  const order = orderOf(entry.pk);
  if (order === undefined) return undefined;
  const { shop, pid } = order;
  if (scope.what === 'thanku') {
    const key = keys.thanku(shop, pid);
    const row = await store.thanku.get(key);
    if (row === undefined || !isStopped(row)) return undefined;
    const waitsForCircuit = row.reason?.startsWith('held-') === true;
    return { kind: 'thankus', order, waitsForCircuit, ...goOn(store.thanku, key, { resumed, probed: probes }, now) };
  }
  const { kind, found } = await loyaltyRowAt(store, order, entry.sk, now);
  if (found === undefined || (scope.what !== 'thanx' && found.credential !== scope.credential)) return undefined;
  return { kind, order, ...found };
}

/** What an order sends to Thanx, by its row's sort key. */
async function loyaltyRowAt(store: WaitingStore, { shop, pid }: OrderKey, sk: string, now: () => number) {
  switch (sk) {
    case giftCardsSk: {
      const moves = { resumed: cardsResumed, probed: cardsProbe };
      return {
        kind: 'giftCards' as const,
        found: await loyaltyRow(store.giftCards, keys.giftCards(shop, pid), moves, now),
      };
    }
    case basketSk: {
      const moves = { resumed: basketResumed, probed: basketProbes };
      return { kind: 'baskets' as const, found: await loyaltyRow(store.basket, keys.basket(shop, pid), moves, now) };
    }
    default: {
      const moves = { resumed: receiptResumed, probed: receiptProbes };
      return { kind: 'receipts' as const, found: await loyaltyRow(store.receipt, keys.receipt(shop, pid), moves, now) };
    }
  }
}

async function loyaltyRow<Row extends Pick<ReceiptState | BasketState | GiftCardsState, 'credential' | 'waitsFor'>>(
  rows: Pick<Rows<Row>, 'get' | 'change'>,
  key: Key,
  moves: Moves<Row>,
  now: () => number,
) {
  const row = await rows.get(key);
  if (row?.credential === undefined || moves.resumed(row, now()) === undefined) return undefined;
  return { credential: row.credential, waitsForCircuit: row.waitsFor === 'hold', ...goOn(rows, key, moves, now) };
}

/** @returns `undefined` if no delivery waits for the shop's pause or, in the scope of a target, for its circuit */
async function noticesRow(
  rows: OrderStore['notices'],
  scope: Extract<StopScope, { what: 'notify' | 'target' }>,
  entry: DueEntry,
  now: () => number,
): Promise<WaitingRow | undefined> {
  const notices = noticesAt(entry);
  const key = { pk: entry.pk, sk: entry.sk };
  const row = await rows.get(key);
  const waitsForCircuit = scope.what === 'target';
  const target = waitsForCircuit ? scope.target : undefined;
  const moves: Moves<NoticesState> = {
    resumed: (state, ...at) => noticesResumed(state, waitsForCircuit ? 'hold' : 'brake', target, ...at),
    probed: (state, nowMs) => (target === undefined ? undefined : noticesProbed(state, target, nowMs)),
  };
  if (notices === undefined || row === undefined || moves.resumed(row, now()) === undefined) return undefined;
  return { kind: 'notifications', notices, waitsForCircuit, ...goOn(rows, key, moves, now) };
}

const goOn = <Row extends object>(
  rows: Pick<Rows<Row>, 'change'>,
  key: Key,
  moves: Moves<Row>,
  now: () => number,
): Omit<Waiting, 'waitsForCircuit'> => ({
  resume: (dueAt?: number) => rows.change(key, (row) => moves.resumed(row, now(), dueAt)),
  probe: () => rows.change(key, (row) => moves.probed(row, now())),
});
