import { minuteMs } from '../durations.ts';
import type { EventType } from '../order/event-names.ts';
import type { OrderStatus } from '../order/order-status.ts';
import type { OutgoingEvent } from '../order/outgoing-event.ts';
import type { NotifyTarget, TargetKind } from '../shops/notify-settings.ts';
import type { TargetSecret } from './secret.ts';

/** One event for one target. */
export interface Notification {
  /** The event's, the same for each attempt and target: `evt_…`. */
  id: string;
  shop: string;
  /** How the shop calls itself. */
  shopName: string;
  event: OutgoingEvent;
  /** When it happened, epoch ms. */
  atMs: number;
  /** The customer's address, for targets that need it. */
  email?: string | undefined;
}

/** How an attempt at a notification ended. `code`, `status` and `words` are for people, and contain nothing personal or secret. */
export type Outcome =
  | { kind: 'delivered' }
  /**
   * It may get better, or the outcome is unknown. `afterMs`: the target asked to wait this long. `quietMs`: the request may still be carried out within
   * this time, so nothing ends the wait earlier.
   */
  | ({ kind: 'retry'; afterMs?: number | undefined; quietMs?: number | undefined } & Why)
  /** The target refuses this notification for good. */
  | ({ kind: 'refused' } & Why)
  /** The target has no such order (any more). */
  | { kind: 'no-order' }
  /** The target refuses everything, or isn't there: its other notifications wait too. */
  | ({ kind: 'stop'; reason: 'unauthorized' | 'moved' } & Why);

interface Why {
  code: string;
  status?: number | undefined;
  words?: string | undefined;
}

/** An event that isn't about an order that can be shown. */
export const noStatus: Outcome = { kind: 'refused', code: 'no-status' };

/** Where the event's order stands. */
export const statusIn = ({ event }: Pick<Notification, 'event'>): OrderStatus | undefined =>
  event.type === 'Limit Reached' ? undefined : event.detail.order;

/** Sends a notification to a target. It never throws because of what the target does. */
export type SendTo<Kind extends TargetKind> = (
  target: Extract<NotifyTarget, { to: Kind }>,
  secret: TargetSecret & { to: Kind },
  notification: Notification,
) => Promise<Outcome>;

const ofOrder = ['Order Thanked', 'Order Failed', 'Order Reversed', 'Receipt Settled', 'Basket Updated'] as const;

/** Which events each kind of target is told. Notes and Klaviyo's flows send mail, so they get the thank-you only. */
export const eventsFor: Record<TargetKind, ReadonlySet<EventType>> = {
  webhook: new Set([...ofOrder, 'Limit Reached']),
  'shopify-metafield': new Set(ofOrder),
  'woocommerce-meta': new Set(ofOrder),
  'woocommerce-note': new Set(['Order Thanked']),
  klaviyo: new Set(['Order Thanked']),
};

/**
 * How long a note's request may still be under way. PHP ends requests far earlier, and answers that are older than five minutes aren't accepted, so the next
 * look shows every note that was ever asked for (ADR 58).
 */
export const noteQuietMs = 10 * minuteMs;

/** What the customer sees as mail. It's never sent for an order that was only simulated, reversed or erased. */
export const mailing: ReadonlySet<string> = new Set<TargetKind>(['woocommerce-note', 'klaviyo']);
