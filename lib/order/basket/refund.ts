import { dayMs } from '../../durations.ts';
import { noLongerInSight } from '../due.ts';
import { compareAmounts } from '../money.ts';
import type { ReversalKind } from '../reasons.ts';
import { isAnyOfUnknownSize, refundedShare } from '../thanku/refunds.ts';
import { reversalKind, type ThankuState } from '../thanku/state.ts';
import { isSending, isWholeWanted, nextBasket, type BasketState } from './state.ts';
import { basketSkipped, refunding } from './transitions.ts';

/** How long refunds are sent after the basket was billed. Then what they need is deleted. */
export const refundableMs = 30 * dayMs;

type RefundMissed = NonNullable<BasketState['refundMissed']>;

/** What an order's row says of its refunds. */
export interface RefundsOf {
  kind: ReversalKind | undefined;
  /** How much of the subtotal was refunded since the claim, at least. */
  subtotal: string;
  /** More was refunded, and the platform doesn't say how much. */
  isMore?: boolean;
}

/** A reversed order is refunded in full: its customer paid nothing. An erasure says nothing about the order. */
export function refundsOf(order: ThankuState, subtotal: string): RefundsOf {
  const kind = order.reversed && reversalKind(order.reversed);
  const isWhole = kind !== undefined && kind !== 'erased';
  return isWhole
    ? { kind, subtotal }
    : { kind, subtotal: refundedShare(order, subtotal), isMore: isAnyOfUnknownSize(order, order) };
}

/**
 * The customer got money back. `subtotal` is the sum of all refunds, and it never shrinks. If the whole order was refunded, a basket that Thanx doesn't have
 * is skipped, and one that Thanx may have is refunded once nothing that was sent can still arrive. `undefined`: nothing has changed, or nothing is to be done.
 */
export function refundWanted(basket: BasketState, refunds: RefundsOf, nowMs: number): BasketState | undefined {
  const marked = unknownMarked(basket, refunds, nowMs);
  return moreWanted(marked ?? basket, refunds, nowMs) ?? marked;
}

/** Thanx isn't told of a refund of unknown size. If it becomes known, or the whole order is refunded, nothing is missed any more. */
function unknownMarked(basket: BasketState, { isMore = false }: RefundsOf, nowMs: number): BasketState | undefined {
  const { state, refundMissed } = basket;
  if (refundMissed === 'unknown-amount')
    return isMore ? undefined : nextBasket(basket, nowMs, { refundMissed: undefined });
  if (!isMore || refundMissed !== undefined || state === 'refunded' || state === 'skipped') return undefined;
  return missed(basket, 'unknown-amount', nowMs);
}

function moreWanted(basket: BasketState, { kind, subtotal }: RefundsOf, nowMs: number): BasketState | undefined {
  if (compareAmounts(subtotal, basket.wanted ?? '0') <= 0) return undefined;
  const wanted = { ...basket, wanted: subtotal };
  switch (basket.state) {
    case 'waiting':
    case 'rejected':
      if (!isWholeWanted(wanted) || isSending(basket, nowMs)) return noted(basket, subtotal, nowMs);
      return basketSkipped(wanted, kind ?? 'refunded', nowMs) ?? refunding(wanted, nowMs);
    case 'billed':
      if (basket.refundable === undefined)
        return missed(wanted, Date.parse(basket.startedAt) + refundableMs > nowMs ? 'erased' : 'too-late', nowMs);
      return refunding(wanted, nowMs);
    case 'refunding':
    case 'refund-failed':
      return noted(basket, subtotal, nowMs);
    case 'refunded':
    case 'skipped':
      return undefined;
  }
}

const noted = (basket: BasketState, wanted: string, nowMs: number) => nextBasket(basket, nowMs, { wanted });

/** What a refund needs is deleted, or its size is unknown. */
const missed = (basket: BasketState, refundMissed: RefundMissed, nowMs: number): BasketState =>
  nextBasket(basket, nowMs, { wanted: basket.wanted, refundMissed }, { what: 'refund-missed', why: refundMissed });

/** The customer asked to be erased: nothing is kept for refunds, and none is sent any more. `undefined`: nothing was. */
export const refundingStopped = (basket: BasketState, nowMs: number): BasketState | undefined =>
  (basket.refundable === undefined && basket.state !== 'refunding') || isSending(basket, nowMs)
    ? undefined
    : withoutRefundable(basket, 'erased', nowMs);

/** Refunds end with their time. `undefined`: they don't, yet. */
export const refundsEnded = (basket: BasketState, nowMs: number): BasketState | undefined =>
  basket.refundable !== undefined && basket.refundable.until <= nowMs && !isSending(basket, nowMs)
    ? withoutRefundable(basket, 'too-late', nowMs)
    : undefined;

/** Nobody repaired it in time, so it no longer waits for a person, and nothing is kept for it. `undefined`: it doesn't wait for one. */
export function basketGivenUp(basket: BasketState): BasketState | undefined {
  const row = noLongerInSight(basket);
  // Thanx never learns of a refund that was refused and is given up.
  return row && { ...row, refundable: undefined, ...(row.state === 'refund-failed' && { refundMissed: 'too-late' }) };
}

function withoutRefundable(basket: BasketState, why: RefundMissed, nowMs: number): BasketState {
  const rest = { refundable: undefined };
  if (basket.state !== 'refunding')
    return nextBasket(basket, nowMs, basket.dueKind === 'refundable' ? { ...rest, dueAt: undefined } : rest);
  const happening = { what: 'refund-missed', why } as const;
  // Without the data, nobody can find out whether it was ever billed.
  if (basket.maybeBilled === true)
    return nextBasket(basket, nowMs, { ...rest, state: 'skipped', reason: 'erased', dueAt: nowMs }, happening);
  return nextBasket(basket, nowMs, { ...rest, state: 'billed', refundMissed: why, dueAt: nowMs }, happening);
}
