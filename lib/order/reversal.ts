import { mergeRefunds, refundsCover, sameRefunds, type ReportedRefunds } from './refunds.ts';
import { reversalUntold, ThankuState } from './thanku-state.ts';
import { skipped } from './thanku-transitions.ts';

export interface Reversal {
  kind: 'cancelled' | 'refunded' | 'unpaid';
  at: string;
  /** When the platform last changed the order, as its signed body says. */
  changedAt?: string | undefined;
}

/** Whether one instant is later than another that may not be known. */
const isLater = (one: string, other: string | undefined): boolean =>
  other === undefined || Date.parse(one) > Date.parse(other);

/** A platform said something newer about the order already: what it said before counts no more. */
const isStale = ({ changedAt: known }: ThankuState, { changedAt }: { changedAt?: string | undefined }): boolean =>
  known !== undefined && changedAt !== undefined && Date.parse(changedAt) < Date.parse(known);

/**
 * What a cancellation, a refund or a lost payment does to an order (see "When events meet states" in docs/architecture.md): not yet
 * posted → skipped; posted → recorded, because neither partner can undo. `undefined`: known already, or older than what is known.
 */
export function reversed(order: ThankuState, reversal: Reversal, nowMs: number): ThankuState | undefined {
  if (isStale(order, reversal)) return undefined;
  const { kind, at } = reversal;
  const before = order.reversed;
  if (before !== undefined) return again(order, before, { kind, at }, nowMs);
  const recorded = ThankuState.parse({ ...order, reversed: { kind, at }, updatedAt: new Date(nowMs).toISOString() });
  if (reversalUntold(recorded)) return ThankuState.parse({ ...recorded, dueKind: 'thanku', dueAt: nowMs });
  return skipped(recorded, kind, nowMs) ?? recorded;
}

/**
 * An order that was reversed before is reversed once more. A cancellation or refund says more than a lost payment. Of an order without a
 * ThankU the latest time counts: only what is newer than that undoes it.
 */
function again(
  order: ThankuState,
  before: NonNullable<ThankuState['reversed']>,
  { kind, at }: { kind: Reversal['kind']; at: string },
  nowMs: number,
): ThankuState | undefined {
  const saysMore = before.kind === 'unpaid' && kind !== 'unpaid';
  const updatedAt = new Date(nowMs).toISOString();
  if (order.state === 'posted') {
    if (!saysMore) return undefined;
    return ThankuState.parse({ ...order, reversed: { kind, at }, updatedAt, dueKind: 'thanku', dueAt: nowMs });
  }
  const later = isLater(at, before.at);
  if (!saysMore && !later) return undefined;
  const merged = { ...before, kind: saysMore ? kind : before.kind, at: later ? at : before.at };
  const reason = saysMore && order.reason === before.kind ? kind : order.reason;
  return ThankuState.parse({ ...order, reversed: merged, reason, updatedAt });
}

/** The event of a reversal went out; `undefined`: it is another one by now. */
export const reversalTold = (order: ThankuState, published: ThankuState): ThankuState | undefined =>
  reversalUntold(order) &&
  order.reversed !== undefined &&
  order.state === published.state &&
  order.reversed.kind === published.reversed?.kind
    ? { ...order, reversed: { ...order.reversed, told: true } }
    : undefined;

export interface ReportedRefund extends ReportedRefunds {
  full: boolean;
  at: string;
}

/** A refund: recorded, and a reversal once the whole amount is given back. */
export function refunded(order: ThankuState, reported: ReportedRefund, nowMs: number): ThankuState | undefined {
  const known = mergeRefunds(order, reported, order.currency);
  const changed = !sameRefunds(order, known);
  const recorded = changed
    ? ThankuState.parse({ ...order, ...known, updatedAt: new Date(nowMs).toISOString() })
    : order;
  const full = reported.full || refundsCover(recorded, recorded);
  const { at, changedAt } = reported;
  const whole = full ? reversed(recorded, { kind: 'refunded', at, changedAt }, nowMs) : undefined;
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
  reason === reversal.kind &&
  attempts === 0 &&
  receipt === 'none' &&
  erase !== true;

/** A reversal was undone after something was sent, or its customer erased: a person has to decide. `undefined`: one knows already. */
export function reinstatedTooLate(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.state === 'posted' || order.state === 'simulated' || order.stuck !== undefined) return undefined;
  const updatedAt = new Date(nowMs).toISOString();
  const marked = { ...order, stuck: 'reinstated', updatedAt };
  // While something is still done for it, settling puts it before a person.
  return ThankuState.parse(order.settledAt === undefined ? marked : { ...marked, dueKind: 'stuck', dueAt: nowMs });
}
