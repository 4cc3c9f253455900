import * as z from 'zod';
import { DueLookups, Lookup } from '../../lib/lookup/lookup.ts';
import { noticesIn, PollReceipts, OrderEvent, WakeNotices, WakeUp } from '../../lib/order/event.ts';
import { Purchase } from '../../lib/order/loyalty-message.ts';
import { ShopId } from '../../lib/order/order.ts';
import { orderKeyOf } from '../../lib/order/order-key.ts';
import { losslessJsonOrUndefined } from '../../lib/platforms/payload.ts';
import { ShopifyEvent, withShop, type ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import type { NoticesOf } from '../../lib/store/keys.ts';

/** The letter that a worker puts in the DLQ for a failed order or notification. */
const DeadLetter = z.object({
  /** `shop/pid`. Of what a shop itself is told, `shop/` and the sort key of its row. */
  key: z.string(),
  /** The reason in the order's row: `rejected`, `gave-up`. Of a notification: `notification-refused`, `notification-gave-up`. */
  reason: z.string(),
});
type DeadLetter = z.infer<typeof DeadLetter>;

/**
 * A message of a dead letter queue. SQS moves whole events and wake-ups there after their function has crashed on them thirty times.
 * Operators filter by `reason`.
 */
export type DeadMessage =
  | { kind: 'letter'; reason: string; shop: string; pid: string }
  | { kind: 'notice'; reason: string; of: NoticesOf }
  | { kind: 'wake-notices'; reason: 'dead-wake-up'; wake: WakeNotices; of: NoticesOf }
  | { kind: 'event'; reason: 'dead-event'; event: OrderEvent | Lookup | ShopifyEvent }
  | { kind: 'wake'; reason: 'dead-wake-up'; wake: WakeUp }
  | { kind: 'due-lookups'; reason: 'dead-wake-up'; due: DueLookups }
  | { kind: 'follow'; reason: 'dead-wake-up'; follow: PollReceipts }
  | { kind: 'purchase'; reason: 'dead-wake-up'; purchase: Purchase }
  | { kind: 'unreadable'; reason: 'letter-unreadable'; why: string };

/**
 * Reads the body of a message of any dead letter queue. Unknown messages become `unreadable`.
 * @param shopifyEvents the stage's
 */
export function readDeadMessage(body: string, shopifyEvents: ShopifyEvents): DeadMessage {
  const value = withShop(losslessJsonOrUndefined(Buffer.from(body)), shopifyEvents);
  if (value === undefined) return unreadable('it is not JSON');
  const letter = DeadLetter.safeParse(value);
  if (letter.success) return readLetter(letter.data);
  const typed = z.object({ type: z.string() }).safeParse(value);
  if (!typed.success) return unreadable('it is neither a letter, nor an event, nor a wake-up');
  switch (typed.data.type) {
    case 'wake':
      return readAs(WakeUp, value, (wake) => ({ kind: 'wake', reason: 'dead-wake-up', wake }));
    case 'wake-notices':
      return readWakeNotices(value);
    case 'follow':
      return readAs(PollReceipts, value, (follow) => ({ kind: 'follow', reason: 'dead-wake-up', follow }));
    case 'purchase':
      return readAs(Purchase, value, (purchase) => ({ kind: 'purchase', reason: 'dead-wake-up', purchase }));
    case 'lookup':
      return readAs(Lookup, value, (event) => ({ kind: 'event', reason: 'dead-event', event }));
    case 'shopify-event':
      return readAs(ShopifyEvent, value, (event) => ({ kind: 'event', reason: 'dead-event', event }));
    case 'due-lookups':
      return readAs(DueLookups, value, (due) => ({ kind: 'due-lookups', reason: 'dead-wake-up', due }));
    default:
      if (!Object.hasOwn(isEventType, typed.data.type))
        return unreadable('this version knows no message of its type: a newer one wrote it, or somebody by hand');
      return readAs(OrderEvent, value, (event) => ({ kind: 'event', reason: 'dead-event', event }));
  }
}

function readAs<Value>(schema: z.ZodType<Value>, value: unknown, make: (value: Value) => DeadMessage): DeadMessage {
  const parsed = schema.safeParse(value);
  return parsed.success ? make(parsed.data) : unreadable(why(parsed.error));
}

const isEventType: Record<OrderEvent['type'], true> = {
  paid: true,
  cancelled: true,
  unpaid: true,
  refunded: true,
  erase: true,
  export: true,
};

function readWakeNotices(value: unknown): DeadMessage {
  const parsed = WakeNotices.safeParse(value);
  if (!parsed.success) return unreadable(why(parsed.error));
  const of = noticesIn(parsed.data);
  return of === undefined
    ? unreadable('it names neither an order nor anything else')
    : { kind: 'wake-notices', reason: 'dead-wake-up', wake: parsed.data, of };
}

function readLetter({ key, reason }: DeadLetter): DeadMessage {
  const order = orderKeyOf(key);
  if (reason.startsWith('notification-')) {
    const [shop = '', about = ''] = key.split('/', 2);
    if (order !== undefined) return { kind: 'notice', reason, of: order };
    if (ShopId.safeParse(shop).success && about !== '') return { kind: 'notice', reason, of: { shop, about } };
  }
  return order === undefined ? unreadable('its key is not of the form shop/pid') : { kind: 'letter', reason, ...order };
}

const unreadable = (text: string): DeadMessage => ({ kind: 'unreadable', reason: 'letter-unreadable', why: text });

/** Names only where the problems are, because the values may be personal. */
const why = (error: z.ZodError): string =>
  `it does not parse at: ${[...new Set(error.issues.map(({ path }) => path.join('.') || 'its root'))].join(', ')}`;
