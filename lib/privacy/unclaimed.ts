import { pidOf } from '../order/pid.ts';
import { isSettled } from '../order/thanku/state.ts';
import type { StoredSettings } from '../shops/settings-store.ts';
import { pidPrefixIn } from '../shops/stored-settings.ts';
import { keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';
import { isUnreadable } from '../store/unreadable.ts';

type Store = Pick<OrderStore, 'thanku' | 'payload'>;

export interface UnclaimedPorts {
  store: Store;
  settings(shop: string): Promise<StoredSettings | undefined>;
}

/**
 * Calls `forgetUnclaimed` for the order that an event tells of. Without the shop's settings nobody knows the order's pid, and nothing is deleted.
 * @param orderId the platform's
 */
export async function forgetUnclaimedOf(
  { store, settings }: UnclaimedPorts,
  shop: string,
  orderId: string,
): Promise<void> {
  const stored = await settings(shop);
  const pidPrefix = stored && pidPrefixIn(shop, stored.raw);
  if (pidPrefix !== undefined) await forgetUnclaimed(store, shop, pidOf(pidPrefix, orderId));
}

/**
 * Deletes the payload that a claim left behind when it was broken off. A claim writes the payload before the row that leads an erasure to it, and a
 * row that is settled no longer leads there. Call this before you remove the event that would have claimed the order. If another claim is working with
 * that same payload, its order is skipped and a person is told.
 */
export async function forgetUnclaimed(store: Store, shop: string, pid: string): Promise<void> {
  const key = keys.payload(shop, pid);
  // Before the row: what is written after that is another claim's, whose event is not the one that goes.
  const writer = await store.payload.writerOf(key);
  if (writer !== undefined && !(await isFound(store, shop, pid))) await store.payload.deleteWrite(key, writer);
}

/** Whether a row leads an erasure to the payload. A row that only a newer version can read is left to that version's erasure. */
async function isFound({ thanku }: Store, shop: string, pid: string): Promise<boolean> {
  try {
    const order = await thanku.get(keys.thanku(shop, pid));
    return order !== undefined && order.state !== 'early' && !isSettled(order);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return true;
  }
}
