import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import { hourMs, minuteMs } from '../durations.ts';

/** How often the function runs. */
export const runEveryMs = 5 * minuteMs;

/** How often a shop is reconciled. */
export const intervalMs = 2 * hourMs;

/** Orders of the last minutes are left out: their webhooks may be on the way. */
export const webhookGraceMs = 15 * minuteMs;

/** Each pass looks again at what the one before has seen last: a platform's index may be behind, or its clock ahead. */
export const overlapMs = 2 * hourMs;

/** How long to wait after a failure, and after a refused credential. */
export const retryMs = 15 * minuteMs;
export const probeMs = hourMs;

/** What one pass, or one slice of it, came to. */
const Outcome = openObject({
  at: Instant,
  /** Orders that the platform listed. */
  listed: z.number().int(),
  /** Events that were queued. */
  queued: z.number().int(),
  /** Calls of the admin API. */
  calls: z.number().int(),
});

/** Far more orders are missing than get lost: a person has to say what is to happen. */
const Many = openObject({
  missing: z.number().int(),
  listed: z.number().int(),
  fromMs: z.number().int(),
  untilMs: z.number().int(),
});
export type Many = z.infer<typeof Many>;

/** How far a shop's reconciliation is. Exists while it is switched on. */
export const ReconcileState = openObject({
  shop: ShopId,
  /** When it was switched on. Orders paid before are never queued. */
  since: Instant,
  /** Everything that the platform changed before this is queued, epoch ms by the platform's clock. */
  cursorMs: z.number().int(),
  /** The end of the pass under way, whose first slices are done. */
  passUntilMs: z.number().int().optional(),
  /** What these slices came to: whether too many orders are missing is judged for the whole pass. */
  passCounts: openObject({ missing: z.number().int(), listed: z.number().int() }).optional(),
  many: Many.optional(),
  /** A person has agreed to all orders that changed before this: they are no longer too many. Epoch ms. */
  agreedUntilMs: z.number().int().optional(),
  /** Orders made before this may have been queued by a pass that didn't end, or by a person: they don't show that webhooks arrive. */
  queuedUntilMs: z.number().int().optional(),
  /** When it began to fail, and how: see RefusalKind. */
  failing: openObject({ kind: z.string(), since: Instant, detail: z.string() }).optional(),
  last: Outcome.optional(),
  dueKind: z.literal('reconcile'),
  dueAt: z.number().int(),
});
export type ReconcileState = z.infer<typeof ReconcileState>;

/** The state of a shop that is just switched on. */
export const switchedOn = (shop: string, nowMs: number): ReconcileState => ({
  shop,
  since: new Date(nowMs).toISOString(),
  cursorMs: nowMs,
  dueKind: 'reconcile',
  dueAt: nowMs,
});

/** The span to look at next. The first slice of a pass begins before the cursor; `undefined`: nothing is old enough. */
export function nextSpan(
  { since, cursorMs, passUntilMs }: Pick<ReconcileState, 'since' | 'cursorMs' | 'passUntilMs'>,
  nowMs: number,
): { fromMs: number; untilMs: number } | undefined {
  const untilMs = passUntilMs ?? nowMs - webhookGraceMs;
  const fromMs = passUntilMs === undefined ? Math.max(Date.parse(since), cursorMs - overlapMs) : cursorMs;
  return fromMs < untilMs ? { fromMs, untilMs } : undefined;
}
