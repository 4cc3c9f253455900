import { batchesOf } from '../batches.ts';
import { cardsProbe, cardsResumed } from '../order/gift-cards/stopping.ts';
import { receiptProbes, receiptResumed } from '../order/receipt/stopping.ts';
import { isStopped, probes, resumed } from '../order/thanku/stopping.ts';
import type { GiftCardsState } from '../order/gift-cards/state.ts';
import type { OrderKey } from '../order/order-key.ts';
import type { ReceiptState } from '../order/receipt/state.ts';
import { orderOf, type DueEntries, type DueEntry } from '../store/due.ts';
import type { StopScope } from '../circuit/watch.ts';
import { giftCardsSk, keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';
import type { Key, Rows } from '../store/rows.ts';

/** A row of an order that waits for a resume or for a circuit to close. */
export interface WaitingRow {
  kind: 'thankus' | 'receipts' | 'giftCards';
  order: OrderKey;
  /** Receipts and gift cards have one. */
  credential?: string;
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

type Entry = DueEntry & { order: OrderKey };

/** Index entries that may belong to a scope, in batches, earliest first. Other shops' rows aren't read. */
export function entriesOf(
  due: DueEntries,
  scope: StopScope,
  { fromMs, size }: { fromMs: number; size: number },
): AsyncIterable<readonly Entry[]> {
  return batchesOf(entriesIn(due, scope, fromMs), size);
}

async function* entriesIn(due: DueEntries, scope: StopScope, fromMs: number): AsyncGenerator<Entry> {
  const shop = scope.what === 'credential' ? undefined : scope.shop;
  const kind = scope.what === 'thanku' ? 'thanku' : 'receipt';
  for await (const entry of due(kind, Number.MAX_SAFE_INTEGER, fromMs)) {
    const order = orderOf(entry.pk);
    if (order === undefined || (shop !== undefined && order.shop !== shop)) continue;
    yield { ...entry, order };
  }
}

/** An entry's row. `undefined` if it waits for no pause and no circuit, or isn't in the scope. */
export async function waitingRow(
  store: Pick<OrderStore, 'thanku' | 'receipt' | 'giftCards'>,
  scope: StopScope,
  { order, sk }: Entry,
  now: () => number,
): Promise<WaitingRow | undefined> {
  const { shop, pid } = order;
  // Rows of notices have no order's key.
  if (scope.what === 'notify' || scope.what === 'target') return undefined;
  if (scope.what === 'thanku') {
    const key = keys.thanku(shop, pid);
    const row = await store.thanku.get(key);
    if (row === undefined || !isStopped(row)) return undefined;
    const waitsForCircuit = row.reason?.startsWith('held-') === true;
    return { kind: 'thankus', order, waitsForCircuit, ...goOn(store.thanku, key, { resumed, probed: probes }, now) };
  }
  const ofCards = sk === giftCardsSk;
  const moves = { resumed: receiptResumed, probed: receiptProbes };
  const found = ofCards
    ? await loyaltyRow(store.giftCards, keys.giftCards(shop, pid), { resumed: cardsResumed, probed: cardsProbe }, now)
    : await loyaltyRow(store.receipt, keys.receipt(shop, pid), moves, now);
  if (found === undefined || (scope.what !== 'thanx' && found.credential !== scope.credential)) return undefined;
  return { kind: ofCards ? 'giftCards' : 'receipts', order, ...found };
}

async function loyaltyRow<Row extends Pick<ReceiptState | GiftCardsState, 'credential' | 'waitsFor'>>(
  rows: Pick<Rows<Row>, 'get' | 'change'>,
  key: Key,
  moves: Moves<Row>,
  now: () => number,
) {
  const row = await rows.get(key);
  if (row?.credential === undefined || moves.resumed(row, now()) === undefined) return undefined;
  return { credential: row.credential, waitsForCircuit: row.waitsFor === 'hold', ...goOn(rows, key, moves, now) };
}

const goOn = <Row extends object>(rows: Pick<Rows<Row>, 'change'>, key: Key, moves: Moves<Row>, now: () => number) => ({
  resume: (dueAt?: number) => rows.change(key, (row) => moves.resumed(row, now(), dueAt)),
  probe: () => rows.change(key, (row) => moves.probed(row, now())),
});
