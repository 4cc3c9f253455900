import { retriedManually, triedNow } from '../../lib/notify/repair.ts';
import type { Delivery } from '../../lib/notify/state.ts';
import { noticesKey, type NoticesOf } from '../../lib/store/keys.ts';
import type { OrderStore } from '../../lib/store/orders.ts';

export interface NoticePorts {
  store: Pick<OrderStore, 'notices'>;
  /** Wakes notify-shop. */
  wakeNotices(notices: readonly NoticesOf[]): Promise<void>;
  now(): number;
}

/** Retries failed notifications: writes the row first, then sends the wake-up. Safe to repeat. @returns whether any had failed */
export async function retryNotices({ store, wakeNotices, now }: NoticePorts, of: NoticesOf): Promise<boolean> {
  const { changed } = await store.notices.change(noticesKey(of), (row) => retriedManually(row, now()));
  if (changed) await wakeNotices([of]);
  return changed;
}

/**
 * The same, and tries now what waits for its next attempt, or for the circuits of these targets.
 * @returns the deliveries that are tried, as they were before; empty: there is nothing to try
 */
export async function tryNotices(
  { store, wakeNotices, now }: NoticePorts,
  of: NoticesOf,
  probed: ReadonlySet<string>,
): Promise<Delivery[]> {
  let tried: Delivery[] = [];
  const { changed } = await store.notices.change(noticesKey(of), (row) => {
    const next = triedNow(row, probed, now());
    tried = row.deliveries.filter((one, index) => next !== undefined && one !== next.deliveries[index]);
    return next;
  });
  if (changed) await wakeNotices([of]);
  return tried;
}
