import { chunksOf } from '../../lib/batches.ts';
import { basketRestored } from '../../lib/order/basket/restored.ts';
import { cardsRestored } from '../../lib/order/gift-cards/restored.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { receiptRestored } from '../../lib/order/receipt/restored.ts';
import { thankuRestored } from '../../lib/order/thanku/restored.ts';
import { unsettledDueKinds } from '../../lib/privacy/erase.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { basketSk, giftCardsSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import type { Key, Rows } from '../../lib/store/rows.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import type { RestorePorts } from './ports.ts';

/** Orders, by key, of which the rows can't say what was sent. */
export interface Marked {
  /** Their ThankU is asked for again: the same request gives the same ThankU. */
  thankus: string[];
  /** Their receipt is searched for at Thanx before it's sent. */
  receipts: string[];
  /** Their basket, or its refund, is sent again: the same basket never counts twice. */
  baskets: string[];
  /** Their gift cards are searched for. */
  giftCards: string[];
  /** Rows that this version can't read. They stay as they are. */
  unreadable: string[];
}

const concurrency = 25;

/** Marks every unsettled row, so that nothing is sent a second time. Safe to repeat, and to interrupt. */
export async function markRows(ports: RestorePorts, atMs: number, dryRun: boolean): Promise<Marked> {
  const marked: Marked = { thankus: [], receipts: [], baskets: [], giftCards: [], unreadable: [] };
  const { store, sends } = ports;
  const kinds = {
    [thankuSk]: marking(store.thanku, (row) => thankuRestored(row, atMs), dryRun),
    // A stage that only simulates has sent nothing to Thanx, and never looks there.
    [receiptSk]: marking(store.receipt, (row) => (sends ? receiptRestored(row, atMs) : undefined), dryRun),
    [basketSk]: marking(store.basket, (row) => (sends ? basketRestored(row, atMs) : undefined), dryRun),
    [giftCardsSk]: marking(store.giftCards, (row) => (sends ? cardsRestored(row, atMs) : undefined), dryRun),
  };
  const lists = {
    [thankuSk]: marked.thankus,
    [receiptSk]: marked.receipts,
    [basketSk]: marked.baskets,
    [giftCardsSk]: marked.giftCards,
  };
  const mark = async ({ pk, sk }: Key): Promise<void> => {
    const order = orderOf(pk);
    if (order === undefined || (sk !== thankuSk && sk !== receiptSk && sk !== basketSk && sk !== giftCardsSk)) return;
    try {
      if (await kinds[sk]({ pk, sk })) lists[sk].push(keyText(order));
    } catch (error) {
      marked.unreadable.push(whyUnreadable(error));
    }
  };
  for (const entries of chunksOf(await entriesOf(ports), concurrency)) await Promise.all(entries.map(mark));
  for (const list of Object.values(marked)) list.sort();
  return marked;
}

/** All unsettled rows, each once. Collected first, because marking a row moves it within the index. */
async function entriesOf({ due }: RestorePorts): Promise<DueEntry[]> {
  const entries = new Map<string, DueEntry>();
  for (const kind of new Set(unsettledDueKinds)) {
    for await (const entry of due(kind, Number.MAX_SAFE_INTEGER)) entries.set(`${entry.pk} ${entry.sk}`, entry);
  }
  return [...entries.values()];
}

/** Returns whether a row changed, or would have. */
const marking =
  <Row extends object>(rows: Rows<Row>, decide: (row: Row) => Row | undefined, dryRun: boolean) =>
  async (key: Key): Promise<boolean> => {
    if (!dryRun) return (await rows.change(key, decide)).changed;
    const row = await rows.get(key);
    return row !== undefined && decide(row) !== undefined;
  };
