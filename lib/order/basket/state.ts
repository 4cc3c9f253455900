import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { dueFields, type Changes, type OrderDueKind } from '../due.ts';
import { happened, History, LastError, type Noting } from '../history.ts';
import { compareAmounts } from '../money.ts';
import { DecimalAmount, Instant, ShopId } from '../order.ts';
import type { BasketReason } from '../reasons.ts';
import { WaitsFor } from '../waiting.ts';
import { Basket } from './plan.ts';

/** What a refund needs once the order has settled. Deleted after thirty days. It doesn't identify the customer. */
const Refundable = openObject({
  /** Until when refunds are sent, epoch ms. */
  until: z.number().int(),
  merchantId: z.string(),
  /** The member's id at Thanx, or the shop whose fixed user token sent the basket. */
  userId: z.string().optional(),
  tokenOf: ShopId.optional(),
  /** The tombstone keys that an erasure of this customer would write. The erasure finds the row by them. */
  customer: z.array(z.string()),
  basket: Basket,
});
export type Refundable = z.infer<typeof Refundable>;

/**
 * An order's Thanx basket: `waiting → billed ⇄ refunding → refunded`, or `rejected`, `skipped`, `refund-failed`.
 * A basket carries our id, so the same request may be sent again: there is no unknown outcome. But Thanx may get requests in another order than they
 * were sent in. So a request that differs from the one before is only sent when that one can't arrive any more (`sentUntil`), and nothing is billed
 * once a refund has begun.
 */
export const BasketState = openObject({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  credential: z.string(),
  state: z.enum(['waiting', 'billed', 'refunding', 'refunded', 'rejected', 'skipped', 'refund-failed']),
  reason: z.string().optional(),
  /** The plan's subtotal, in the order's currency. */
  subtotal: DecimalAmount,
  /** Attempts since the last success or the last retry by a person. */
  attempts: z.number().int(),
  /** Which of the payload's later plans is sent. Absent: the plan frozen at the claim. */
  frozen: z.string().optional(),
  /** No attempt before this time, epoch ms. */
  notBefore: z.number().int(),
  /** It waits on its row until an operator resumes it or the circuit closes. */
  waitsFor: WaitsFor.optional(),
  /** The open attempt. `refund`: the refunded subtotal that it sends; without it, it bills. */
  attempt: openObject({
    id: z.string(),
    /** The request must be sent before this time or not at all, epoch ms. */
    sendBy: z.number().int(),
    /** The worker has certainly stopped by this time, epoch ms. */
    deadAt: z.number().int(),
    refund: DecimalAmount.optional(),
  }).optional(),
  /** By then, the last worker that may have sent something has certainly stopped, epoch ms. */
  sentUntil: z.number().int().optional(),
  /** An attempt to bill wasn't answered, so Thanx may have billed it. */
  maybeBilled: z.literal(true).optional(),
  /** The refunded subtotal that the last attempt at a refund has sent. */
  begun: DecimalAmount.optional(),
  /** How much of the subtotal has been refunded to the customer, and how much of that Thanx knows. */
  wanted: DecimalAmount.optional(),
  refunded: DecimalAmount.optional(),
  /** Why Thanx can't be told of a refund. */
  refundMissed: z.enum(['erased', 'too-late', 'unknown-amount']).optional(),
  refundable: Refundable.optional(),
  lastError: LastError.optional(),
  history: History.optional(),
  /** The customer's data must be deleted as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** The event (and dead letter, if refused) about its last change was published. */
  announced: z.boolean().optional(),
  startedAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type BasketState = z.infer<typeof BasketState>;

/** Nothing of the customer's data is needed any more, and what became of it was published. */
export const isBasketFinal = ({ state, announced }: Pick<BasketState, 'state' | 'announced'>): boolean =>
  (state === 'billed' || state === 'refunded' || state === 'skipped') && announced !== false;

/** The due kind for a basket's state. A billed one that has settled rests until its refunds end: see `basketSettled`. */
function basketDueFor({ state, announced }: Pick<BasketState, 'state' | 'announced'>): OrderDueKind {
  switch (state) {
    case 'waiting':
    case 'refunding':
      return 'receipt';
    case 'rejected':
    case 'refund-failed':
      return announced === true ? 'stuck' : 'receipt';
    case 'billed':
    case 'refunded':
    case 'skipped':
      return announced === false ? 'receipt' : 'settle';
  }
}

export type BasketChanges = Changes<BasketState, BasketReason>;

/** The row with changes applied, and `happening` added to its history. */
export function nextBasket(
  basket: BasketState,
  nowMs: number,
  changes: BasketChanges,
  happening?: Noting,
): BasketState {
  const history = happening === undefined ? {} : { history: happened(basket.history, { at: nowMs, ...happening }) };
  const row = BasketState.parse({ ...basket, ...changes, ...history, updatedAt: new Date(nowMs).toISOString() });
  if (!('dueAt' in changes)) return row;
  return { ...row, dueKind: row.dueAt === undefined ? undefined : basketDueFor(row) };
}

/** Whether a worker may still be sending something. */
export const isSending = ({ attempt }: Pick<BasketState, 'attempt'>, nowMs: number): boolean =>
  attempt !== undefined && attempt.deadAt > nowMs;

const none = '0';

/** Everything was refunded to the customer. */
export const isWholeWanted = ({ wanted = none, subtotal }: Pick<BasketState, 'wanted' | 'subtotal'>): boolean =>
  compareAmounts(wanted, subtotal) >= 0;

/** More was refunded to the customer than Thanx knows. */
export const owesRefund = ({ wanted = none, refunded = none }: Pick<BasketState, 'wanted' | 'refunded'>): boolean =>
  compareAmounts(wanted, refunded) > 0;
