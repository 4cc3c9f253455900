import { ofShop } from '../../lib/queue/send.ts';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { Lookup } from '../../lib/lookup/lookup.ts';
import { ShopifyEvent } from '../../lib/platforms/shopify/event.ts';
import { OrderEvent } from '../../lib/order/event.ts';
import type { ReplayPorts } from './action.ts';
import { orderIdOf, type Dead } from './dead.ts';
import { whyNotFound } from './find.ts';
import { searchDead } from './search.ts';

/** A file with a dead event to correct, and the ID of its message. */
const EventFile = z.strictObject({ id: z.guid(), queue: z.string(), event: z.unknown() });
export type EventFile = z.infer<typeof EventFile>;

/** Returns the file for a dead event. @throws `refused` for other messages */
export function eventFileText({ id, queue, body, message }: Dead): string {
  refuseOthers(message);
  const event = message.kind === 'event' ? message.event : (jsonOrUndefined(body) ?? body);
  return `${JSON.stringify({ id, queue: queue.name, event } satisfies EventFile, undefined, 2)}\n`;
}

/** Letters and wake-ups contain nothing to correct: their data is in rows. */
function refuseOthers({ kind }: Dead['message']): void {
  if (kind === 'event' || kind === 'unreadable') return;
  const is =
    kind === 'letter'
      ? 'letter of an order that is claimed: `orders refreeze` makes a new request'
      : kind === 'notice'
        ? 'letter of a notification'
        : 'wake-up';
  throw new ThankflowError('refused', `only whole events can be corrected, and this is a ${is}`);
}

/** Reads an event file. @throws `refused` for other text, which the error doesn't quote because it is personal */
export const readEventFile = (text: string): EventFile =>
  checked(
    EventFile,
    jsonOrUndefined(text),
    'it is not a file of `dlq show --output`, or not complete JSON (`jq .` says where):',
  );

/**
 * Returns a corrected event, checked against the message that it replaces. Shop, type and order ID must not change, because the original order
 * would be lost. @throws `refused`, saying what is wrong and where
 */
export function checkEvent(event: unknown, { message }: Dead): OrderEvent | Lookup | ShopifyEvent {
  refuseOthers(message);
  const type = message.kind === 'event' ? message.event.type : undefined;
  const schema = type === 'lookup' ? Lookup : type === 'shopify-event' ? ShopifyEvent : OrderEvent;
  const edited = checked<OrderEvent | Lookup | ShopifyEvent>(schema, event, 'it is not an event:');
  if (message.kind === 'event') {
    const before = message.event;
    const moved = [
      ...(edited.type === before.type ? [] : ['type']),
      ...(edited.shop === before.shop ? [] : ['shop']),
      ...(orderIdOf(edited) === orderIdOf(before) ? [] : ['the order id']),
    ];
    if (moved.length > 0) throw new ThankflowError('refused', `${moved.join(' and ')} must stay as it was`);
  }
  return edited;
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, otherwise: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'its root'}: ${issue.message}`);
  throw new ThankflowError('refused', [otherwise, ...problems]);
}

/**
 * Sends an edited event to its work queue, then deletes the original from the DLQ.
 * @throws `not-found` if it was replayed or dropped meanwhile. Then nothing is sent
 */
export async function sendCorrected(
  ports: Pick<ReplayPorts, 'send' | 'now' | 'sqs' | 'settings' | 'shopifyEvents'>,
  { id, queue }: Dead,
  edited: OrderEvent | Lookup | ShopifyEvent,
): Promise<void> {
  const sent = new AbortController();
  const searched = await searchDead(
    ports,
    [queue],
    { ids: [id] },
    async () => {
      await ports.send(queue.source.url, ofShop(edited));
      sent.abort();
      return 'remove';
    },
    { nowMs: ports.now(), signal: sent.signal },
  );
  if (!sent.signal.aborted) throw new ThankflowError('not-found', `nothing was sent: ${whyNotFound(id, searched)}`);
}
