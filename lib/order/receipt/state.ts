import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import { dueFields, type Changes, type OrderDueKind } from '../due.ts';
import { WaitsFor } from '../waiting.ts';
import { happened, History, LastError, type Noting } from '../history.ts';
import { DecimalAmount, Instant, ShopId } from '../order.ts';
import { handOverReasons, type ReceiptReason } from '../reasons.ts';
import { Expected } from './expected.ts';

/** What is needed to poll a submitted receipt; deleted when polling ends. It doesn't identify the customer. */
const Follow = openObject({
  merchantId: z.string(),
  /** The shop whose fixed user token submitted it, if any. */
  tokenOf: ShopId.optional(),
  /** When it was submitted, epoch ms. */
  since: z.number().int(),
  /** By when Thanx is expected to decide, as it was known then. Absent: as Thanx says, and on rows of older versions. */
  expected: Expected.optional(),
  /** The tombstone keys that an erasure of this customer would write. The erasure finds the row by them. */
  customer: z.array(z.string()),
});
export type Follow = z.infer<typeof Follow>;

/**
 * An order's Thanx receipt: `waiting → sending → submitted → applied | denied`, or `rejected`, `skipped`, `unknown`.
 * POST /receipts is not idempotent. So at most one attempt is open at a time (`attempt`), other workers wait until
 * `deadAt`, and every write about an attempt names it.
 */
export const ReceiptState = openObject({
  shop: ShopId,
  pid: z.string(),
  orderId: z.string(),
  credential: z.string(),
  state: z.enum(['waiting', 'sending', 'submitted', 'applied', 'denied', 'rejected', 'skipped', 'unknown']),
  reason: z.string().optional(),
  /** Consecutive failures, and the open attempt. */
  attempts: z.number().int(),
  /** The plan's amount, in the order's currency, for reports. Absent on rows of older versions. */
  amount: DecimalAmount.optional(),
  /** Which of the payload's later plans is sent. Absent: the plan frozen at the claim. */
  frozen: z.string().optional(),
  /** No attempt before this time, epoch ms. */
  notBefore: z.number().int(),
  /** It waits on its row until an operator resumes it or the circuit closes. */
  waitsFor: WaitsFor.optional(),
  attempt: openObject({
    id: z.string(),
    /** The request must be sent before this time or not at all, epoch ms. */
    sendBy: z.number().int(),
    /** The worker has certainly stopped by this time, epoch ms. */
    deadAt: z.number().int(),
  }).optional(),
  /** Thanx's receipt id. */
  id: z.string().optional(),
  /** Thanx's user id. With it, polling doesn't need the customer's data. */
  userId: z.string().optional(),
  /**
   * When the order was paid, epoch ms, as in the plan. Exists with `follow`: a purchase that Thanx reports finds the row by it. Absent if it can't be
   * told from another receipt, and on rows of older versions.
   */
  purchasedAtMs: z.number().int().optional(),
  follow: Follow.optional(),
  /** Why Thanx denied it, in Thanx's words, scrubbed. */
  rejectionText: z.string().max(500).optional(),
  /** For an unknown outcome: when each complete search that didn't find the receipt ended, epoch ms. */
  negatives: z.array(z.number().int()).optional(),
  /** For an unknown outcome: searches can't begin before this time, epoch ms. */
  lookedForSince: z.number().int().optional(),
  /** Automatic resends after an unknown outcome: at most one. */
  resends: z.number().int().optional(),
  /** Further ids for the same order. This must never happen. */
  duplicateIds: z.array(z.string()).optional(),
  /** Its table was restored after it was rejected: it may have been sent again since. */
  restored: z.literal(true).optional(),
  lastError: LastError.optional(),
  history: History.optional(),
  /** The customer's data must be deleted as soon as no attempt is open. */
  erase: z.boolean().optional(),
  /** The event about the rejection or about Thanx's decision was published. */
  announced: z.boolean().optional(),
  createdAt: Instant.optional(),
  /** The next release writes this instead of `createdAt`, so that the row isn't in the index of the shop's orders. */
  startedAt: Instant.optional(),
  updatedAt: Instant,
  settledAt: Instant.optional(),
  ...dueFields,
});
export type ReceiptState = z.infer<typeof ReceiptState>;

export const isReceiptFinal = (receipt: Pick<ReceiptState, 'state'>): boolean =>
  ['submitted', 'applied', 'denied', 'skipped'].includes(receipt.state);

/** Only a person can find out the outcome. */
const isHandedOver = ({ reason }: ReceiptState): boolean => handOverReasons.some((code) => code === reason);

/** The due kind for a receipt's state. A final, settled receipt can only be polled: see `receiptSettled`. */
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
      // Its entry stays where it is. It leaves with the write that settles it, and until then housekeeping finds it.
      return receipt.dueKind === 'receipt' ? 'receipt' : 'settle';
    case 'skipped':
      return 'settle';
    case 'applied':
    case 'denied':
      // The due kind stays as it was before Thanx decided, until the decision is published.
      return receipt.dueKind;
  }
}

/** For an unknown outcome, the reason may be the call's error code. */
export type ReceiptChanges =
  | Changes<ReceiptState, ReceiptReason>
  | (Changes<ReceiptState, string> & { state: 'unknown' });

/** The row with changes applied, and `happening` added to its history. */
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
