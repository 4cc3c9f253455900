import { messageGraceMs } from '../grace-periods.ts';
import { whyOf, type LastError } from '../history.ts';
import { compareAmounts } from '../money.ts';
import type { BasketRefusal, BasketSkipReason } from '../reasons.ts';
import { arrivesUntil, mayBeSentFrom, sentMaybe } from './sent.ts';
import {
  isSending,
  isWholeWanted,
  nextBasket,
  owesRefund,
  type BasketChanges,
  type BasketState,
  type Refundable,
} from './state.ts';

/** Opens an attempt. Only if none is open, and if what it sends may be sent. */
export function basketSending(
  basket: BasketState,
  attempt: { id: string; sendBy: number; deadAt: number },
  nowMs: number,
): BasketState | undefined {
  if (isSending(basket, nowMs) || mayBeSentFrom(basket) > nowMs) return undefined;
  if (basket.state !== 'waiting' && basket.state !== 'refunding') return undefined;
  const refund = basket.state === 'refunding' ? { refund: basket.wanted } : {};
  return nextBasket(basket, nowMs, {
    ...sentMaybe(basket),
    ...(basket.state === 'refunding' && { begun: basket.wanted }),
    state: basket.state,
    waitsFor: undefined,
    attempt: { ...attempt, ...refund },
    attempts: basket.attempts + 1,
    dueAt: attempt.deadAt,
  });
}

const isOpen = ({ attempt }: BasketState, attemptId: string): boolean => attempt?.id === attemptId;

/** Thanx has the basket. */
export function basketBilled(
  basket: BasketState,
  attemptId: string,
  refundable: Refundable,
  nowMs: number,
): BasketState | undefined {
  if (basket.state !== 'waiting' || !isOpen(basket, attemptId)) return undefined;
  return nextBasket(
    basket,
    nowMs,
    {
      ...succeeded,
      // An erased customer's basket can't be refunded: nobody may know any more whose it was.
      ...(basket.erase === true ? {} : { refundable }),
      ...afterwards(basket, '0', nowMs),
    },
    { what: 'billed' },
  );
}

/** Thanx knows of a refund. */
export function basketRefunded(basket: BasketState, attemptId: string, nowMs: number): BasketState | undefined {
  const { state, attempt } = basket;
  if (state !== 'refunding' || attempt?.refund === undefined || !isOpen(basket, attemptId)) return undefined;
  return nextBasket(
    basket,
    nowMs,
    { ...succeeded, refunded: attempt.refund, ...afterwards(basket, attempt.refund, nowMs) },
    { what: 'refunded' },
  );
}

/** What was answered has arrived, so nothing needs to wait for it any longer. An earlier attempt may still be on its way. */
const succeeded = {
  attempt: undefined,
  attempts: 0,
  maybeBilled: undefined,
  reason: undefined,
  waitsFor: undefined,
  lastError: undefined,
  announced: false,
};

/** The state once Thanx knows that `refunded` of the subtotal was refunded. Its worker publishes that now, and housekeeping if it dies. */
function afterwards(basket: BasketState, refunded: string, nowMs: number) {
  const dueAt = nowMs + messageGraceMs;
  if (compareAmounts(refunded, basket.subtotal) >= 0)
    return { state: 'refunded', refundable: undefined, dueAt } as const;
  if (!owesRefund({ ...basket, refunded })) return { state: 'billed', dueAt } as const;
  const notBefore = Math.max(nowMs, arrivesUntil(basket));
  return { state: 'refunding', notBefore, dueAt: notBefore } as const;
}

/**
 * The attempt certainly did nothing, so the basket waits until `retryAtMs`. Without an attempt id, none was open. Only
 * failures (`error`) count as attempts; waiting for a permit doesn't.
 * @param ended.byMessage whether a message comes back then; otherwise housekeeping wakes it
 */
