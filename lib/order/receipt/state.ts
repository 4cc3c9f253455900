import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { dueFields, WaitsFor, type Changes, type OrderDueKind } from '../stops.ts';
import { happened, History, LastError, type Noting } from '../history.ts';
import { Instant, ShopId } from '../order.ts';
import { handOverReasons, type ReceiptReason } from '../reasons.ts';

/** What is kept to follow a submitted receipt, and goes when its following ends. Nothing of it says who the customer is. */
const Follow = openObject({
  merchantId: z.string(),
  /** The shop whose fixed user token it was submitted with, if it was. */
  tokenOf: ShopId.optional(),
  /** When it was submitted, epoch ms. */
  since: z.number().int(),
  /** The keys of the tombstones that an erasure of this customer would leave: by them it finds the row. */
  customer: z.array(z.string()),
});
export type Follow = z.infer<typeof Follow>;

/**
 * An order's Thanx receipt: `waiting → sending → submitted → applied | denied`, or `rejected`, `skipped`, `unknown`.
 *
 * POST /receipts is not idempotent, so at most one attempt is open at a time (`attempt`), whoever else comes only
 * defers until `deadAt`, and every write about an attempt names it.
 */
export const ReceiptState = openObject({
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
  attempt: openObject({
    id: z.string(),
    /** The request leaves before this instant or not at all, epoch ms. */
    sendBy: z.number().int(),
    /** From this instant on the worker cannot be running any more, epoch ms. */
    deadAt: z.number().int(),
  }).optional(),
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

/** Only a person can find out what became of it. */
const isHandedOver = ({ reason }: ReceiptState): boolean => handOverReasons.some((code) => code === reason);

/** As what a receipt is next looked at, from its state. A final one that is settled is only polled, if at all: see `receiptSettled`. */
export function receiptDueFor(receipt: ReceiptState): OrderDueKind | undefined {
  switch (receipt.state) {
    case 'waiting':
    case 'sending':
      return 'receipt';
    case 'unknown':
      return isHandedOver(receipt) ? 'stuck' : 'receipt';
    case 'rejected':
      return receipt.announced === true ? 'stuck' : 'receipt';
    case 'submitted':
    case 'skipped':
      return 'settle';
    case 'applied':
    case 'denied':
      // It comes back as it did before Thanx had decided, until that is published.
      return receipt.dueKind;
  }
}

/** Of unknown outcome, the reason may be what the call ended with. */
export type ReceiptChanges =
  | Changes<ReceiptState, ReceiptReason>
  | (Changes<ReceiptState, string> & { state: 'unknown' });

/** The row with changes applied, and what `happening` says added to its history. */
export function nextReceipt(
  receipt: ReceiptState,
  nowMs: number,
  changes: ReceiptChanges,
  happening?: Noting,
): ReceiptState {
  const history = happening === undefined ? {} : { history: happened(receipt.history, { at: nowMs, ...happening }) };
  const row = ReceiptState.parse({ ...receipt, ...changes, ...history, updatedAt: new Date(nowMs).toISOString() });
  if (!('dueAt' in changes)) return row;
  return { ...row, dueKind: row.dueAt === undefined ? undefined : receiptDueFor(row) };
}
