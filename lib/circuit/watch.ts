import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { ShopId } from '../order/order.ts';
import { keys } from '../store/keys.ts';
import { upsert, type Key, type Rows } from '../store/rows.ts';

/** The work that an open circuit or a pause stops. */
export const StopScope = z.discriminatedUnion('what', [
  openObject({ what: z.literal('thanku'), shop: ShopId }),
  /** A shop's receipts, baskets and gift cards, with any credential. */
  openObject({ what: z.literal('thanx'), shop: ShopId }),
  openObject({ what: z.literal('credential'), credential: z.string() }),
  /** A shop's receipts that use its fixed user token, and its baskets, which use its merchant's key. The stored name is older than baskets. */
  openObject({ what: z.literal('user-token'), credential: z.string(), shop: ShopId }),
  /** What a shop's own systems are told. */
  openObject({ what: z.literal('notify'), shop: ShopId }),
  /** What one of them is told. */
  openObject({ what: z.literal('target'), shop: ShopId, target: z.string() }),
]);
export type StopScope = z.infer<typeof StopScope>;

/** An open circuit's entry in the due index: housekeeping has work probe it, and reschedules what waited. */
export const ScopeWatch = openObject({
  scope: StopScope,
  /** Progress, epoch ms: the `dueAt` from which rows are left, and the next row's turn. `failed`: some rows failed. */
  left: openObject({ fromMs: z.number(), turnMs: z.number(), failed: z.literal(true).optional() }).optional(),
  dueKind: z.literal('held'),
  dueAt: z.number().int(),
});
export type ScopeWatch = z.infer<typeof ScopeWatch>;

export function watchKey(scope: StopScope): Key {
  switch (scope.what) {
    case 'thanku':
    case 'thanx':
    case 'notify':
      return keys.scopeWatch(scope.what, scope.shop);
    case 'target':
      return keys.scopeWatch(scope.what, scope.shop, scope.target);
    case 'credential':
      return keys.scopeWatch(scope.what, scope.credential);
    case 'user-token':
      return keys.scopeWatch(scope.what, scope.credential, scope.shop);
  }
}

/**
 * Makes housekeeping check a circuit at `dueAt`, epoch ms. Called before a circuit opens or its probe moves, and after
 * it closes. If the worker dies in between, the watch finds the actual state.
 */
export async function watchScope(watches: Rows<ScopeWatch>, scope: StopScope, dueAt: number): Promise<void> {
  await upsert(watches, watchKey(scope), (watch): ScopeWatch => ({
    ...watch,
    scope: watch?.scope ?? scope,
    left: undefined,
    dueKind: 'held',
    dueAt,
  }));
}

/** Makes housekeeping check a circuit without a watch, which a version before watches opened. */
export async function watchIfMissing(watches: Rows<ScopeWatch>, scope: StopScope, dueAt: number): Promise<void> {
  await watches.insert(watchKey(scope), { scope, dueKind: 'held', dueAt });
}
