import type { BasketState } from '../../lib/order/basket/state.ts';
import * as refunds from '../../lib/order/basket/refund.ts';
import * as repair from '../../lib/order/basket/repair.ts';
import { basketRestored } from '../../lib/order/basket/restored.ts';
import * as settling from '../../lib/order/basket/settling.ts';
import * as state from '../../lib/order/basket/state.ts';
import * as stops from '../../lib/order/basket/stopping.ts';
import * as baskets from '../../lib/order/basket/transitions.ts';
import { basketRow, refundable } from '../lib/order/rows.ts';
import { at, lastError, nowMs } from './marked-rows.ts';
import { marked } from './marks.ts';
import { run, type Run } from './run.ts';

const basket = (differs: Partial<BasketState> = {}): BasketState =>
  marked(
    basketRow({
      refundable: refundable(),
      lastError,
      history: [{ what: 'of a newer version', why: 'x', at: 2 }],
      stuckSince: { at: 1, dueAt: 5 },
      dueAt: 5,
      ...differs,
    }),
  );
const attempt = { id: 'a', sendBy: 1, deadAt: nowMs + 1000 };
const dead = { attempt: { ...attempt, deadAt: nowMs - 1 } };
const refunding = { state: 'refunding', wanted: '20.00' } as const;
const stuck = { dueKind: 'stuck', dueAt: 5 } as const;
const refused = { state: 'rejected', reason: 'rejected', ...stuck } as const;
const whole = { kind: 'cancelled', subtotal: '50.00' } as const;

/** Each transition of a basket once. */
export const basketTransitions: Record<string, Run> = {
  nextBasket: run(basket(), (one) => state.nextBasket(one, nowMs, { attempts: 1 })),
  basketSending: run(basket(), (one) => baskets.basketSending(one, attempt, nowMs)),
  basketBilled: run(
    basket({ attempt }),
    (one) => baskets.basketBilled(one, 'a', refundable(), nowMs),
    '.refundable',
    '.refundable.basket',
  ),
  basketRefunded: run(basket({ ...refunding, attempt: { ...attempt, refund: '20.00' } }), (one) =>
    baskets.basketRefunded(one, 'a', nowMs),
  ),
  basketDeferred: run(
    basket({ attempt }),
    (one) => baskets.basketDeferred(one, 'a', 9, nowMs, { error: { at, code: 'x' } }),
    '.lastError',
  ),
  basketUnanswered: run(
    basket({ attempt }),
    (one) => baskets.basketUnanswered(one, 'a', 9, { at, code: 'x' }, nowMs),
    '.lastError',
  ),
  notBilled: run(basket({ wanted: '50.00', ...dead }), (one) => baskets.notBilled(one, nowMs)),
  refunding: run(basket({ state: 'billed', wanted: '20.00' }), (one) => baskets.refunding(one, nowMs)),
  basketRefused: run(
    basket({ attempt }),
    (one) => baskets.basketRefused(one, 'a', 'rejected', { at, code: 'x' }, nowMs),
    '.lastError',
  ),
  basketSkipped: run(basket(), (one) => baskets.basketSkipped(one, 'refunded', nowMs)),
  basketAnnounced: run(basket({ state: 'billed', announced: false }), (one) =>
    settling.basketAnnounced(one, { state: 'billed' }, nowMs),
  ),
  refundWanted: run(basket({ state: 'billed' }), (one) => refunds.refundWanted(one, whole, nowMs)),
  refundingStopped: run(basket(refunding), (one) => refunds.refundingStopped(one, nowMs)),
  refundsEnded: run(basket({ state: 'billed', dueKind: 'refundable' }), (one) =>
    refunds.refundsEnded(one, refundable().until),
  ),
  basketExpedited: run(basket({ notBefore: nowMs + 1 }), (one) => repair.basketExpedited(one, nowMs)),
  basketRetriedManually: run(basket(refused), (one) => repair.basketRetriedManually(one, nowMs)),
  basketRefrozen: run(basket(refused), (one) =>
    repair.basketRefrozen(one, one, { frozen: 'r1', credential: 'main', subtotal: '1.00' }, nowMs),
  ),
  basketGivenUp: run(basket({ state: 'refund-failed', ...stuck }), refunds.basketGivenUp),
  basketRestored: run(basket(), (one) => basketRestored(one, nowMs)),
  basketSettled: run(basket({ state: 'billed', dueKind: 'settle' }), (one) => settling.basketSettled(one, true, nowMs)),
  basketSendingStill: run(basket({ attempt }), (one) => settling.basketSendingStill(one, nowMs)),
  basketWoken: run(basket(), (one) => settling.basketWoken(one, nowMs)),
  basketStopped: run(basket(), (one) => stops.basketStopped(one, 'hold', 9, nowMs)),
  basketResumed: run(basket({ waitsFor: 'hold' }), (one) => stops.basketResumed(one, nowMs)),
  basketStillStopped: run(basket({ waitsFor: 'hold' }), (one) => stops.basketStillStopped(one, 9, nowMs)),
  basketProbes: run(basket({ waitsFor: 'hold' }), (one) => stops.basketProbes(one, nowMs)),
};
