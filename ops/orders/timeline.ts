import type { AuditEntry } from '../../lib/store/audit.ts';
import type { Happening } from '../../lib/order/history.ts';
import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { amountWords } from './order-words.ts';
import type { OrderRows } from './order-rows.ts';

/** One thing in an order's life. */
export interface TimelineEntry {
  at: string;
  of: 'order' | 'ThankU' | 'receipt' | 'gift cards' | 'operator';
  what: string;
  /** The partner's own words, scrubbed of what we sent. */
  words?: string;
}

/** An order's whole life as far as its rows and the audit trail tell it, the oldest first. */
export function timeline(rows: OrderRows, audit: readonly AuditEntry[], nowMs: number): TimelineEntry[] {
  const { thanku, receipt, giftCards } = rows;
  const entries = [
    ...ofOrder(thanku),
    ...(thanku.history ?? []).map((entry) => told('ThankU', entry, thankuWhat(thanku, entry), thanku.lastError)),
    ...openLease(thanku, nowMs),
    ...(receipt === undefined ? [] : ofReceipt(receipt, nowMs)),
    ...(giftCards === undefined ? [] : ofCards(giftCards)),
    ...audit.map(ofAudit),
  ];
  // Stable: what lies in the same millisecond stays in the order in which it is told here.
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function ofOrder(order: ThankuState): TimelineEntry[] {
  const { createdAt, paidAt, state, cause, impact, reversed, settledAt } = order;
  const entry = (at: string, what: string): TimelineEntry => ({ at, of: 'order', what });
  const gives = cause === undefined ? '' : `: ${impact ?? ''} × ${cause} frozen`;
  return [
    ...(paidAt === undefined ? [] : [entry(paidAt, `paid at the shop, ${amountWords(order)}`)]),
    entry(createdAt, state === 'early' ? 'first told of, before it was paid' : `claimed${gives}`),
    ...(reversed === undefined ? [] : [entry(reversed.at, reversedWords(order, reversed))]),
    ...(settledAt === undefined ? [] : [entry(settledAt, 'settled: nothing personal of it is left')]),
  ];
}

function reversedWords({ state }: ThankuState, { kind, told }: NonNullable<ThankuState['reversed']>): string {
  if (state !== 'posted') return kind;
  return `${kind}; the ThankU stays${told === true ? ', and "Order Reversed" was published' : ''}`;
}

function thankuWhat({ id, link }: ThankuState, { what, why, status }: Happening): string {
  switch (what) {
    case 'attempt-failed':
      return `attempt failed: ${reason(why, status)}`;
    case 'worker-died':
      return 'attempt without an end: its worker died';
    case 'held':
      return `held: ${reason(why, status)}`;
    case 'failed':
      return why === 'gave-up'
        ? `gave up: ${reason('the last try', status)}`
        : `failed for good: ${reason(why, status)}`;
    case 'posted':
      return `posted: ThankU ${[id, link].filter(Boolean).join('  ')}`;
    default:
      return common(what, why, status);
  }
}

function receiptWhat({ id, userId, rejectionText }: ReceiptState, { what, why, status }: Happening): string {
  switch (what) {
    case 'attempt-failed':
      return `attempt failed, nothing was sent: ${reason(why, status)}`;
    case 'rejected':
      return `rejected: ${reason(why, status)}`;
    case 'unknown':
      return `sent, and its outcome is unknown: ${reason(why, status)}`;
    case 'not-found':
      return 'looked for at Thanx: not there';
    case 'sent-again':
      return 'looked for at Thanx a second time, not there: to be sent once more';
    case 'handed-over':
      return `left to a person: ${reason(why, status)}`;
    case 'submitted':
      return `submitted: receipt ${id ?? ''}${userId === undefined ? '' : `, Thanx's user ${userId}`}`;
    case 'decided':
      return `${why ?? 'decided'} by Thanx${rejectionText === undefined ? '' : `: “${rejectionText}”`}`;
    default:
      return common(what, why, status);
  }
}

function common(what: Happening['what'], why: string | undefined, status: number | undefined): string {
  switch (what) {
    case 'dead-letter':
      return 'dead letter sent, "Order Failed" published';
    case 'skipped':
      return `skipped: ${reason(why, status)}`;
    case 'retried-by-hand':
      return 'given another chance by an operator';
    case 'refrozen-by-hand':
      return 'frozen anew from the settings of that time by an operator';
    case 'resolved-by-hand':
      return `found out by an operator: ${why ?? ''}`;
    default:
      return [what, reason(why, status)].join(': ');
  }
}

const reason = (why: string | undefined, status: number | undefined): string =>
  [why, status].filter((part) => part !== undefined).join(', ') || 'no reason known';

function told(
  of: 'ThankU' | 'receipt',
  { at, lastAt, times, words }: Happening,
  what: string,
  last: { at: string; words?: string | undefined } | undefined,
): TimelineEntry {
  const again = times === undefined || lastAt === undefined ? '' : ` (${times} times, last ${short(lastAt)})`;
  // Of the last failure the row keeps more of the partner's words than its history does.
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
  const { createdAt, state, attempt, history = [], lastError } = receipt;
  const entries: TimelineEntry[] = [
    { at: createdAt, of: 'receipt', what: 'asked for: waits for its turn at Thanx' },
    ...history.map((entry) => told('receipt', entry, receiptWhat(receipt, entry), lastError)),
  ];
  if (state !== 'sending' || attempt === undefined) return entries;
  const what = attempt.deadAt > nowMs ? 'is being sent' : 'was being sent when its worker died';
  return [...entries, { at: new Date(Math.min(attempt.sendBy, nowMs)).toISOString(), of: 'receipt', what }];
}

function ofCards({ createdAt, cards }: NonNullable<OrderRows['giftCards']>): TimelineEntry[] {
  const of = 'gift cards';
  return [
    { at: createdAt, of, what: `carried by the order: ${cards.map(({ last4 }) => `…${last4}`).join(', ')}` },
    ...cards.flatMap(({ last4, firstSentAt, lastError }): TimelineEntry[] => [
      ...(firstSentAt === undefined ? [] : [{ at: firstSentAt, of, what: `…${last4} first sent` } as const]),
      ...(lastError === undefined
        ? []
        : [{ at: lastError.at, of, what: `…${last4}: ${reason(lastError.code, lastError.status)}` } as const]),
    ]),
  ];
}

const ofAudit = ({ at, who, what, reason: why, outcome, result }: AuditEntry): TimelineEntry => ({
  at,
  of: 'operator',
  what: `${who}: ${what}${why === undefined ? '' : `, “${why}”`}: ${result ?? outcome}`,
});

const short = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
