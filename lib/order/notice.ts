import { createHash } from 'node:crypto';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { DecimalAmount, Instant } from './order.ts';

const base = {
  /** The same whenever the event is published or sent: `evt_…`. */
  id: z.string(),
  /** When thankflow found it out. */
  occurredAt: Instant,
};

/**
 * An event as it's kept until the shop's own systems have it: only what the order's rows don't say. The rest is added when it's sent, so that nothing is
 * told about a customer who has been erased since.
 */
export const Notice = z.discriminatedUnion('type', [
  openObject({ type: z.literal('Order Thanked'), ...base }),
  openObject({
    type: z.literal('Order Failed'),
    ...base,
    partner: z.enum(['thanku', 'thanx']),
    reason: z.string(),
  }),
  openObject({
    type: z.literal('Order Reversed'),
    ...base,
    kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']),
    at: Instant,
    perhaps: z.literal(true).optional(),
  }),
  openObject({
    type: z.literal('Receipt Settled'),
    ...base,
    state: z.enum(['applied', 'denied']),
    receiptId: z.string().optional(),
    rejectionText: z.string().optional(),
  }),
  openObject({
    type: z.literal('Basket Updated'),
    ...base,
    state: z.enum(['billed', 'refunded']),
    refundedSubtotal: DecimalAmount.optional(),
  }),
  openObject({
    type: z.literal('Limit Reached'),
    ...base,
    period: z.enum(['month', 'day']),
    in: z.string(),
    percent: z.number().int(),
    units: z.number().int(),
    limit: z.number().int(),
  }),
]);
export type Notice = z.infer<typeof Notice>;
export type OrderNotice = Exclude<Notice, { type: 'Limit Reached' }>;

type Without<Kind> = Kind extends Notice ? Omit<Kind, keyof typeof base> : never;
/** What a notice says itself. */
export type Happened = Without<Notice>;
export type OrderHappened = Without<OrderNotice>;

/** Other orders may have used more of a limit when it's told again, or told by two workers. */
const varying: ReadonlySet<string> = new Set(['units']);

/**
 * A notice with its ID. The ID follows from what happened, so that an event that is published again after a crash keeps it.
 * @param about the order's pid, or whatever else it's about within the shop
 * @param round distinguishes what happens more than once, such as the failures of an order that was retried
 */
export function noticeOf<What extends Happened>(
  what: What,
  { shop, about, round = 0 }: { shop: string; about: string; round?: number },
  nowMs: number,
): What & { id: string; occurredAt: string } {
  const fixed = Object.entries(what).filter(([field]) => !varying.has(field));
  const text = JSON.stringify([shop, about, round, fixed.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  const id = `evt_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`;
  return { ...what, id, occurredAt: new Date(nowMs).toISOString() };
}
