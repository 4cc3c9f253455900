import * as z from 'zod';
import { Cause } from '../shops/thanku-settings.ts';
import { Currency, DecimalAmount, Instant, ShopId } from './order.ts';

/** Why something failed the last time, for operators: the vendor's words are scrubbed of everything we sent. */
export const LastError = z.object({
  at: Instant,
  code: z.string(),
  status: z.number().int().optional(),
  words: z.string().max(500).optional(),
});
export type LastError = z.infer<typeof LastError>;

/** On which shelf of the due index a row lies, and from when (epoch ms). Settled rows lie on none. */
export const dueFields = {
  dueKind: z.enum(['thanku', 'receipt', 'settle', 'parked', 'stuck']).optional(),
  dueAt: z.number().int().optional(),
};

/**
 * An order and its ThankU.
 *
 * `early` (cancelled or refunded before it was paid) → `waiting` ⇄ `held` → `posted` | `simulated` | `failed` | `skipped`.
 * Final: posted, simulated, skipped. `failed` waits for an operator.
 */
export const ThankuState = z.object({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  number: z.string().optional(),
  amount: DecimalAmount.optional(),
  currency: Currency.optional(),
  paidAt: Instant.optional(),
  state: z.enum(['early', 'waiting', 'held', 'posted', 'simulated', 'failed', 'skipped']),
  /** Of held, failed and skipped: a short code such as `cancelled` or `below-minimum`. */
  reason: z.string().optional(),
  cause: Cause.optional(),
  impact: z.number().int().optional(),
  /** Attempts begun. */
  attempts: z.number().int(),
  /** No attempt before this instant, epoch ms. */
  notBefore: z.number().int(),
  /** One worker's right to attempt, until `until` (epoch ms). */
  lease: z.object({ id: z.string(), until: z.number().int() }).optional(),
  /** Whether the order gets a Thanx receipt: `wanted` until its own row exists. */
  receipt: z.enum(['none', 'wanted', 'created']),
  /** Why it gets none. */
  receiptReason: z.string().optional(),
  id: z.string().optional(),
  link: z.string().optional(),
  certificateNum: z.string().optional(),
  certificateLink: z.string().optional(),
  lastError: LastError.optional(),
  /** Cancelled or wholly refunded. `told`: its event went out. */
  reversed: z.object({ kind: z.enum(['cancelled', 'refunded']), at: Instant, told: z.boolean().optional() }).optional(),
  /** Refunds by the platform's id; `0` for those that the amount at claim had taken off, `?` where the platform does not say. */
  refunds: z.record(z.string(), z.string()).optional(),
  /** The customer's data is to go as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** The final state's event (and dead letter, if failed) went out. */
  announced: z.boolean().optional(),
  /** Somebody is sending them; until then, epoch ms, nobody else does. */
  announcingUntil: z.number().int().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type ThankuState = z.infer<typeof ThankuState>;

export const isFinal = (order: Pick<ThankuState, 'state'>): boolean =>
  order.state === 'posted' || order.state === 'simulated' || order.state === 'skipped';

/** Nothing is left to do, not even telling of it. */
export const isSettled = (order: ThankuState): boolean => order.settledAt !== undefined && order.dueKind === undefined;

const leased = (order: ThankuState, nowMs: number): boolean => order.lease !== undefined && order.lease.until > nowMs;

type Change = Partial<ThankuState>;

/** The row with changes applied; a change to `undefined` removes the field. */
const next = (
  order: ThankuState,
  nowMs: number,
  changes: { [Field in keyof Change]: Change[Field] | undefined },
): ThankuState => ThankuState.parse({ ...order, ...changes, updatedAt: new Date(nowMs).toISOString() });

/** How long the message may be late before housekeeping wakes the order itself. */
const messageGraceMs = 60_000;

/** Takes the right to attempt; `undefined` if another worker has it, or the order is not to be posted now. */
export function lease(
  order: ThankuState,
  taken: { id: string; until: number },
  nowMs: number,
): ThankuState | undefined {
  if (order.state !== 'waiting' && order.state !== 'held') return undefined;
  if (leased(order, nowMs) || order.notBefore > nowMs) return undefined;
  return next(order, nowMs, {
    state: 'waiting',
    reason: undefined,
    lease: taken,
    attempts: order.attempts + 1,
    dueKind: 'thanku',
    dueAt: taken.until,
  });
}

/** ThankU answered with an id. Holds whatever happened meanwhile: the ThankU exists. */
export function posted(
  order: ThankuState,
  thanku: { id: string; link?: string; certificateNum?: string; certificateLink?: string },
  simulated: boolean,
  nowMs: number,
): ThankuState | undefined {
  if (order.state === 'posted' || order.state === 'simulated') return undefined;
  return next(order, nowMs, {
    ...thanku,
    state: simulated ? 'simulated' : 'posted',
    reason: undefined,
    lease: undefined,
    lastError: undefined,
    announced: false,
    dueKind: 'thanku',
    dueAt: nowMs + messageGraceMs,
  });
}

/** The same bytes again at `retryAtMs`. Only the worker whose lease it is may say so. */
export function retried(order: ThankuState, leaseId: string, error: LastError, retryAtMs: number, nowMs: number) {
  if (order.lease?.id !== leaseId) return undefined;
  return next(order, nowMs, {
    lease: undefined,
    lastError: error,
    notBefore: retryAtMs,
    dueKind: 'thanku',
    dueAt: retryAtMs + messageGraceMs,
  });
}

/** Waits on its row, without a message, until `untilMs`; but for `attempted`, nobody's attempt may be open. */
export function held(
  order: ThankuState,
  reason: string,
  untilMs: number,
  nowMs: number,
  attempted?: { leaseId: string; error: LastError },
) {
  if (isFinal(order) || order.state === 'failed') return undefined;
  if (leased(order, nowMs) && order.lease?.id !== attempted?.leaseId) return undefined;
  return next(order, nowMs, {
    state: 'held',
    reason,
    lease: undefined,
    notBefore: untilMs,
    lastError: attempted?.error ?? order.lastError,
    dueKind: 'thanku',
    dueAt: untilMs,
  });
}

/** Gives a lease back without an attempt having been made. */
export function released(order: ThankuState, leaseId: string, nowMs: number) {
  if (order.lease?.id !== leaseId) return undefined;
  return next(order, nowMs, { lease: undefined, attempts: order.attempts - 1, dueAt: nowMs + messageGraceMs });
}

export function failed(order: ThankuState, leaseId: string, reason: string, error: LastError, nowMs: number) {
  if (order.lease?.id !== leaseId) return undefined;
  return next(order, nowMs, {
    state: 'failed',
    reason,
    lease: undefined,
    lastError: error,
    announced: false,
    dueKind: 'thanku',
    dueAt: nowMs + messageGraceMs,
  });
}

/** Never to be thanked. While an attempt is open nothing is decided: it may be landing this very moment. */
export function skipped(order: ThankuState, reason: string, nowMs: number): ThankuState | undefined {
  if (isFinal(order) || order.state === 'early' || leased(order, nowMs)) return undefined;
  return next(order, nowMs, {
    state: 'skipped',
    reason,
    lease: undefined,
    announced: true,
    dueKind: 'settle',
    dueAt: nowMs,
    ...(order.receipt === 'wanted' ? { receipt: 'none', receiptReason: reason } : {}),
  });
}

/** Shorter than housekeeping waits, so that it finds the way free after whoever announced it died. */
const announcingMs = 10_000;

/**
 * Takes the right to send the final state's event: of several webhooks about one order that are looked at together, one
 * tells of it. `undefined` if another worker has it, or it went out.
 */
export function announcing(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.announced !== false || (order.announcingUntil ?? 0) > nowMs) return undefined;
  return next(order, nowMs, { announcingUntil: nowMs + announcingMs });
}

/** What went out is out; a failed order stays in sight for an operator, a reversal still has to be told. */
export function announced(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.announced === true) return undefined;
  const dueKind = order.state === 'failed' ? 'stuck' : reversalUntold(order) ? 'thanku' : 'settle';
  return next(order, nowMs, { announced: true, announcingUntil: undefined, dueKind, dueAt: nowMs });
}

