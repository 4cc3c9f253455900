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
  /** When the platform last changed the order, as its signed body says. */
  changedAt?: string | undefined;
}

/** Whether one instant is later than another that may not be known. */
const isLater = (one: string, other: string | undefined): boolean =>
  other === undefined || Date.parse(one) > Date.parse(other);

/** By so much a shop's clock, which may count in whole seconds, may be ahead of ours. */
const clockMarginMs = 5000;

/**
 * A platform said something newer about the order already: what it said before counts no more. A reversal without a signed time happened before it
 * was received.
 */
function isStale({ changedAt: known }: ThankuState, { at, changedAt }: Omit<Reversal, 'kind'>): boolean {
  if (known === undefined) return false;
  return changedAt === undefined
    ? Date.parse(at) + clockMarginMs < Date.parse(known)
    : Date.parse(changedAt) < Date.parse(known);
}

/**
 * What a cancellation, a refund or a lost payment does to an order (see "When events meet states" in docs/architecture.md): not yet
 * posted → skipped; posted → recorded, because neither partner can undo. `undefined`: known already, or older than what is known.
 */
export function reversed(order: ThankuState, reversal: Reversal, nowMs: number): ThankuState | undefined {
  if (isStale(order, reversal)) return undefined;
  const { kind, at, changedAt } = reversal;
  const { changedAt: known } = order;
  // Platforms may send minutes later what happened. Without a signed time it happened at any time after the last change that we know, and whatever
  // the platform changed after that may undo it.
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

/** A cancellation or refund is final at the shop; a lost payment may come back, and an erasure says nothing of the order. */
const saysMore = (kind: ReversalKind, before: ReversalKind): boolean =>
  (kind === 'cancelled' || kind === 'refunded') && (before === 'unpaid' || before === 'erased');

/**
 * An order that was reversed before is reversed once more. If that says more, and the order has a ThankU or may have one, it is told once more. Of
 * an order without a ThankU the latest time counts: only what is newer than that undoes it.
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

/** The event of a reversal went out; `undefined`: it is another one by now. */
export const reversalPublished = (order: ThankuState, published: ThankuState): ThankuState | undefined =>
  isReversalUnpublished(order) &&
  order.reversed !== undefined &&
  order.state === published.state &&
  published.reversed !== undefined &&
  reversalKind(order.reversed) === reversalKind(published.reversed)
    ? { ...order, reversed: { ...order.reversed, told: true } }
    : undefined;

export interface ReportedRefund extends ReportedRefunds {
  /** The platform says that nothing of the order is left to pay for. */
  full: boolean;
  at: string;
}

/** A refund: recorded, and a reversal once the whole amount is given back. */
export function refunded(order: ThankuState, reported: ReportedRefund, nowMs: number): ThankuState | undefined {
  const { full, at, changedAt, refundsComplete = false } = reported;
  const known = mergeRefunds(order, reported, order.currency, paidInAnother(order));
  const changed = !sameRefunds(order, known);
  const recorded = changed ? nextThanku(order, nowMs, known) : order;
  // Whoever lists all refunds says by the order's amount whether anything is left of it. Else the refunds are added up, and however old this
  // one is, it is one of them.
  const whole = full
    ? reversed(recorded, { kind: 'refunded', at, changedAt }, nowMs)
    : !refundsComplete && refundsCover(recorded, recorded)
      ? reversedNow(recorded, { kind: 'refunded', at }, nowMs)
      : undefined;
  return whole ?? (changed ? recorded : undefined);
}

/**
 * Whether a signed change, made after an order was reversed, says that it is paid after all. What says no time, and what is as old as the
 * reversal or older, undoes nothing: it may be a replay.
 */
export const undoes = (changedAt: string | undefined, { reversed: reversal }: Pick<ThankuState, 'reversed'>): boolean =>
  reversal !== undefined && changedAt !== undefined && isLater(changedAt, reversal.at);

/**
 * Nothing of a reversed order was ever sent, or asked for: it may be claimed once more. Its gift cards have to be looked at besides.
 */
export const isUntouched = ({ state, reason, reversed: reversal, attempts, receipt, erase }: ThankuState): boolean =>
  state === 'skipped' &&
  reversal !== undefined &&
  reason === reversalKind(reversal) &&
  attempts === 0 &&
  receipt === 'none' &&
  erase !== true;

/**
 * A reversal was undone after something was sent, or its customer erased: a person has to decide. `undefined`: one knows already, or nothing was
 * lost by the reversal.
 * @param lost whether it stopped the receipt or gift cards of an order that has its ThankU
 */
export function reinstatedTooLate(order: ThankuState, lost: boolean, nowMs: number): ThankuState | undefined {
  const { state, reason, reversed: reversal, receipt, stuck } = order;
  if (stuck !== undefined || reversal === undefined) return undefined;
  if ((state === 'posted' || state === 'simulated') && !lost) return undefined;
  // Its shop's settings left it out before anything else did.
  const leftOut = state === 'skipped' && reason !== reversalKind(reversal) && reason !== 'erased';
  if (leftOut && receipt !== 'created') return undefined;
  const marked = nextThanku(order, nowMs, { stuck: 'reinstated' });
  // While something is still done for it, settling puts it before a person.
  return isSettled(order) ? { ...marked, dueKind: restsAs(marked), dueAt: nowMs } : marked;
}
