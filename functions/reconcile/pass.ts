import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import {
  intervalMs,
  nextSpan,
  runEveryMs,
  webhookGraceMs,
  type Many,
  type ReconcileState,
} from '../../lib/reconcile/state.ts';
import type { Compared } from '../../lib/reconcile/compare-slice.ts';
import { usableSecret } from '../../lib/reconcile/usable-secret.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import type { Ports } from './ports.ts';
import type { Problems } from './problems.ts';
import { runSlice, type SliceReport } from './slice.ts';

/** This many orders without a single webhook are no accident. */
const minMissing = 3;

export interface Pass {
  next: Next;
  problems: Problems;
  /** Whether webhooks of new orders arrive. `unknown`: there were too few orders to say. */
  webhooks: 'arrive' | 'unknown' | { missing: number };
  /** The platform failed to answer an order. The others are queued. */
  failure?: AdminRefusal;
}

export type Next = Partial<Omit<ReconcileState, 'shop' | 'since'>>;

/**
 * Runs the next slice of a shop's pass.
 * @returns how far it came, and what is wrong
 * @throws AdminRefusal if the platform refuses
 */
export async function onePass(
  ports: Ports,
  seen: ReconcileState,
  settings: ShopSettings,
  untilMs: number,
): Promise<Pass> {
  const { shop } = seen;
  const span = nextSpan(seen, ports.now());
  if (span === undefined) {
    // The first pass comes as soon as there is anything to compare, so that a missing credential doesn't go unnoticed for hours.
    const firstMs = Math.max(Date.parse(seen.since) + webhookGraceMs, ports.now()) + runEveryMs;
    return { next: { dueAt: firstMs }, problems: {}, webhooks: 'unknown' };
  }
  const { admin, calls } = await adminOfShop(ports, shop, settings, untilMs);
  const about = {
    shop,
    platform: settings.platform,
    pidPrefix: pidPrefixOf(settings),
    readSettings: settings,
    scope: {
      paidFromMs: Math.max(Date.parse(seen.since), Date.parse(settings.ordersPaidFrom)),
      channels: settings.reconcile?.channels,
      undoesReversals: admin.undoesReversals,
    },
    held: seen.many,
    before: seen.passCounts,
    agreedUntilMs: seen.agreedUntilMs,
  };
  const slice = await runSlice(ports, admin, span, about, untilMs);
  const queued = [...slice.outcomes.values()].filter((outcome) => outcome === 'queued').length;
  const listed = slice.compared.length;
  const last = { at: new Date(ports.now()).toISOString(), listed, queued, calls: calls() };
  ports.telemetry.info('a shop was reconciled', {
    shop,
    listed,
    missing: slice.missing.length,
    queued,
    calls: calls(),
  });
  if (queued > 0) ports.telemetry.count('OrderReconciled', queued);
  const webhooks = webhooksOf(slice, Math.max(seen.cursorMs, seen.queuedUntilMs ?? 0));
  const queuedUntilMs = Math.max(span.untilMs, seen.queuedUntilMs ?? 0);
  const [failure] = slice.failures;
  if (failure !== undefined) return { next: { last, queuedUntilMs }, problems: {}, webhooks, failure };
  if (slice.many !== undefined) {
    const { fromMs, untilMs: endMs } = span;
    const many = { ...slice.many, fromMs, untilMs: slice.doneUntilMs ?? endMs };
    return {
      next: { many, last, dueAt: ports.now() + intervalMs },
      problems: { 'reconcile-many': describeMany(many) },
      webhooks,
    };
  }
  if (slice.doneUntilMs === undefined)
    return { next: { last, queuedUntilMs, dueAt: ports.now() }, problems: {}, webhooks };
  const isWhole = slice.doneUntilMs >= span.untilMs;
  return {
    next: {
      last,
      cursorMs: slice.doneUntilMs,
      passUntilMs: isWhole ? undefined : span.untilMs,
      passCounts: isWhole ? undefined : slice.counts,
      many: undefined,
      // A pass that was held up is followed by the next one at once: only that one looks again at what was listed late.
      dueAt: isWhole ? Math.max(ports.now(), span.untilMs + webhookGraceMs + intervalMs) : ports.now(),
    },
    problems: {},
    webhooks,
  };
}

async function adminOfShop(
  ports: Ports,
  shop: string,
  settings: ShopSettings,
  untilMs: number,
): Promise<{ admin: PlatformAdmin; calls: () => number }> {
  const secret = usableSecret(await ports.secret(shop), settings.platform);
  return ports.admin(secret, settings, untilMs);
}

export const describeMany = ({ missing, listed }: Many): string =>
  `${missing} of ${listed} orders are missing, so none of them was queued`;

const hasArrived = ({ comparison, row }: Compared): boolean =>
  comparison === 'known' || (row !== undefined && row.state !== 'early');

/** Orders that earlier passes have queued don't show whether webhooks arrive. */
function webhooksOf({ compared, missing }: SliceReport, newFromMs: number): Pass['webhooks'] {
  const isNew = ({ createdAt }: { createdAt: string }) => Date.parse(createdAt) >= newFromMs;
  if (compared.some((order) => hasArrived(order) && order.wasPaid && isNew(order))) return 'arrive';
  const lost = missing.filter(isNew).length;
  return lost < minMissing ? 'unknown' : { missing: lost };
}