/** The receipt's own row exists (`created`), or there will be none. */
export function receiptDecided(
  order: ThankuState,
  receipt: 'created' | 'none',
  reason: string | undefined,
  nowMs: number,
) {
  if (order.receipt !== 'wanted') return undefined;
  return next(order, nowMs, { receipt, receiptReason: reason });
}

/** A posted order was reversed, and nobody was told yet. */
export const reversalUntold = (order: ThankuState): boolean =>
  order.state === 'posted' && order.reversed !== undefined && order.reversed.told !== true;

/** Nothing more to do for the ThankU; `whole`: nor for the receipt, so what only an open order needs goes. */
export function settled(order: ThankuState, whole: boolean, nowMs: number): ThankuState | undefined {
  if (!isFinal(order) || order.announced === false || order.receipt === 'wanted' || reversalUntold(order))
    return undefined;
  if (order.dueKind === undefined && (order.settledAt !== undefined || !whole)) return undefined;
  return next(order, nowMs, {
    dueKind: undefined,
    dueAt: undefined,
    ...(whole ? { settledAt: new Date(nowMs).toISOString(), lastError: undefined, erase: undefined } : {}),
  });
}

/** A woken row is not woken again before this: its message may stand in a long queue. */
const wokenForMs = 10 * 60_000;

/** Housekeeping is about to send a wake-up. `undefined`: the index was behind, the row is not due. */
export function woken(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.dueKind !== 'thanku' || order.dueAt === undefined || order.dueAt > nowMs) return undefined;
  return { ...order, dueAt: nowMs + wokenForMs };
}
