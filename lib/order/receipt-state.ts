import * as z from 'zod';
import { happened, History, type Happening } from './history.ts';
import { Instant, ShopId } from './order.ts';
import { LastError, WaitsFor, dueFields, whyOf } from './thanku-state.ts';

/** What is kept to follow a submitted receipt, and goes when its following ends. Nothing of it says who the customer is. */
const Follow = z.object({
  merchantId: z.string(),
  /** The shop whose fixed user token it was submitted with, if it was. */
  tokenOf: ShopId.optional(),
  /** When it was submitted, epoch ms. */
  since: z.number().int(),
  /** The keys of the tombstones that an erasure of this customer would leave: by them it finds the row. */
  customer: z.array(z.string()),
});

/**
 * An order's Thanx receipt: `waiting → sending → submitted → applied | denied`, or `rejected`, `skipped`, `unknown`.
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
  /** Failures in a row, and the attempt that is open. */
  attempts: z.number().int(),
  /** Which of the payload's later plans is sent; absent, the one that the claim froze. */
  frozen: z.string().optional(),
  /** No attempt before this instant, epoch ms. */
  notBefore: z.number().int(),
  /** It stays on its row until an operator's brake or an automatic hold is off. */
  waitsFor: WaitsFor.optional(),
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
  follow: Follow.optional(),
  /** Why Thanx denied it, in its words: scrubbed. */
  rejectionText: z.string().max(500).optional(),
  /** Of an unknown outcome: when looks ended that saw all of the customer's receipts, and not this one; epoch ms. */
  negatives: z.array(z.number().int()).optional(),
  /** Of an unknown outcome: it could not be looked for before this instant, epoch ms. */
  lookedForSince: z.number().int().optional(),
  /** Sent again by itself after an unknown outcome: once at most. */
  resends: z.number().int().optional(),
  /** Further ids for the same order: must never happen. */
  duplicateIds: z.array(z.string()).optional(),
  lastError: LastError.optional(),
  history: History.optional(),
  /** The customer's data is to go as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** What tells of a rejected receipt, or of one that Thanx has decided about, went out. */
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

export const nextReceipt = (
  receipt: ReceiptState,
  nowMs: number,
  changes: Partial<Record<keyof ReceiptState, unknown>>,
): ReceiptState => ReceiptState.parse({ ...receipt, ...changes, updatedAt: new Date(nowMs).toISOString() });

/** A change that operators want to know of; `told` says what and why. */
export const receiptHappened = (
  receipt: ReceiptState,
  nowMs: number,
  told: Pick<Happening, 'what' | 'why' | 'status' | 'words'>,
  changes: Partial<Record<keyof ReceiptState, unknown>>,
): ReceiptState =>
  nextReceipt(receipt, nowMs, { ...changes, history: happened(receipt.history, { ...told, at: nowMs }) });

/** Opens an attempt; only from `waiting`. */
export function sending(
  receipt: ReceiptState,
  attempt: { id: string; sendBy: number; deadAt: number },
  nowMs: number,
): ReceiptState | undefined {
  if (receipt.state !== 'waiting') return undefined;
  return nextReceipt(receipt, nowMs, {
    state: 'sending',
    waitsFor: undefined,
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
export function submitted(
  receipt: ReceiptState,
  answer: { id: string; userId?: string },
  followed: Omit<z.infer<typeof Follow>, 'since'>,
  nowMs: number,
) {
  if (receipt.id === answer.id) return undefined;
  if (receipt.id !== undefined) {
    const known = receipt.duplicateIds ?? [];
    return known.includes(answer.id) ? undefined : nextReceipt(receipt, nowMs, { duplicateIds: [...known, answer.id] });
  }
  return receiptHappened(
    receipt,
    nowMs,
    { what: 'submitted' },
    {
      ...answer,
      state: 'submitted',
      // An erased customer's receipt is nobody's business any more; and without a user id it can't be asked about.
      ...(receipt.erase === true || answer.userId === undefined
        ? { userId: undefined }
        : { follow: { ...followed, since: nowMs } }),
      reason: undefined,
      announced: undefined,
      negatives: undefined,
      lookedForSince: undefined,
      waitsFor: undefined,
      attempt: undefined,
      lastError: undefined,
      dueKind: 'settle',
      dueAt: nowMs,
    },
  );
}

export const isAttemptOpen = (receipt: ReceiptState, attemptId: string): boolean =>
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
  waitsFor?: ReceiptState['waitsFor'],
): ReceiptState | undefined {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isAttemptOpen(receipt, attemptId)) return undefined;
  const failure = error && { what: 'attempt-failed' as const, ...whyOf(error) };
  return nextReceipt(receipt, nowMs, {
    state: 'waiting',
    history: failure === undefined ? receipt.history : happened(receipt.history, { ...failure, at: nowMs }),
    waitsFor,
    attempt: undefined,
    notBefore: retryAtMs,
    lastError: error ?? receipt.lastError,
    attempts: receipt.attempts + (error === undefined ? 0 : 1) - (attemptId === undefined ? 0 : 1),
    dueKind: 'receipt',
    dueAt: byMessage ? retryAtMs + messageGraceMs : retryAtMs,
  });
}

export function rejected(
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: string,
  error: LastError,
  nowMs: number,
) {
  if (attemptId === undefined ? receipt.state !== 'waiting' : !isAttemptOpen(receipt, attemptId)) return undefined;
  return receiptHappened(
    receipt,
    nowMs,
    { ...whyOf(error), what: 'rejected', why: reason },
    {
      state: 'rejected',
      reason,
      attempt: undefined,
      lastError: error,
      announced: false,
      dueKind: 'receipt',
      dueAt: nowMs + messageGraceMs,
    },
  );
}

/** Not wanted after all; only while no attempt is open. A rejected one may be given up too. */
export function receiptSkipped(receipt: ReceiptState, reason: string, nowMs: number): ReceiptState | undefined {
  if (receipt.state !== 'waiting' && receipt.state !== 'rejected') return undefined;
  return receiptHappened(
    receipt,
    nowMs,
    { what: 'skipped', why: reason },
    {
      state: 'skipped',
      reason,
      waitsFor: undefined,
      dueKind: 'settle',
      dueAt: nowMs,
    },
  );
}

export function receiptAnnounced(receipt: ReceiptState, nowMs: number): ReceiptState | undefined {
  if (receipt.announced !== false) return undefined;
  return receiptHappened(receipt, nowMs, { what: 'dead-letter' }, { announced: true, dueKind: 'stuck', dueAt: nowMs });
}
