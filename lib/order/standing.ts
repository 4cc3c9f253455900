import { isOverdue } from '../stuck/overdue.ts';
import { basketCode, receiptCode, thankuCode, type PartCode } from '../stuck/row-code.ts';
import type { BasketState } from './basket/state.ts';
import type { GiftCardsState, GiftCardState } from './gift-cards/state.ts';
import { hasBasket } from './loyalty-plan.ts';
import type { ReceiptState } from './receipt/state.ts';
import { waitsForLimit } from './thanku/limit.ts';
import {
  circuitOf,
  coolingOff,
  ownStop,
  pauseOn,
  thanxStop,
  uncertified,
  type OrderControl,
  type Stop,
} from './stops.ts';
import { isFinal, leased, type ThankuState } from './thanku/state.ts';

/** A part of an order that has a state of its own. */
export type Part = 'thanku' | 'receipt' | 'basket' | 'gift-cards';

/** A part's phase. `untilMs` (epoch) is when it continues automatically. */
type Phase =
  /** Sent, or never to be sent. `polledAtMs`: Thanx hasn't decided yet, and this is the next poll. */
  | {
      phase: 'through';
      as: 'thanked' | 'simulated' | 'skipped' | 'submitted' | 'applied' | 'denied' | 'billed' | 'refunded' | 'added';
      polledAtMs?: number;
    }
  | { phase: 'attempting'; untilMs: number }
  | { phase: 'waiting'; untilMs: number }
  /** It may still be cancelled. */
  | { phase: 'cooling-off'; untilMs: number }
  | { phase: 'stopped'; untilMs: number; stop: Stop }
  /** Its outcome is unknown. Thanx's list is being searched. */
  | { phase: 'searching'; untilMs: number }
  /** Reported, but not as paid. */
  | { phase: 'early' }
  /** Nothing more is sent, and only a person can find out the outcome. */
  | { phase: 'unresolved'; code: PartCode }
  /** Rejected or given up. A person may retry it. */
  | { phase: 'failed'; code: PartCode }
  | { phase: 'unclaimed' };

export type Standing = Phase & {
  part: Part;
  /** The row's own code: `gave-up`, `held-failures`, `cancelled`. While it waits, the last error's code. */
  reason?: string | undefined;
  /** Since when housekeeping is overdue, epoch ms. */
  overdueSinceMs?: number | undefined;
  /** An operator's pause, in any phase. Only known with the control rows. */
  pause?: Extract<Stop, { by: 'pause' }> | undefined;
};

type Fields<Row, Needed extends keyof Row, Known extends keyof Row> = Pick<Row, Needed> & Partial<Pick<Row, Known>>;
type Times = 'dueKind' | 'dueAt' | 'notBefore' | 'lastError';
type ThankuFields = Fields<ThankuState, 'state' | 'reason', 'stuck' | 'lease' | Times>;
type ReceiptFields = Fields<ReceiptState, 'state' | 'reason', 'resends' | 'waitsFor' | 'attempt' | Times>;
type BasketFields = Fields<BasketState, 'state' | 'reason', 'waitsFor' | 'attempt' | Times>;
type CardsFields = Fields<GiftCardsState, never, 'waitsFor' | 'attempt' | Exclude<Times, 'lastError'>> & {
  cards: readonly Pick<GiftCardState, 'state' | 'reason'>[];
};

/** The rows of one order that exist. */
interface RowsSoFar {
  thanku: (ThankuFields & Pick<ThankuState, 'receipt' | 'receiptReason'>) | undefined;
  receipt: ReceiptFields | undefined;
  basket?: BasketFields | undefined;
  giftCards: CardsFields | undefined;
}

/** From best to worst. */
const phases: readonly Phase['phase'][] = [
  'through',
  'attempting',
  'waiting',
  'cooling-off',
  'stopped',
  'searching',
  'early',
  'unresolved',
  'failed',
  'unclaimed',
];

/**
 * The standing of each part, and of the part that describes the whole order best: first those that need a person, then
 * those that wait, then finished ones. Without the control rows, the rows themselves say what stops them.
 */
export function standingOf(
  { thanku, receipt, basket, giftCards }: RowsSoFar,
  control: OrderControl | undefined,
  nowMs: number,
): { whole: Standing; parts: Standing[] } {
  const whole: Standing =
    thanku === undefined ? { part: 'thanku', phase: 'unclaimed' } : thankuStanding(thanku, control, nowMs);
  // Its row is created after the ThankU is finished.
  const isToCome = (receipt ?? basket) === undefined && thanku?.receipt === 'wanted' && isFinal(thanku);
  const toCome = thanku !== undefined && hasBasket(thanku) ? 'basket' : 'receipt';
  const parts = [
    whole,
    ...(giftCards === undefined ? [] : cardsStanding(giftCards, control, nowMs)),
    ...(receipt === undefined ? [] : [receiptStanding(receipt, control, nowMs)]),
    ...(basket === undefined ? [] : [basketStanding(basket, control, nowMs)]),
    ...(isToCome ? [{ part: toCome, phase: 'waiting', untilMs: nowMs } as const] : []),
  ];
  const rank = ({ phase }: Standing) => phases.indexOf(phase);
  return { whole: parts.reduce((worst, part) => (rank(part) > rank(worst) ? part : worst), whole), parts };
}

