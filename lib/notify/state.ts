import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { LastError } from '../order/history.ts';
import { Notice } from '../order/notice.ts';
import { Instant, ShopId } from '../order/order.ts';
import { WaitsFor } from '../order/waiting.ts';

/**
 * One notice for one target. `waiting` → `delivered` | `skipped` | `failed`. Only `failed` waits for an operator, who may set it going again.
 */
export const Delivery = openObject({
  /** The target's name in the shop's settings, which say where it is. */
  target: z.string(),
  /** What kind of target it was when the notice was written. */
  to: z.string(),
  /** The notice's ID. */
  notice: z.string(),
  state: z.enum(['waiting', 'delivered', 'skipped', 'failed']),
  /** Why it's skipped, has failed, or waits. */
  reason: z.string().optional(),
  /** Attempts that didn't succeed. */
  attempts: z.number().int(),
  /** No attempt before this time, epoch ms. */
  notBefore: z.number().int(),
  /** An attempt may still be carried out until then, epoch ms: nothing makes it try again earlier. */
  quietUntil: z.number().int().optional(),
  /** What it waits for, beyond its time. */
  waitsFor: WaitsFor.optional(),
  /** When an operator last had it tried again, epoch ms. */
  retriedAt: z.number().int().optional(),
  lastError: LastError.optional(),
  /** When it was delivered, skipped or failed. */
  endedAt: Instant.optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/**
 * Everything that the shop's own systems are to be told about one order, or about the shop itself. It contains nothing personal. Without
 * `createdAt`, it isn't in the index of the shop's orders.
 */
export const NoticesState = openObject({
  shop: ShopId,
  /** Absent for what is about the shop itself. */
  pid: z.string().optional(),
  notices: z.array(Notice),
  deliveries: z.array(Delivery),
  /** While something is open, or has failed and may be tried again: the sort keys of the tombstones that its customer would have. */
  customer: z.array(z.string()).optional(),
  /** One worker's right to send, until `until` (epoch ms). */
  lease: openObject({ id: z.string(), until: z.number().int() }).optional(),
  updatedAt: Instant,
  /** `stuck`: a delivery has failed, and nothing else is open. */
  dueKind: z.enum(['notify', 'stuck']).optional(),
  dueAt: z.number().int().optional(),
});
export type NoticesState = z.infer<typeof NoticesState>;

/** Why nothing is sent any more. `orders show` explains each. */
export type SkippedReason =
  | 'target-removed'
  | 'simulated'
  | 'cancelled'
  | 'refunded'
  | 'unpaid'
  | 'erased'
  | 'no-email'
  | 'no-link'
  | 'no-order'
  | 'payload-gone';
/** `gave-up`: every attempt failed, or the target was stopped for too long. */
export const failedReasons = ['refused', 'gave-up'] as const;
export type FailedReason = (typeof failedReasons)[number];

export const isOpen = ({ state }: Pick<Delivery, 'state'>): boolean => state === 'waiting';

/** An operator may have it tried again. */
export const hasFailed = ({ state }: Pick<Delivery, 'state'>): boolean => state === 'failed';

/** Whether an open delivery needs the customer's address, which is in the order's payload. */
export const needsPayload = ({ deliveries }: Pick<NoticesState, 'deliveries'>): boolean =>
  deliveries.some((delivery) => isOpen(delivery) && delivery.to === 'klaviyo');

/** The row with its due kind and time. Once nothing can be sent any more, it forgets the customer. */
export function withDue({ dueKind, dueAt, ...row }: NoticesState, nowMs: number, graceMs = 0): NoticesState {
  const open = row.deliveries.filter(isOpen);
  if (open.length > 0)
    return {
      ...row,
      dueKind: 'notify',
      dueAt: Math.max(nowMs + graceMs, Math.min(...open.map((one) => one.notBefore))),
    };
  if (!row.deliveries.some(hasFailed)) {
    const { customer: _, ...ended } = row;
    return ended;
  }
  return { ...row, dueKind: 'stuck', dueAt: dueKind === 'stuck' && dueAt !== undefined ? dueAt : nowMs };
}