export function basketDeferred(
  basket: BasketState,
  attemptId: string | undefined,
  retryAtMs: number,
  nowMs: number,
  {
    error,
    byMessage = true,
    waitsFor,
  }: { error?: LastError | undefined; byMessage?: boolean; waitsFor?: BasketState['waitsFor'] } = {},
): BasketState | undefined {
  if (attemptId === undefined ? isSending(basket, nowMs) : !isOpen(basket, attemptId)) return undefined;
  if (basket.state !== 'waiting' && basket.state !== 'refunding') return undefined;
  const changes: BasketChanges = {
    ...(attemptId === undefined ? {} : { attempt: undefined }),
    state: basket.state,
    waitsFor,
    notBefore: retryAtMs,
    lastError: error ?? basket.lastError,
    attempts: basket.attempts + (error === undefined ? 0 : 1) - (attemptId === undefined ? 0 : 1),
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  };
  const waiting = nextBasket(basket, nowMs, changes, error && { what: 'attempt-failed', ...whyOf(error) });
  return notBilled(waiting, nowMs) ?? waiting;
}

/** Nobody knows whether Thanx got the request. It's sent again, unless the order was reversed meanwhile. */
export function basketUnanswered(
  basket: BasketState,
  attemptId: string,
  retryAtMs: number,
  error: LastError,
  nowMs: number,
): BasketState | undefined {
  if (!isOpen(basket, attemptId)) return undefined;
  if (basket.state !== 'waiting' && basket.state !== 'refunding') return undefined;
  const waits: BasketChanges = {
    ...sentMaybe(basket),
    state: basket.state,
    notBefore: retryAtMs,
    lastError: error,
    dueAt: retryAtMs + messageGraceMs,
  };
  const waiting = nextBasket(basket, nowMs, waits, { what: 'attempt-failed', ...whyOf(error) });
  return notBilled(waiting, nowMs) ?? waiting;
}

/** The basket of an order that was reversed is never billed: it's refunded if Thanx may have it, and skipped otherwise. */
export function notBilled(basket: BasketState, nowMs: number): BasketState | undefined {
  if (basket.state !== 'waiting' || !isWholeWanted(basket) || isSending(basket, nowMs)) return undefined;
  return basketSkipped(basket, 'refunded', nowMs) ?? refunding(basket, nowMs);
}

/** Thanx is to be told of the refunds. What the last worker has sent may arrive for a while, so the refund waits for that. */
export function refunding(basket: BasketState, nowMs: number): BasketState {
  const ended = { ...basket, ...sentMaybe(basket) };
  const notBefore = Math.max(nowMs, arrivesUntil(ended));
  // That a basket was rejected needs no announcement any longer.
  const announced = basket.state === 'billed' ? basket.announced : undefined;
  return nextBasket(ended, nowMs, {
    state: 'refunding',
    attempts: 0,
    reason: undefined,
    announced,
    notBefore,
    dueAt: notBefore,
  });
}

/** Thanx refused to bill the basket, or to refund it. */
export function basketRefused(
  basket: BasketState,
  attemptId: string | undefined,
  reason: BasketRefusal,
  error: LastError,
  nowMs: number,
): BasketState | undefined {
  if (attemptId === undefined ? isSending(basket, nowMs) : !isOpen(basket, attemptId)) return undefined;
  if (basket.state !== 'waiting' && basket.state !== 'refunding') return undefined;
  const changes: BasketChanges = {
    state: basket.state === 'waiting' ? 'rejected' : 'refund-failed',
    ...(attemptId === undefined ? sentMaybe(basket) : { attempt: undefined }),
    waitsFor: undefined,
    reason,
    lastError: error,
    announced: false,
    dueAt: nowMs + messageGraceMs,
  };
  return nextBasket(basket, nowMs, changes, { ...whyOf(error), what: 'rejected', why: reason });
}

const skippedInAnyCase: ReadonlySet<BasketSkipReason> = new Set(['erased', 'not-a-member', 'no-email', 'simulated']);

/**
 * The basket isn't wanted any more, and Thanx doesn't have it. A rejected one can be skipped too. If nobody can have points
 * of it, or nothing may be sent any more, it's skipped even if Thanx may have it: nothing could take it back.
 */
export function basketSkipped(basket: BasketState, reason: BasketSkipReason, nowMs: number): BasketState | undefined {
  if ((basket.state !== 'waiting' && basket.state !== 'rejected') || isSending(basket, nowMs)) return undefined;
  const ended = { ...basket, ...sentMaybe(basket) };
  if (ended.maybeBilled === true && !skippedInAnyCase.has(reason)) return undefined;
  const changes: BasketChanges = {
    state: 'skipped',
    reason,
    waitsFor: undefined,
    announced: undefined,
    refundMissed: undefined,
    dueAt: nowMs,
  };
  return nextBasket(ended, nowMs, changes, { what: 'skipped', why: reason });
}
