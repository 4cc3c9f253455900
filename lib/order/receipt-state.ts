import * as z from 'zod';
import { Instant, ShopId } from './order.ts';
import { LastError, dueFields } from './thanku-state.ts';

/**
 * An order's Thanx receipt: `waiting → sending → submitted`, or `rejected`, `skipped`, `unknown`.
 *
 * POST /receipts is not idempotent, so at most one attempt is open at a time (`attempt`), whoever else comes only
 * defers until `deadAt`, and every write about an attempt names it.
 */
export const ReceiptState = z.object({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  credential: z.string(),
  state: z.enum(['waiting', 'sending', 'submitted', 'applied', 'denied', 'rejected', 'skipped', 'unknown']),
  reason: z.string().optional(),
  attempts: z.number().int(),
  /** No attempt before this instant, epoch ms. */
  notBefore: z.number().int(),
  attempt: z
    .object({
      id: z.string(),
      /** The request leaves before this instant or not at all, epoch ms. */
      sendBy: z.number().int(),
      /** From this instant on the worker cannot be running any more, epoch ms. */
      deadAt: z.number().int(),
    })
    .optional(),
  /** Thanx's receipt id. */
  id: z.string().optional(),
  /** Thanx's user id, for following the receipt without asking who the customer was. */
  userId: z.string().optional(),
  /** Further ids for the same order: must never happen. */
  duplicateIds: z.array(z.string()).optional(),
  lastError: LastError.optional(),
  /** The customer's data is to go as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** The dead letter and the event of a rejected receipt went out. */
  announced: z.boolean().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type ReceiptState = z.infer<typeof ReceiptState>;

export const isReceiptFinal = (receipt: Pick<ReceiptState, 'state'>): boolean =>
  ['submitted', 'applied', 'denied', 'skipped'].includes(receipt.state);

/** How long the message may be late before housekeeping wakes the receipt itself. */
const messageGraceMs = 60_000;

const next = (
  receipt: ReceiptState,
  nowMs: number,
  changes: Partial<Record<keyof ReceiptState, unknown>>,
): ReceiptState => ReceiptState.parse({ ...receipt, ...changes, updatedAt: new Date(nowMs).toISOString() });

/** Opens an attempt; only from `waiting`. */
export function sending(
  receipt: ReceiptState,
  attempt: { id: string; sendBy: number; deadAt: number },
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'waiting') return undefined;
  return next(receipt, nowMs, {
    state: 'sending',
    attempt,
    attempts: receipt.attempts + 1,
    dueKind: 'receipt',
    dueAt: attempt.deadAt,
  });
}

/**
 * Thanx answered with an id, perhaps long after everybody stopped waiting. A second id for one order is kept in
 * `duplicateIds`, for an alarm.
 */
export function submitted(receipt: ReceiptState, answer: { id: string; userId?: string }, nowMs: number) {
  if (receipt.id === answer.id) return undefined;
  if (receipt.id !== undefined) {
    const known = receipt.duplicateIds ?? [];
    return known.includes(answer.id) ? undefined : next(receipt, nowMs, { duplicateIds: [...known, answer.id] });
  }
  return next(receipt, nowMs, {
    ...answer,
    state: 'submitted',
    reason: undefined,
    attempt: undefined,
    lastError: undefined,
    dueKind: 'settle',
    dueAt: nowMs,
  });
}

const isOpen = (receipt: ReceiptState, attemptId: string): boolean =>
  receipt.state === 'sending' && receipt.attempt?.id === attemptId;

/**
 * The attempt certainly did nothing: back to `waiting`. Without an attempt id: none was open. Only failures (`error`)
 * count as attempts; waiting for a permit does not.
 */
export function deferred(
  receipt: ReceiptState,
  attemptId: string | undefined,
  retryAtMs: number,
  nowMs: number,
  error?: LastError,
  /** Whether a message comes back at `retryAtMs`; else housekeeping wakes it then. */
  byMessage = true,
): ReceiptState | undefined {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isOpen(receipt, attemptId)) return undefined;
  return next(receipt, nowMs, {
    state: 'waiting',
    attempt: undefined,
    notBefore: retryAtMs,
    lastError: error ?? receipt.lastError,
    attempts: receipt.attempts + (error === undefined ? 0 : 1) - (attemptId === undefined ? 0 : 1),
    dueKind: 'receipt',
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  });
}

/** Nobody can say what the attempt did. It stays so until it is reconciled: sending again could credit twice. */
export function becameUnknown(receipt: ReceiptState, attemptId: string, error: LastError, nowMs: number) {
  if (!isOpen(receipt, attemptId)) return undefined;
  return next(receipt, nowMs, {
    state: 'unknown',
    reason: error.code,
    lastError: error,
    dueKind: 'stuck',
    dueAt: nowMs,
  });
}

export function rejected(
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: string,
  error: LastError,
  nowMs: number,
) {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isOpen(receipt, attemptId)) return undefined;
  return next(receipt, nowMs, {
    state: 'rejected',
    reason,
    attempt: undefined,
    lastError: error,
    announced: false,
    dueKind: 'receipt',
    dueAt: nowMs + messageGraceMs,
  });
}

/** Not wanted after all; only while no attempt is open. A rejected one may be given up too. */
export function receiptSkipped(receipt: ReceiptState, reason: string, nowMs: number): ReceiptState | undefined {
  if (receipt.state !== 'waiting' && receipt.state !== 'rejected') return undefined;
  return next(receipt, nowMs, { state: 'skipped', reason, dueKind: 'settle', dueAt: nowMs });
}

export function receiptAnnounced(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.announced !== false) return undefined;
  return next(receipt, nowMs, { announced: true, dueKind: 'stuck', dueAt: nowMs });
}

/** Nothing more to do for the receipt; `whole`: nor for the ThankU. */
export function receiptSettled(receipt: ReceiptState, whole: boolean, nowMs: number): ReceiptState | undefined {
  if (!isReceiptFinal(receipt)) return undefined;
  if (receipt.dueKind === undefined && (receipt.settledAt !== undefined || !whole)) return undefined;
  return next(receipt, nowMs, {
    dueKind: undefined,
    dueAt: undefined,
    ...(whole
      ? { settledAt: new Date(nowMs).toISOString(), lastError: undefined, attempt: undefined, erase: undefined }
      : {}),
  });
}

/** A woken row is not woken again before this: two thousand receipts may stand in the queue before it. */
const wokenForMs = 60 * 60_000;

/** Housekeeping is about to send a wake-up. `undefined`: the index was behind, the row is not due. */
export function receiptWoken(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.dueKind !== 'receipt' || receipt.dueAt === undefined || receipt.dueAt > nowMs) return undefined;
  return { ...receipt, dueAt: nowMs + wokenForMs };
}
