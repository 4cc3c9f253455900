import type { PlatformAdmin, Span } from '../../lib/platforms/admin/platform-admin.ts';
import type { ReadSettings } from '../../lib/platforms/platform.ts';
import { tooMany, type Scope } from '../../lib/reconcile/decide.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { compareSlice, isFound, type Compared } from '../../lib/reconcile/compare-slice.ts';
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
}

export interface SliceReport {
  compared: Compared[];
  missing: Compared[];
  /** So many are missing that nothing was queued. */
  many: boolean;
  outcomes: Map<string, Queued>;
  /** Everything that was found is queued, up to this time of change, epoch ms. `undefined`: the time was over before. */
  doneUntilMs: number | undefined;
}

/** Whether the time is over, for each half of the work. A slow platform's list must leave time to queue what is on it. */
export interface SliceTime {
  isOverForListing: () => boolean;
  isOver: () => boolean;
}

/** Compares what the platform lists with what arrived, and queues what is missing. Queueing an order twice does no harm. */
export async function runSlice(
  ports: SlicePorts,
  admin: PlatformAdmin,
  span: Span,
  about: SliceShop,
  { isOverForListing, isOver }: SliceTime,
): Promise<SliceReport> {
  const { orders, untilMs } = await listSlice(admin, span, isOverForListing);
  const compared = await compareSlice(ports, admin, orders, about);
  const missing = compared.filter(({ comparison }) => comparison === 'missing');
  const many = tooMany(missing.length, orders.length);
  const outcomes = new Map<string, Queued>();
  const report = { compared, missing, many, outcomes };
  if (many) return { ...report, doneUntilMs: untilMs };
  for (const { orderId } of compared.filter(isFound)) {
    // Of orders that changed at the same moment, listing may have taken all the time. One by one, they are queued even then.
    if (outcomes.size > 0 && isOver()) return { ...report, doneUntilMs: undefined };
    outcomes.set(orderId, await queueOrder(ports, admin, orderId, { ...about, paidFromMs: about.scope.paidFromMs }));
  }
  return { ...report, doneUntilMs: untilMs };
}
