import type { AuditEntry } from '../audit/trail.ts';
import { isSending, type BasketState } from '../../lib/order/basket/state.ts';
import type { Happening } from '../../lib/order/history.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import {
  describeBasketEvent,
  describeReason,
  describeReceiptEvent,
  describeThankuEvent,
} from './describe-happening.ts';
import { describeAmount } from './describe-order.ts';
import { instant } from '../cli/words.ts';
import type { OrderRows } from './order-rows.ts';

export interface TimelineEntry {
  at: string;
  of: 'order' | 'ThankU' | 'receipt' | 'basket' | 'gift cards' | 'notified' | 'operator';
  what: string;
  /** The partner's own words, scrubbed of what we sent. */
  words?: string;
}

/** Returns an order's history from its rows and the audit trail, oldest first. @param more what the shop's own systems were told */
export function timeline(
  rows: OrderRows,
  audit: readonly AuditEntry[],
  nowMs: number,
  more: readonly TimelineEntry[] = [],
): TimelineEntry[] {
  const { thanku, receipt, basket, giftCards } = rows;
  const entries = [
    ...ofOrder(thanku),
    ...(thanku.history ?? []).map((one) =>
      happening('ThankU', one, describeThankuEvent(thanku, one), thanku.lastError),
    ),
    ...openLease(thanku, nowMs),
    ...(receipt === undefined ? [] : ofReceipt(receipt, nowMs)),
    ...(basket === undefined ? [] : ofBasket(basket, nowMs)),
    ...(giftCards === undefined ? [] : ofCards(giftCards)),
    ...more,
    ...audit.map(ofAudit),
  ];
  // The sort is stable: entries of the same millisecond keep this order.
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const entry = (at: string, what: string): TimelineEntry => ({ at, of: 'order', what });

function ofOrder(order: ThankuState): TimelineEntry[] {
  const { createdAt, paidAt, state, cause, impact, frozen, reversed, settledAt } = order;
  // After a refreeze, the row no longer says what was frozen first.
  const gives = cause === undefined || frozen !== undefined ? '' : `: ${impact ?? ''} × ${cause} frozen`;
  return [
    ...(paidAt === undefined ? [] : [entry(paidAt, `paid at the shop, ${describeAmount(order)}`)]),
    entry(createdAt, state === 'early' ? 'first reported, before it was paid' : `claimed${gives}`),
    ...(reversed === undefined ? [] : [entry(reversed.at, describeReversed(order, reversed))]),
    ...(settledAt === undefined ? [] : [entry(settledAt, 'settled: nothing personal of it is left')]),
  ];
}

function describeReversed({ state, stuck }: ThankuState, reversal: NonNullable<ThankuState['reversed']>): string {
  const { told } = reversal;
  const kind = reversalKind(reversal);
  if (stuck === 'perhaps-thanked') return `${kind}; a ThankU may have been made, and nobody knows its id`;
  if (state !== 'posted') return kind;
  return `${kind}; the ThankU stays${told === true ? ', and "Order Reversed" was published' : ''}`;
}

function happening(
  of: 'ThankU' | 'receipt' | 'basket',
  { at, lastAt, times, words }: Happening,
  what: string,
  last: { at: string; words?: string | undefined } | undefined,
): TimelineEntry {
  const again = times === undefined || lastAt === undefined ? '' : ` (${times} times, last ${instant(lastAt)})`;
  // For the last failure, the row keeps more of the partner's words than the history.
  const whole = words !== undefined && last?.words?.startsWith(words) === true ? last.words : words;
  return { at: new Date(at).toISOString(), of, what: what + again, ...(whole !== undefined && { words: whole }) };
}

function openLease({ lease, attempts }: ThankuState, nowMs: number): TimelineEntry[] {
  if (lease === undefined) return [];
  const what =
    lease.until > nowMs
      ? `attempt ${attempts} is under way`
      : `attempt ${attempts} was not finished: its worker seems to have died`;
  return [{ at: new Date(Math.min(lease.until, nowMs)).toISOString(), of: 'ThankU', what }];
}

function ofReceipt(receipt: ReceiptState, nowMs: number): TimelineEntry[] {
  const { state, attempt, history = [], lastError } = receipt;
  const entries: TimelineEntry[] = [
    { at: startOf(receipt), of: 'receipt', what: 'requested: waits for its turn at Thanx' },
    ...history.map((one) => happening('receipt', one, describeReceiptEvent(receipt, one), lastError)),
  ];
  if (state !== 'sending' || attempt === undefined) return entries;
  const what = attempt.deadAt > nowMs ? 'is being sent' : 'was being sent when its worker died';
  return [...entries, { at: new Date(Math.min(attempt.sendBy, nowMs)).toISOString(), of: 'receipt', what }];
}

function ofBasket(basket: BasketState, nowMs: number): TimelineEntry[] {
  const { attempt, history = [], lastError } = basket;
  const entries: TimelineEntry[] = [
    { at: startOf(basket), of: 'basket', what: 'requested: waits for its turn at Thanx' },
    ...history.map((one) => happening('basket', one, describeBasketEvent(one), lastError)),
  ];
  if (attempt === undefined) return entries;
  const what = attempt.refund === undefined ? 'is being sent' : `a refund of ${attempt.refund} in all is being sent`;
  const died = isSending(basket, nowMs) ? '' : ': its worker died, and it is sent again';
  return [...entries, { at: new Date(Math.min(attempt.sendBy, nowMs)).toISOString(), of: 'basket', what: what + died }];
}

function ofCards(row: NonNullable<OrderRows['giftCards']>): TimelineEntry[] {
  const { cards } = row;
  const of = 'gift cards';
  const carried = `carried by the order: ${cards.map(({ last4 }) => `…${last4}`).join(', ')}`;
  const entries: TimelineEntry[] = [{ at: startOf(row), of, what: carried }];
  for (const { last4, firstSentAt, lastError } of cards) {
    if (firstSentAt !== undefined) entries.push({ at: firstSentAt, of, what: `…${last4} first sent` });
    if (lastError !== undefined)
      entries.push({ at: lastError.at, of, what: `…${last4}: ${describeReason(lastError.code, lastError.status)}` });
  }
  return entries;
}

const ofAudit = ({ at, who, what, reason: why, outcome, result }: AuditEntry): TimelineEntry => ({
  at,
  of: 'operator',
  what: `${who}: ${what}${why === undefined ? '' : `, “${why}”`}: ${result ?? outcome}`,
});

/** When the row was written first. */
const startOf = ({
  createdAt,
  startedAt,
  updatedAt,
}: { updatedAt: string } & Partial<Pick<NonNullable<OrderRows['receipt']>, 'createdAt' | 'startedAt'>>): string =>
  createdAt ?? startedAt ?? updatedAt;
