import type { OrderEvent } from '../../lib/order/event.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { forgetUnclaimedOf } from '../../lib/privacy/unclaimed.ts';
import { isErased } from '../../lib/store/erased.ts';
import { ParkedEvent, type EventWaitsFor } from '../../lib/store/due.ts';
import type { Fields } from '../../lib/telemetry.ts';
import type { Ports } from './ports.ts';

/** How often an event that waits for a person is looked at again. */
const everyMs = 15 * 60_000;

/**
 * An event whose shop has no settings, or such that this version doesn't know whole. There were some when ingest took the event, and they may
 * come back; and a version that knows them may be deployed.
 */
export async function waitForSettings(
  ports: Ports,
  event: OrderEvent,
  reason: 'no-settings' | 'settings-newer',
  unknown?: readonly string[],
): Promise<Verdict> {
  const { shop } = event;
  // An erasure looks through the rows. What was in the queue at that moment is met here, at its next turn at the latest.
  if (event.type === 'paid' && (await isErased(ports.store, shop, event.order.customer))) {
    await forgetUnclaimedOf(ports, shop, event.order.orderId);
    ports.telemetry.info('an event of an erased customer was dropped', { shop });
    return done;
  }
  return await waitForPerson(ports, event, reason, unknown && { unknown: unknown.join(', ') });
}

/**
 * Lets an event that nothing can be done about wait on a row, where an erasure finds it. In the queue it would become a dead letter
 * that holds personal data.
 */
export async function waitForPerson(
  { parking, telemetry, now }: Pick<Ports, 'parking' | 'telemetry' | 'now'>,
  event: ParkedEvent,
  reason: EventWaitsFor,
  facts: Fields = {},
): Promise<Verdict> {
  await parking.park(event, { dueAtMs: now() + everyMs, waitsFor: reason });
  telemetry.error('an event waits for a person', { shop: event.shop, reason, ...facts });
  telemetry.count('EventWaiting');
  return done;
}

/** Lets a message wait that this version can't read, for one that can. `false`: it is no event of any version. */
export async function waitForVersion(ports: Parameters<typeof waitForPerson>[0], message: unknown): Promise<boolean> {
  const event = ParkedEvent.safeParse(message);
  if (event.success) await waitForPerson(ports, event.data, 'newer-event');
  return event.success;
}
