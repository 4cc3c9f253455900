import type { ReversalKind } from '../reasons.ts';
import { mergeRefunds, paidInAnother, refundsCover, sameRefunds, type ReportedRefunds } from './refunds.ts';
import {
  due,
  isSettled,
  nextThanku,
  restsAs,
  reversalKind,
  reversalOf,
  isReversalUnpublished,
  type ThankuState,
} from './state.ts';
import { skipped } from './transitions.ts';

export interface Reversal {
  kind: 'cancelled' | 'refunded' | 'unpaid';
  at: string;
  /** When the platform last changed the order, from its signed body. */
  changedAt?: string | undefined;
}

/** Whether one instant is later than another, which may be unknown. */
const isLater = (one: string, other: string | undefined): boolean =>
  other === undefined || Date.parse(one) > Date.parse(other);

/** A shop's clock, which may count in whole seconds, may be ahead of ours by this much. */
const clockMarginMs = 5000;

/** Something newer was reported. A reversal without a signed time happened before it was received. */
function isStale({ changedAt: known }: ThankuState, { at, changedAt }: Omit<Reversal, 'kind'>): boolean {
  if (known === undefined) return false;
  return changedAt === undefined
    ? Date.parse(at) + clockMarginMs < Date.parse(known)
    : Date.parse(changedAt) < Date.parse(known);
}

/**
 * The effect of a cancellation, a refund or a lost payment (see "When events meet states" in docs/architecture.md). An
 * order that isn't posted yet is skipped. For a posted order the reversal is recorded, because neither partner can
 * undo. `undefined`: it was already known, or it's older than what is known.
 */
export function reversed(order: ThankuState, reversal: Reversal, nowMs: number): ThankuState | undefined {
  if (isStale(order, reversal)) return undefined;
  const { kind, at, changedAt } = reversal;
  const { changedAt: known } = order;
  // Platforms may report minutes late. Without a signed time, the reversal may have happened at any time after the last
  // known change, and any later change may undo it.
  const since = changedAt === undefined && known !== undefined && isLater(at, known) ? known : at;
  return reversedNow(order, { kind, at: order.state === 'posted' ? at : since }, nowMs);
}

function reversedNow(
  order: ThankuState,
  { kind, at }: Omit<Reversal, 'changedAt'>,
  nowMs: number,
): ThankuState | undefined {
  if (order.reversed !== undefined) return again(order, order.reversed, { kind, at }, nowMs);
  const recorded = nextThanku(order, nowMs, { reversed: reversalOf(kind, at) });
  if (isReversalUnpublished(recorded)) return due(recorded, nowMs);
  return skipped(recorded, kind, nowMs) ?? recorded;
}

/** A cancellation or refund is final. A lost payment may come back, and an erasure says nothing about the order. */
const saysMore = (kind: ReversalKind, before: ReversalKind): boolean =>
  (kind === 'cancelled' || kind === 'refunded') && (before === 'unpaid' || before === 'erased');

/**
 * Reverses an order that is already reversed. If this adds information, and the order has a ThankU or may have one, the
 * event is published again. For an order without a ThankU, the latest time counts: only newer events undo the reversal.
 */
function again(
  order: ThankuState,
  before: NonNullable<ThankuState['reversed']>,
  { kind, at }: Omit<Reversal, 'changedAt'>,
  nowMs: number,
): ThankuState | undefined {
  const was = reversalKind(before);
  const more = saysMore(kind, was);
  const later = isLater(at, before.at);
  if (order.state === 'posted' || order.stuck === 'perhaps-thanked') {
    if (!more) return undefined;
    return nextThanku(order, nowMs, { reversed: reversalOf(kind, at), dueAt: nowMs });
  }
  if (!more && !later) return undefined;
  // `as` belongs to the earlier reversal.
  const { as: _, ...kept } = before;
  const latest = { ...kept, ...reversalOf(more ? kind : was, later ? at : before.at) };
  return nextThanku(order, nowMs, { reversed: latest, ...(more && order.reason === was && { reason: kind }) });
}

/** A reversal's event was published. `undefined`: the row has a different reversal by now. */
export const reversalPublished = (order: ThankuState, published: ThankuState): ThankuState | undefined =>
  isReversalUnpublished(order) &&
  order.reversed !== undefined &&
  order.state === published.state &&
  published.reversed !== undefined &&
  reversalKind(order.reversed) === reversalKind(published.reversed)
    ? { ...order, reversed: { ...order.reversed, told: true } }
    : undefined;

export interface ReportedRefund extends ReportedRefunds {
  /** The platform says that nothing is left to pay for the order. */
  full: boolean;
  at: string;
}

/** Records a refund. Once the whole amount is refunded, it also reverses the order. */
export function refunded(order: ThankuState, reported: ReportedRefund, nowMs: number): ThankuState | undefined {
  const { full, at, changedAt, refundsComplete = false } = reported;
  const known = mergeRefunds(order, reported, order.currency, paidInAnother(order));
  const changed = !sameRefunds(order, known);
  const recorded = changed ? nextThanku(order, nowMs, known) : order;
  // If a platform lists all refunds, the order's amount shows whether anything is left. Otherwise the refunds are added
  // up, and this one counts at any age.
  const whole = full
    ? reversed(recorded, { kind: 'refunded', at, changedAt }, nowMs)
    : !refundsComplete && refundsCover(recorded, recorded)
      ? reversedNow(recorded, { kind: 'refunded', at }, nowMs)
      : undefined;
  return whole ?? (changed ? recorded : undefined);
}

/** Whether a later signed change shows that a reversed order is paid after all. Replays undo nothing. */
export const undoes = (changedAt: string | undefined, { reversed: reversal }: Pick<ThankuState, 'reversed'>): boolean =>
  reversal !== undefined && changedAt !== undefined && isLater(changedAt, reversal.at);

/** Nothing was ever sent for this reversed order, so it may be claimed again. Gift cards need a separate check. */
export const isUntouched = ({ state, reason, reversed: reversal, attempts, receipt, erase, restored }: ThankuState) =>
  state === 'skipped' &&
  reversal !== undefined &&
  reason === reversalKind(reversal) &&
  attempts === 0 &&
  receipt === 'none' &&
  erase !== true &&
  restored !== true;

/**
 * A reversal was undone after something was sent or the customer was erased, so a person must decide. `undefined`: this
 * is already marked, or the reversal cost the customer nothing.
 * @param lost whether it stopped the receipt or gift cards of an order that has its ThankU
 */
export function reinstatedTooLate(order: ThankuState, lost: boolean, nowMs: number): ThankuState | undefined {
  const { state, reason, reversed: reversal, receipt, stuck } = order;
  if (stuck !== undefined || reversal === undefined) return undefined;
  if ((state === 'posted' || state === 'simulated') && !lost) return undefined;
  // The shop's settings had already excluded it.
  const leftOut = state === 'skipped' && reason !== reversalKind(reversal) && reason !== 'erased';
  if (leftOut && receipt !== 'created') return undefined;
  const marked = nextThanku(order, nowMs, { stuck: 'reinstated' });
  // While work is still open for the order, settling it makes it wait for a person.
  return isSettled(order) ? { ...marked, dueKind: restsAs(marked), dueAt: nowMs } : marked;
}
