import { receiptWokenForMs } from '../grace-periods.ts';
import { areCardsFinal, type GiftCardsState } from './state.ts';

/** The cards are finished. `whole`: the rest of the order is finished too. */
export function cardsSettled(row: GiftCardsState, whole: boolean, nowMs: number): GiftCardsState | undefined {
  if (!areCardsFinal(row) || (row.dueKind === undefined && (row.settledAt !== undefined || !whole))) return undefined;
  const at = new Date(nowMs).toISOString();
  const { dueKind: _, dueAt: __, ...rest } = row;
  return { ...rest, updatedAt: at, ...(whole && { settledAt: at }) };
}

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function cardsWoken(row: GiftCardsState, nowMs: number): GiftCardsState | undefined {
  if (row.dueKind !== 'receipt' || row.dueAt === undefined || row.dueAt > nowMs) return undefined;
  return { ...row, dueAt: nowMs + receiptWokenForMs };
}
