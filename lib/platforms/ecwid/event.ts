import * as z from 'zod';
import { lenient } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadContext, type Reading } from '../platform.ts';
import { internalId, OrderId } from './ids.ts';
import { secondsSinceEpoch } from './times.ts';

const Event = z.object({
  eventType: z.string('expected a type such as order.updated'),
  eventCreated: secondsSinceEpoch,
  storeId: internalId,
  entityId: internalId,
  data: lenient(z.object({ orderId: lenient(OrderId) })),
});
type Event = z.infer<typeof Event>;

/**
 * What a person has to do about an event. The event itself does nothing: whom it names isn't signed.
 * @see https://docs.ecwid.com/build-apps/webhook-automations/learn-ecwid-webhooks/event-data-in-webhooks
 */
const forPeople: ReadonlyMap<string, string> = new Map([
  [
    'customer.personal_data_removal_request',
    'a customer asks for erasure, but Ecwid’s signature doesn’t cover which one, so nothing was erased. Find the request in Ecwid, erase the customer (./thankflow privacy erase), then drop this entry',
  ],
  [
    'customer.personal_data_export_request',
    'a customer asks for their data, but Ecwid’s signature doesn’t cover which one. Find the request in Ecwid, answer it (./thankflow privacy export), then drop this entry',
  ],
  [
    'application.uninstalled',
    'the app was removed from the store, so no more webhooks will come. Connect the shop again (./thankflow connect ecwid), then drop this entry',
  ],
]);

/**
 * Reads an event. Only its ID and time are signed, so all it may lead to is a request for the order that it names, to the shop's own store. That
 * order says everything, even whether it's paid: an event with an untrue `newPaymentStatus` changes nothing.
 */
export function readEvent(payload: unknown, { shop, receivedAtMs, settings }: ReadContext): Reading {
  const event = parsePayload(Event, payload);
  const { eventType, eventCreated, storeId } = event;
  const ownStore = settings?.platformShopId;
  if (ownStore !== undefined && storeId === undefined)
    throw new UnreadableWebhook('storeId: expected the ID of the store that the event is about');
  if (ownStore !== undefined && storeId !== ownStore) return { type: 'other-site', reason: 'storeId' };
  const needed = forPeople.get(eventType);
  if (needed !== undefined) throw new UnreadableWebhook(`${eventType}: ${needed}`);
  const orderId = idsOf(event).find((id) => id !== undefined);
  if (!orderEvents.has(eventType)) return { type: 'ignored', reason: 'event' };
  if (orderId === undefined) throw new UnreadableWebhook('data.orderId: expected the ID of an order');
  // The order changed before its event was made, so the event's time doesn't tell whether an answer is too old.
  return { type: 'lookup', shop, at: eventCreated ?? new Date(receivedAtMs).toISOString(), orderId };
}

/** Not `unfinished_order.…`: these aren't orders yet. */
const orderEvents = new Set(['order.created', 'order.updated', 'order.deleted']);

/**
 * The IDs to ask for, the best first. The API takes `data.orderId`; events of old apps only have `entityId`, the internal ID. A deleted order is
 * best found by the latter.
 */
const idsOf = ({ eventType, entityId, data }: Event): (string | undefined)[] =>
  eventType === 'order.deleted' ? [entityId, data?.orderId ?? undefined] : [data?.orderId ?? undefined, entityId];
