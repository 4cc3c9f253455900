import * as z from 'zod';
import { lenient, utcInstant } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

const clientId = z.string().nullish();

/** The client of Adobe's that an event is for. The second name ends in 2026. */
const Recipient = z.object({ recipientclientid: clientId, recipient_client_id: clientId });

/** @see https://developer.adobe.com/commerce/extensibility/events/tutorial/debugging/ */
const Event = z.object({
  type: z.string('expected the type of an event').nullish(),
  time: lenient(utcInstant),
  data: z.object({ value: z.looseObject({}) }, 'expected data.value, as Commerce sends it'),
});

export interface CommerceEvent {
  /** `undefined`: an old event that doesn't say it. */
  type: string | undefined;
  /** When it was sent first, which is some seconds after it happened. The same each time that it's sent. */
  time: string | undefined;
  value: object;
}

const Wrapped = z.object({ event: z.looseObject({}) });
const envelopeFields = ['specversion', 'type', 'data', 'event', 'recipientclientid', 'recipient_client_id'];

/**
 * Whether a body is an event, or several. An order of the REST API has none of these fields. Everything that Adobe signs has a recipient, so nobody
 * can have Adobe sign a text that is taken for an answer of the REST API.
 */
export const isEvent = (payload: unknown): boolean =>
  Array.isArray(payload) ||
  (typeof payload === 'object' && payload !== null && envelopeFields.some((name) => name in payload));

/**
 * The one event in a body. Registrations with the delivery "batch" send lists. A webhook has one reading, so of these, only a list of one can be read.
 * @throws UnreadableWebhook for a list of several
 */
export function eventIn(payload: unknown): unknown {
  if (!Array.isArray(payload)) return payload;
  if (payload.length === 1) return payload[0];
  throw new UnreadableWebhook(
    `a batch of ${payload.length} events: set the registration's delivery to "single" in the Adobe Developer Console, and switch reconciliation on to find these orders`,
  );
}

/**
 * Whether an event is for another client. Adobe has the same keys for everybody, so the signature doesn't say it.
 * @throws UnreadableWebhook if the event names none
 */
export function isForAnother(event: unknown, settings: ReadSettings | undefined): boolean {
  const own = settings?.platformShopId;
  const { recipientclientid, recipient_client_id } = parsePayload(Recipient, event);
  if (own === undefined) return false;
  // Both names, because a publisher may add attributes to an event, and Adobe overwrites those that it knows.
  const named = [recipientclientid, recipient_client_id].filter(Boolean);
  if (named.length === 0)
    throw new UnreadableWebhook('recipientclientid: expected the client ID that the event is for');
  return named.some((recipient) => recipient !== own);
}

/** A CloudEvent, or an older one: `{ "event_id", "event": { … }, "recipient_client_id" }`. */
export function commerceEventIn(event: unknown): CommerceEvent {
  const inner = Wrapped.safeParse(event).data?.event ?? event;
  const { type, time, data } = parsePayload(Event, inner);
  return { type: type ?? undefined, time: time ?? undefined, value: data.value };
}
