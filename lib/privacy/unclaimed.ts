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
 * Calls `forgetUnclaimed` for an order. Does nothing if the shop has no settings, because then the order's pid is unknown.
 * @param orderId the platform's order ID
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
 * Deletes the payload that an interrupted claim left behind. A claim writes the payload before the order's row, so that an erasure can't find it
 * yet. Nor does an erasure find it if the row is settled. Call this before you remove the event that would have claimed the order. If another
 * claim is using the same payload, its order is skipped and a person is informed.
 */
export async function forgetUnclaimed(store: Store, shop: string, pid: string): Promise<void> {
  const key = keys.payload(shop, pid);
  // Read before the row: a payload that is written later belongs to another claim, whose event stays.
  const writer = await store.payload.writerOf(key);
  if (writer !== undefined && !(await isFound(store, shop, pid))) await store.payload.deleteWrite(key, writer);
}

/** Whether an erasure finds the payload through the order's row. A row that only a newer version can read is left to that version's erasure. */
async function isFound({ thanku }: Store, shop: string, pid: string): Promise<boolean> {
  try {
    const order = await thanku.get(keys.thanku(shop, pid));
    return order !== undefined && order.state !== 'early' && !isSettled(order);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return true;
  }
}
