import { isOpen, type Delivery } from '../../lib/notify/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { tryOne } from '../pause/try-one.ts';
import { noticesWaker } from '../repair/ports.ts';
import { tryNotices } from '../repair/retry-notices.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Notification } from './notifications.ts';
import type { Repaired } from './repaired.ts';

/** Has an order's failed and waiting notifications tried now, also those that wait for the circuits of their targets. */
export async function retryNotifications(
  aws: StageAws,
  { shop, pid }: OrderKey,
  notifications: readonly Notification[],
): Promise<Delivery[]> {
  const held = new Set(
    notifications.filter((one) => isOpen(one) && one.waitsFor === 'hold').map(({ target }) => target),
  );
  for (const target of held) await tryOne(aws, { what: 'target', shop, target }, { wakes: false });
  const store = orderStore(aws.documents, aws.ordersTable);
  return await tryNotices({ store, wakeNotices: noticesWaker(aws), now: Date.now }, { shop, pid }, held);
}

/** What was done to an order, and to its notifications. */
export function withNotifications(
  repaired: Repaired,
  tried: readonly Delivery[],
  { nothingElse }: { nothingElse: boolean },
): Repaired {
  const [first, ...others] = [...new Set(tried.map(({ target }) => target))];
  if (first === undefined) return repaired;
  const words = `${[first, ...others].join(', ')} ${others.length === 0 ? 'is' : 'are'} being notified`;
  const notified = tried.map(({ target, notice }) => ({ target, notice }));
  if (repaired.outcome !== 'refused') return { ...repaired, notified, words: `${repaired.words}; ${words}` };
  return {
    key: repaired.key,
    outcome: 'notified',
    notified,
    words: nothingElse ? words : `${words}; ${repaired.words}`,
  };
}
