import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { ShopId } from '../order/order.ts';
import { keys } from '../store/keys.ts';
import { upsert, type Key, type Rows } from '../store/rows.ts';

/** Whose work a hold or a brake keeps waiting. */
export const StopScope = z.discriminatedUnion('what', [
  openObject({ what: z.literal('thanku'), shop: ShopId }),
  /** A shop's receipts and gift cards, whatever their credential. */
  openObject({ what: z.literal('thanx'), shop: ShopId }),
  openObject({ what: z.literal('credential'), credential: z.string() }),
  /** The receipts that a shop's fixed user token makes. */
  openObject({ what: z.literal('user-token'), credential: z.string(), shop: ShopId }),
]);
export type StopScope = z.infer<typeof StopScope>;

/**
 * Stands for a hold in the due index: while it is on, housekeeping sees to it that somebody carries the probe; once it is lifted, that
 * everything which waited is rescheduled. Then it goes.
 */
export const ScopeWatch = openObject({
  scope: StopScope,
  /**
   * Of the rescheduling under way: which rows are left, by their `dueAt`, and when the next one's turn is; epoch ms. `failed`: some that it
   * is past could not be rescheduled.
   */
  left: openObject({ fromMs: z.number(), turnMs: z.number(), failed: z.literal(true).optional() }).optional(),
  dueKind: z.literal('held'),
  dueAt: z.number().int(),
});
export type ScopeWatch = z.infer<typeof ScopeWatch>;

export function watchKey(scope: StopScope): Key {
  switch (scope.what) {
    case 'thanku':
    case 'thanx':
      return keys.scopeWatch(scope.what, scope.shop);
    case 'credential':
      return keys.scopeWatch(scope.what, scope.credential);
    case 'user-token':
      return keys.scopeWatch(scope.what, scope.credential, scope.shop);
  }
}

/**
 * Has housekeeping look at a hold at `dueAt`, epoch ms. Before a hold is put on or its probe moved, and after it is lifted: whatever breaks
 * off in between, the watch finds how things stand.
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

/** Has housekeeping look at a hold that has no watch: a version before watches put it on. */
export async function watchIfMissing(watches: Rows<ScopeWatch>, scope: StopScope, dueAt: number): Promise<void> {
  await watches.insert(watchKey(scope), { scope, dueKind: 'held', dueAt });
}
