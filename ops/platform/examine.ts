import { dayMs } from '../../lib/durations.ts';
import type { PlatformAdmin, Subscription } from '../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal, type RefusalKind } from '../../lib/platforms/admin/refusal.ts';

/** What a credential can do, found out by using it. Contains nothing personal. */
export type Examined =
  /** `why` is for a person. */
  | { works: false; kind: RefusalKind; why: string }
  | {
      works: true;
      /** The shop that it belongs to, as the platform names it. */
      shop: string | undefined;
      missingScopes: string[];
      /** What it can't do. Nothing is lost by it. */
      limits: string[];
      /** Whether an order was read; `undefined` if the last weeks have none. */
      readOrder: true | undefined;
      /** `undefined`: it may not see them. */
      subscriptions: Subscription[] | undefined;
    };

/** Shopify shows most apps 60 days. */
const backMs = 30 * dayMs;

/**
 * Uses a credential as reconciliation does: it lists orders and reads one. So whatever is missing comes to light here, and not when the first
 * order is lost: platforms check some permissions only when a field is read.
 */
export async function examine(admin: PlatformAdmin, nowMs: number): Promise<Examined> {
  try {
    const { missingScopes, limits, shop } = await admin.access();
    if (missingScopes.length > 0)
      return { works: true, shop, missingScopes, limits, readOrder: undefined, subscriptions: undefined };
    const { orders } = await admin.list({ fromMs: nowMs - backMs, untilMs: nowMs });
    const [first] = orders;
    if (first !== undefined) await admin.fetch(first.orderId);
    const { subscriptions, limit } = await subscriptionsOf(admin);
    return {
      works: true,
      shop,
      missingScopes,
      limits: limit === undefined ? limits : [...limits, limit],
      readOrder: first && true,
      subscriptions,
    };
  } catch (error) {
    if (error instanceof AdminRefusal) return { works: false, kind: error.kind, why: error.message };
    throw error;
  }
}

async function subscriptionsOf(
  admin: PlatformAdmin,
): Promise<{ subscriptions: Subscription[] | undefined; limit?: string }> {
  try {
    return { subscriptions: await admin.subscriptions() };
  } catch (error) {
    if (!(error instanceof AdminRefusal) || error.kind !== 'scope') throw error;
    return {
      subscriptions: undefined,
      limit: "it can't see the shop's webhooks, so `shops check` can't compare them, and can't create any",
    };
  }
}