export function thankuStanding(row: ThankuFields, control: OrderControl | undefined, nowMs: number): Standing {
  const { lease, notBefore: untilMs = nowMs } = row;
  const pause = pauseOn('thanku', control?.shop.thankuBrake);
  const about = { part: 'thanku', ...aboutRow(row, nowMs), pause } as const;
  switch (row.state) {
    case 'early':
      return { ...about, phase: 'early' };
    case 'waiting':
    case 'held': {
      if (lease !== undefined && leased(row, nowMs)) return { ...about, phase: 'attempting', untilMs: lease.until };
      if (row.reason === coolingOff && untilMs > nowMs) return { ...about, phase: 'cooling-off', untilMs };
      const limited = waitsForLimit(row) ? ({ by: 'limit' } as const) : undefined;
      const stop = control === undefined ? ownStop(row) : (pause ?? limited ?? circuitOf('thanku', control.shop.hold));
      return { ...about, ...orStopped('waiting', untilMs, stop) };
    }
    case 'failed':
      return { ...about, phase: 'failed', code: thankuCode(row) };
    case 'posted':
    case 'simulated':
    case 'skipped':
      if (row.stuck !== undefined && row.stuck !== 'seen' && row.dueKind !== undefined)
        return { ...about, phase: 'unresolved', code: thankuCode(row) };
      return { ...about, phase: 'through', as: row.state === 'posted' ? 'thanked' : row.state };
  }
}

export function receiptStanding(row: ReceiptFields, control: OrderControl | undefined, nowMs: number): Standing {
  const { state, notBefore = nowMs, dueAt = nowMs } = row;
  const { pause, stop } = thanxStop(row, control);
  const about = { part: 'receipt', ...aboutRow(row, nowMs), pause } as const;
  switch (state) {
    case 'waiting':
      return { ...about, ...orStopped('waiting', notBefore, stop) };
    case 'sending':
      return { ...about, phase: 'attempting', untilMs: row.attempt?.deadAt ?? nowMs };
    case 'unknown':
      if (row.dueKind !== 'receipt') return { ...about, phase: 'unresolved', code: receiptCode(row) };
      return { ...about, ...orStopped('searching', dueAt, stop) };
    case 'rejected':
      return { ...about, phase: 'failed', code: receiptCode(row) };
    case 'submitted':
      return { ...about, phase: 'through', as: state, ...(row.dueKind === 'follow' && { polledAtMs: dueAt }) };
    case 'applied':
    case 'denied':
    case 'skipped':
      return { ...about, phase: 'through', as: state };
  }
}

export function basketStanding(row: BasketFields, control: OrderControl | undefined, nowMs: number): Standing {
  const { state, notBefore = nowMs, attempt } = row;
  const { pause, stop } = thanxStop(row, control);
  const about = { part: 'basket', ...aboutRow(row, nowMs), pause } as const;
  switch (state) {
    case 'waiting':
    case 'refunding': {
      if (attempt !== undefined && attempt.deadAt > nowMs)
        return { ...about, phase: 'attempting', untilMs: attempt.deadAt };
      const isUncertified = control?.credential !== undefined && control.credential.basketsCertified === undefined;
      return { ...about, ...orStopped('waiting', notBefore, stop ?? (isUncertified ? uncertified : undefined)) };
    }
    case 'rejected':
    case 'refund-failed':
      return { ...about, phase: 'failed', code: basketCode(row) };
    case 'billed':
    case 'refunded':
    case 'skipped':
      return { ...about, phase: 'through', as: state };
  }
}

/** The standing of each of an order's gift cards, in the row's order. */
export const cardsStanding = (row: CardsFields, control: OrderControl | undefined, nowMs: number): Standing[] =>
  row.cards.map(({ state, reason }): Standing => {
    const { notBefore: untilMs = nowMs, attempt } = row;
    // Gift cards never use a fixed user token.
    const { pause, stop } = thanxStop(row, control && { ...control, shopSecrets: undefined });
    const about = { part: 'gift-cards', ...aboutRow({ ...row, reason }, nowMs), pause } as const;
    switch (state) {
      case 'waiting':
      case 'sending':
      case 'unknown':
        if (attempt !== undefined && attempt.deadAt > nowMs)
          return { ...about, phase: 'attempting', untilMs: attempt.deadAt };
        return { ...about, ...orStopped('waiting', untilMs, stop) };
      case 'rejected':
        return { ...about, phase: 'failed', code: 'gift-card-rejected' };
      case 'added':
      case 'skipped':
        return { ...about, phase: 'through', as: state };
    }
  });

const orStopped = (phase: 'waiting' | 'searching', untilMs: number, stop: Stop | undefined) =>
  stop === undefined ? { phase, untilMs } : ({ phase: 'stopped', untilMs, stop } as const);

type About = Partial<Pick<ThankuState, 'reason' | 'lastError' | 'dueKind' | 'dueAt'>>;
const aboutRow = ({ reason, lastError, dueKind, dueAt }: About, nowMs: number) => ({
  reason: reason ?? lastError?.code,
  overdueSinceMs: isOverdue({ dueKind, dueAt }, nowMs) ? dueAt : undefined,
});
