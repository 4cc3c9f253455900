import * as z from 'zod';
import { anything, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadContext, type Reading } from '../platform.ts';
import { Latest } from './dates.ts';
import { OrderId } from './order-id.ts';

const Notification = z.object({
  topic: z.string('expected a topic such as order.create'),
  websiteId: wholeText(64),
  createdOn: Latest.optional().catch(undefined),
  data: anything,
});

const AboutOrder = z.object({ data: z.object({ orderId: OrderId, update: anything }) });

/** What `order.update` says besides the order's ID. Whatever isn't listed here is looked up. */
const updates: ReadonlyMap<unknown, 'cancelled' | 'ignored'> = new Map([
  // Final: "Orders can't be un-canceled." https://support.squarespace.com/hc/en-us/articles/205811348
  ['CANCELED', 'cancelled'],
  ['FULFILLED', 'ignored'],
  ['MARKED_PENDING', 'ignored'],
  ['EMAIL_UPDATED', 'ignored'],
]);

/** Whether a body is a notification. An order of the Orders API has no topic. */
export const isNotification = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'topic' in payload;

/**
 * Reads a notification. It names the order and contains nothing of it, so a new or refunded order has to be looked up.
 * @see https://developers.squarespace.com/webhooks/overview
 */
export function readNotification(payload: unknown, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const { topic, websiteId, createdOn } = parsePayload(Notification, payload);
  const ownSite = settings?.platformShopId;
  if (ownSite !== undefined && websiteId === undefined)
    throw new UnreadableWebhook("websiteId: expected the site's ID, because the settings have a platformShopId");
  if (ownSite !== undefined && websiteId !== ownSite) return { type: 'other-site', reason: 'another site’s websiteId' };
  const at = createdOn ?? new Date(receivedAtMs).toISOString();
  switch (topic) {
    case 'order.create':
      return { type: 'lookup', shop, at, orderId: orderIdIn(payload) };
    case 'order.update':
      return readUpdate(payload, { shop, at, createdOn });
    case 'extension.uninstall':
      throw new UnreadableWebhook(
        'extension.uninstall: the app was disconnected from the site, so no more webhooks will come. Connect the shop again (./thankflow connect squarespace), then drop this entry',
      );
    default:
      return { type: 'ignored', reason: 'topic' };
  }
}

const orderIdIn = (payload: unknown): string => parsePayload(AboutOrder, payload).data.orderId;

function readUpdate(
  payload: unknown,
  { shop, at, createdOn }: { shop: string; at: string; createdOn: string | undefined },
): Reading {
  const { orderId, update } = parsePayload(AboutOrder, payload).data;
  switch (updates.get(update)) {
    case 'cancelled':
      // The order changed before the notification was made, so nothing older than the notification can undo the cancellation.
      return { type: 'cancelled', shop, at, ...(createdOn !== undefined && { changedAt: createdOn }), orderId };
    case 'ignored':
      return { type: 'ignored', reason: 'update' };
    default:
      // The order's own time of change is earlier than the notification's, so the latter can't tell whether an answer is too old.
      return { type: 'lookup', shop, at, orderId };
  }
}
