import { pidOf } from '../order/pid.ts';
import type { StoredSettings } from '../shops/settings-store.ts';
import { pidPrefixIn } from '../shops/stored-settings.ts';
import { keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';

export interface UnclaimedPorts {
  store: Pick<OrderStore, 'thanku' | 'payload'>;
  settings(shop: string): Promise<StoredSettings | undefined>;
}

/**
 * Deletes what a claim that was broken off kept of an order: it writes the payload before the row by which an erasure would find it. For whoever
 * removes the event that would have claimed the order. A claim that is under way finds no payload, and sends nothing. Of a shop without settings nobody
 * can say where it is.
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
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined || order.state === 'early') await store.payload.delete(keys.payload(shop, pid));
}
