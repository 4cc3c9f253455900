import type { PlatformAdmin, Span } from '../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import type { ReadSettings } from '../../lib/platforms/platform.ts';
import { isAboutOneOrder, maxFailures } from '../../lib/reconcile/about-one-order.ts';
import { judgedBy, tooMany, type Counts, type Scope } from '../../lib/reconcile/decide.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { compareSlice, isFound, isOfKnownOrder, type Compared } from '../../lib/reconcile/compare-slice.ts';
import { listSlice } from '../../lib/reconcile/list-slice.ts';
import type { SlicePorts } from './ports.ts';
import { queueOrder, type Queued } from '../../lib/reconcile/queue-order.ts';

/** What is known of the shop. */
export interface SliceShop {
  shop: string;
  platform: PlatformName;
  pidPrefix: string;
  readSettings: ReadSettings;
  scope: Scope;
  /** The missing orders that wait for a person already. */
  held: Counts | undefined;
  /** What the pass has found so far. */
  before: Counts | undefined;
  /** A person has agreed to what changed before this, epoch ms. */
  agreedUntilMs: number | undefined;
}

export interface SliceReport {
  compared: Compared[];
  missing: Compared[];
  /** So many are missing that nothing was queued. */
  many: Counts | undefined;
  /** What the pass has found up to now. */
  counts: Counts;
  outcomes: Map<string, Queued>;
  /** Everything that was found is queued, up to this time of change, epoch ms. `undefined`: the time was over before. */
  doneUntilMs: number | undefined;
  /** Orders that the platform failed to answer. The others are queued, and the cursor mustn't pass these. */
  failures: AdminRefusal[];
}

const changedMs = ({ changedAt }: Compared): number => Date.parse(changedAt);

/**
 * Compares what the platform lists with what arrived, and queues what is missing. Queueing an order twice does no harm.
 * @param endMs epoch ms, when to stop. Listing takes at most half of the time: if it took all, no order would ever be queued.
 */
export async function runSlice(
  ports: SlicePorts,
  admin: PlatformAdmin,
  span: Span,
  about: SliceShop,
  endMs: number,
): Promise<SliceReport> {
  const { now } = ports;
  const listEndMs = (now() + endMs) / 2;
  const { orders, untilMs } = await listSlice(admin, span, () => now() > listEndMs);
  const compared = await compareSlice(ports, admin, orders, about);
  const missing = compared.filter(({ comparison }) => comparison === 'missing');
  const { before = { missing: 0, listed: 0 }, agreedUntilMs = 0 } = about;
  const asked = missing.filter((order) => changedMs(order) >= agreedUntilMs);
  // What is listed again by the next slice is counted there.
  const countsUpTo = (endOfSliceMs: number): Counts => ({
    missing: before.missing + asked.filter((order) => changedMs(order) < endOfSliceMs).length,
    listed: before.listed + compared.filter((order) => changedMs(order) < endOfSliceMs).length,
  });
  const judged = judgedBy(countsUpTo(Infinity), about.held);
  const many = asked.length > 0 && tooMany(judged) ? judged : undefined;
  const found = compared
    .filter(isFound)
    .filter((order) => many === undefined || isOfKnownOrder(order))
    .toSorted((a, b) => changedMs(a) - changedMs(b));
  const { outcomes, failures, left } = await queueFound(ports, admin, found, about, endMs);
  const report = { compared, missing, many, outcomes, failures };
  if (left === undefined) return { ...report, counts: countsUpTo(untilMs), doneUntilMs: untilMs };
  const reachedMs = Math.min(changedMs(left), untilMs);
  return { ...report, counts: countsUpTo(reachedMs), doneUntilMs: reachedMs > span.fromMs ? reachedMs : undefined };
}

/** Queues orders, the oldest change first, as long as there is time. @returns the first that is left */
async function queueFound(
  ports: SlicePorts,
  admin: PlatformAdmin,
  found: readonly Compared[],
  about: SliceShop,
  endMs: number,
): Promise<Pick<SliceReport, 'outcomes' | 'failures'> & { left?: Compared }> {
  const outcomes = new Map<string, Queued>();
  const failures: AdminRefusal[] = [];
  const { paidFromMs } = about.scope;
  for (const order of found) {
    // Of orders that changed at the same moment, listing may have taken all the time. One by one, they are queued even then.
    if (outcomes.size + failures.length > 0 && ports.now() > endMs) return { outcomes, failures, left: order };
    try {
      outcomes.set(order.orderId, await queueOrder(ports, admin, order, { ...about, paidFromMs }));
    } catch (error) {
      if (!isAboutOneOrder(error)) throw error;
      failures.push(new AdminRefusal(error.kind, `order ${order.orderId}: ${error.message}`, { cause: error }));
      if (failures.length >= maxFailures) break;
    }
  }
  return { outcomes, failures };
}
