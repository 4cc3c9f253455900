import type { Delivery } from '../../lib/notify/state.ts';
import { NoticesState } from '../../lib/notify/state.ts';
import { dayMs, minuteMs } from '../../lib/durations.ts';
import type { PublishedEvent } from '../ports/surroundings.ts';
import type { PlannedTarget } from '../plan.ts';
import { names } from '../stage.ts';
import { systemOf } from '../targets.ts';
import { isErasedEver, plannedOf, type Seen } from './invariant.ts';

/** How much of the tries' three days a target must have been in trouble before thankflow may give up. */
const leastTroubleMs = 2.9 * dayMs;

const readRows = new WeakMap<object, NoticesState>();
/** A shop's rows of notices: those of an order, or its own. */
export function* noticesOf({ world }: Pick<Seen, 'world'>, pk: string): Generator<NoticesState> {
  for (const row of world.table.rows(names.orders)) {
    if (row['pk'] !== pk) continue;
    const read = readRows.get(row) ?? NoticesState.parse(row);
    readRows.set(row, read);
    yield read;
  }
}

export const targetsOf = ({ plan }: Seen, shop: string): readonly PlannedTarget[] =>
  plan.shops.find(({ id }) => id === shop)?.targets ?? [];

/** The shop and, of an order's event, the order. */
export const aboutOf = ({ plan }: Seen, { pid }: PublishedEvent) => {
  const order = plannedOf(plan, pid);
  return { shop: order?.shop ?? pid, order };
};

/** Whether the target's system has what was recorded as delivered. */
export function hasArrived({ world }: Seen, event: PublishedEvent, target: PlannedTarget, orderId = ''): boolean {
  const { webhooks, events, mails, stores } = world.systems;
  const { shop, name, to } = target;
  switch (to) {
    case 'webhook':
      return webhooks.some((one) => one.shop === shop && one.target === name && one.id === event.id);
    case 'klaviyo':
      return events.some((one) => one.shop === shop && one.uniqueId === event.id);
    case 'woocommerce-note':
      return mails.some((one) => one.shop === shop && one.orderId === orderId && one.by === 'woocommerce');
    default:
      return stores.get(shop)?.fieldOf(orderId, 'status') !== undefined;
  }
}

/** Whether what happened to the order or the target explains that a delivery was given up. */
export function isExplained(seen: Seen, event: PublishedEvent, target: PlannedTarget, delivery: Delivery): boolean {
  const { world, plan } = seen;
  const { order } = aboutOf(seen, event);
  const troubleUntilMs = Math.max(
    0,
    ...world.systems.troublesOf(target.shop, systemOf(target)).map(({ untilMs }) => untilMs),
  );
  switch (delivery.reason) {
    case 'target-removed':
      return target.removedMs !== undefined;
    case 'simulated':
      return order?.isTest === true;
    case 'cancelled':
    case 'refunded':
    case 'unpaid':
      return order?.happens.some(({ kind }) => kind === delivery.reason) === true;
    case 'erased':
      return order !== undefined && isErasedEver(plan, order);
    case 'no-order':
      return plan.deleted.some((one) => one.shop === order?.shop && one.orderId === order.orderId);
    case 'payload-gone':
      return Date.parse(delivery.endedAt ?? '') >= event.atMs + dayMs - minuteMs;
    case 'gave-up':
      return troubleUntilMs >= event.atMs + leastTroubleMs;
    default:
      return false;
  }
}
