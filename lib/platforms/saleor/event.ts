import * as z from 'zod';
import { anything, lenient, utcInstant, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';

/** The events that are read, by their types in Saleor's schema. */
export const readTypes = [
  'OrderFullyPaid',
  'OrderPaid',
  'OrderRefunded',
  'OrderFullyRefunded',
  'OrderCancelled',
  'OrderUpdated',
] as const;
export type ReadType = (typeof readTypes)[number];

/** What all events have in common. `order` isn't parsed yet: the event may be one that isn't read. */
const Event = z.object({
  __typename: lenient(z.string()),
  issuedAt: lenient(utcInstant),
  version: wholeText(40),
  order: anything,
});

export interface SaleorEvent {
  /** `undefined`: an order as the API returns it. */
  type: string | undefined;
  /** When it happened. The same each time that Saleor sends the event. */
  issuedAt: string | undefined;
  /** The version of Saleor that sent it. */
  version: string | undefined;
  order: unknown;
}

/** A webhook without a query gets a list of orders in an older format, which has no type and no time. */
const noQuery =
  'the body is a list, so the webhook has no subscription query. Give it the one that ./thankflow connect saleor shows. Orders that were sent like this are found by reconciliation';

/**
 * The event in a body: its content alone, or `{ data: { orderFullyPaid: … } }` if the query filters by channel. The API answers likewise, with
 * `order`. Nothing is taken from headers, because they aren't signed.
 * @throws UnreadableWebhook which says what is wrong with the webhook's query
 * @see https://docs.saleor.io/developer/extending/webhooks/subscription-webhook-payloads
 */
export function saleorEventIn(payload: unknown): SaleorEvent {
  if (Array.isArray(payload)) throw new UnreadableWebhook(noQuery);
  const { content, field } = contentIn(payload);
  const { __typename, issuedAt, version, order } = parsePayload(Event, content);
  if (__typename === 'Order') return { type: undefined, issuedAt: undefined, version: undefined, order: content };
  const type = __typename ?? typeOf(field);
  return { type, issuedAt: issuedAt ?? undefined, version, order };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The only field of `data`, which names the event. */
function contentIn(payload: unknown): { content: unknown; field?: string | undefined } {
  const data = isObject(payload) && 'data' in payload ? payload.data : undefined;
  if (!isObject(data)) return { content: payload };
  const [first, ...others] = Object.entries(data);
  if (first === undefined || others.length > 0) return { content: data };
  const [field, content] = first;
  // An order is a part of an event, not an event.
  return field === 'order' ? { content: data } : { content, field };
}

/** `orderFullyPaid` → `OrderFullyPaid`. */
const typeOf = (field: string | undefined): string | undefined =>
  readTypes.find((type) => field === type.charAt(0).toLowerCase() + type.slice(1));

export const isRead = (type: string): type is ReadType => readTypes.some((one) => one === type);
