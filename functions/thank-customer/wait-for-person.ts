import type { OrderEvent } from '../../lib/order/event.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { forgetUnclaimedOf } from '../../lib/privacy/unclaimed.ts';
import { isErased } from '../../lib/store/erased.ts';
import { ParkedEvent, type EventWaitsFor } from '../../lib/store/parked.ts';
import type { Fields } from '../../lib/telemetry.ts';
import type { Ports } from './ports.ts';

/** How often an event that waits for a person is checked again. */
const everyMs = 15 * 60_000;

/**
 * Keeps an event whose shop has no settings, or settings that this version can't fully read. The settings existed when
 * ingest accepted the event and may return, or a version that can read them may be deployed.
 */
export async function waitForSettings(
  ports: Ports,
  event: OrderEvent,
  reason: 'no-settings' | 'settings-newer',
  unknown?: readonly string[],
): Promise<Verdict> {
  const { shop } = event;
  // An erasure scans the rows. Events that were queued at that moment are checked here, on their next turn.
  if (event.type === 'paid' && (await isErased(ports.store, shop, event.order.customer))) {
    await forgetUnclaimedOf(ports, shop, event.order.orderId);
    ports.telemetry.info('an event of an erased customer was dropped', { shop });
    return done;
  }
  return await waitForPerson(ports, event, reason, unknown && { unknown: unknown.join(', ') });
}

/** Keeps an event on a row, where an erasure finds it: a dead letter would hold personal data. */
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

/** Keeps a message that only another version can read. Returns `false` if it isn't an event of any version. */
export async function waitForVersion(ports: Parameters<typeof waitForPerson>[0], message: unknown): Promise<boolean> {
  const event = ParkedEvent.safeParse(message);
  if (event.success) await waitForPerson(ports, event.data, 'newer-event');
  return event.success;
}
