import { crashFacts } from '../error-facts.ts';
import { limitEvent, orderEvent, type EventRows } from '../order/outgoing-event.ts';
import type { Notice, OrderNotice } from '../order/notice.ts';
import { wasErased } from '../order/thanku/state.ts';
import type { Publish } from '../queue/event-bus.ts';
import type { ReadTarget } from '../shops/notify-settings.ts';
import { keys, type NoticesOf } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';
import type { Key } from '../store/rows.ts';
import type { Telemetry } from '../telemetry.ts';
import { needsPayload, type NoticesState } from './state.ts';
import { noticed, targetsFor, type About } from './noticed.ts';

/** What telling a shop's systems needs from the world. */
export interface TellPorts {
  publish: Publish;
  store: Pick<OrderStore, 'notices'>;
  /** The targets in the shop's settings, which may be cached. */
  targets: (shop: string) => Promise<readonly ReadTarget[]>;
  wakeNotices: (notices: readonly NoticesOf[]) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
}

/** A published event whose notice is stored. */
export interface PublishedNotice {
  /** A target needs the customer's address, so the order's payload must be kept. */
  needsPayload: boolean;
  /** Wakes notify-shop. Called once the order's row says that the event is published. */
  wake: () => Promise<void>;
}

/**
 * Publishes what happened to an order, and stores it for the targets in its shop's settings. It's stored first, so that nothing is missing after a crash; the
 * caller publishes again, and the notice's ID shows that it's the same. Targets aren't told of an order whose customer was erased.
 * @param customer returns the sort keys of the tombstones that the customer would have. Only called if there are targets
 */
export async function tellOfOrder(
  ports: TellPorts,
  notice: OrderNotice,
  rows: EventRows,
  customer: () => Promise<readonly string[]>,
): Promise<PublishedNotice> {
  const { shop, pid } = rows.order;
  const targets = wasErased(rows.order) ? [] : targetsFor(await ports.targets(shop), notice);
  const row =
    targets.length === 0
      ? undefined
      : await stored(ports, keys.notices(shop, pid), { shop, pid }, { notice, targets, customer: await customer() });
  await ports.publish(orderEvent(notice, rows));
  return { needsPayload: row !== undefined && needsPayload(row), wake: () => wake(ports, row, { shop, pid }) };
}

/** Publishes that a shop's limit is reached, and stores it for the shop's targets. */
export async function tellOfLimit(
  ports: TellPorts,
  shop: string,
  notice: Extract<Notice, { type: 'Limit Reached' }>,
): Promise<void> {
  const targets = targetsFor(await ports.targets(shop), notice);
  const key = keys.limitNotices(shop, notice.in, notice.percent);
  const row = targets.length === 0 ? undefined : await stored(ports, key, { shop }, { notice, targets, customer: [] });
  await ports.publish(limitEvent(shop, notice));
  await wake(ports, row, { shop, about: key.sk });
}

/** The row with the notice. It's mostly the first of its order, so nothing is read before it's written. */
async function stored(
  { store: { notices }, now }: TellPorts,
  key: Key,
  about: About,
  added: Parameters<typeof noticed>[2],
): Promise<NoticesState | undefined> {
  const first = noticed(undefined, about, added, now());
  if (first === undefined) return undefined;
  const { changed, row } = await notices.insert(key, first);
  if (changed) return row;
  return (await notices.change(key, (before) => noticed(before, about, added, now()), row)).row;
}

/** Housekeeping wakes it within two minutes if this fails. */
async function wake(
  { wakeNotices, telemetry }: TellPorts,
  row: NoticesState | undefined,
  of: NoticesOf,
): Promise<void> {
  if (row === undefined) return;
  try {
    await wakeNotices([of]);
  } catch (error) {
    telemetry.warn('notify-shop was not woken: housekeeping does it', crashFacts(error));
  }
}
