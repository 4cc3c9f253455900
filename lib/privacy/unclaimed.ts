import { pidOf } from '../order/pid.ts';
import { isSettled } from '../order/thanku-state.ts';
import type { StoredSettings } from '../shops/settings-store.ts';
import { pidPrefixIn } from '../shops/stored-settings.ts';
import { keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';
import { isUnreadable } from '../store/unreadable.ts';

export interface UnclaimedPorts {
  store: Pick<OrderStore, 'thanku' | 'payload'>;
  settings(shop: string): Promise<StoredSettings | undefined>;
}

/**
 * Deletes the payload that a claim kept before it was broken off: it writes the payload before the row by which an erasure would find it. A row that
 * was settled before leads nobody to it either. For whoever removes the event that would have claimed the order. A shop without settings has no pids
 * that anybody could tell. If another claim of the order is under way with that same payload, its order is skipped, and a person is told.
 */
export async function forgetUnclaimed(
  { store, settings }: UnclaimedPorts,
  shop: string,
  orderId: string,
): Promise<void> {
  const stored = await settings(shop);
  const pidPrefix = stored && pidPrefixIn(shop, stored.raw);
  if (pidPrefix === undefined) return;
  const pid = pidOf(pidPrefix, orderId);
  const key = keys.payload(shop, pid);
  // Before the row: what is written after that is another claim's, whose event is not the one that goes.
  const writer = await store.payload.writerOf(key);
  if (writer !== undefined && !(await isFound(store, shop, pid))) await store.payload.deleteWrite(key, writer);
}

/** Whether a row leads an erasure to the payload. One that only a newer version can read is for that version's erasure. */
async function isFound({ thanku }: UnclaimedPorts['store'], shop: string, pid: string): Promise<boolean> {
  try {
    const order = await thanku.get(keys.thanku(shop, pid));
    return order !== undefined && order.state !== 'early' && !isSettled(order);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return true;
  }
}
