import { batchesOf } from '../batches.ts';
import { cardsResumed } from '../order/gift-cards/stops.ts';
import { receiptResumed } from '../order/receipt/stops.ts';
import { isStopped } from '../order/thanku/stops.ts';
import type { GiftCardsState } from '../order/gift-cards/state.ts';
import type { OrderKey } from '../order/order-key.ts';
import type { ReceiptState } from '../order/receipt/state.ts';
import type { ThankuState } from '../order/thanku/state.ts';
import { orderOf, type DueEntries, type DueEntry } from '../store/due.ts';
import type { StopScope } from '../circuit/watch.ts';
import { giftCardsSk, keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';

/** A row of an order that waits for a resume or for a circuit to close. */
export type WaitingRow =
  | { kind: 'thankus'; order: OrderKey; isHeld: boolean }
  | { kind: 'receipts' | 'giftCards'; order: OrderKey; credential: string; isHeld: boolean };

type Entry = DueEntry & { order: OrderKey };

/**
 * The due index's entries that may belong to a scope, in batches, earliest due first. Waiting rows are due far in the
 * future, so it scans the whole due kind. It doesn't read other shops' rows.
 */
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
  nowMs: number,
): Promise<WaitingRow | undefined> {
  const { shop, pid } = order;
  if (scope.what === 'thanku') {
    const row = await store.thanku.get(keys.thanku(shop, pid));
    if (row === undefined || !isStopped(row)) return undefined;
    return { kind: 'thankus', order, isHeld: row.reason?.startsWith('held-') === true };
  }
  const { kind, row, isWaiting } =
    sk === giftCardsSk ? await waitingCards(store, order, nowMs) : await waitingReceipt(store, order, nowMs);
  if (row?.credential === undefined || !isWaiting) return undefined;
  if (scope.what !== 'thanx' && row.credential !== scope.credential) return undefined;
  return { kind, order, credential: row.credential, isHeld: row.waitsFor === 'hold' };
}

/** Changes a waiting row by the function for its kind. If that returns `undefined`, nothing changes. */
export async function changeRow(
  store: Pick<OrderStore, 'thanku' | 'receipt' | 'giftCards'>,
  { kind, order: { shop, pid } }: WaitingRow,
  moves: {
    thankus: (row: ThankuState) => ThankuState | undefined;
    receipts: (row: ReceiptState) => ReceiptState | undefined;
    giftCards: (row: GiftCardsState) => GiftCardsState | undefined;
  },
): Promise<void> {
  switch (kind) {
    case 'thankus':
      await store.thanku.change(keys.thanku(shop, pid), moves.thankus);
      return;
    case 'receipts':
      await store.receipt.change(keys.receipt(shop, pid), moves.receipts);
      return;
    case 'giftCards':
      await store.giftCards.change(keys.giftCards(shop, pid), moves.giftCards);
  }
}

async function waitingReceipt({ receipt }: Pick<OrderStore, 'receipt'>, { shop, pid }: OrderKey, nowMs: number) {
  const row = await receipt.get(keys.receipt(shop, pid));
  const isWaiting = row !== undefined && receiptResumed(row, nowMs) !== undefined;
  return { kind: 'receipts' as const, row, isWaiting };
}

async function waitingCards({ giftCards }: Pick<OrderStore, 'giftCards'>, { shop, pid }: OrderKey, nowMs: number) {
  const row = await giftCards.get(keys.giftCards(shop, pid));
  const isWaiting = row !== undefined && cardsResumed(row, nowMs) !== undefined;
  return { kind: 'giftCards' as const, row, isWaiting };
}
