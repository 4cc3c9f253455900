import * as z from 'zod';
import { PollReceipts, OrderEvent, WakeUp, orderKeyOf } from '../../lib/order/event.ts';

/** What a worker leaves in the DLQ of an order that has failed. */
const DeadLetter = z.object({
  /** `shop/pid`. */
  key: z.string(),
  /** As on the order's row: `rejected`, `gave-up`. */
  reason: z.string(),
});
type DeadLetter = z.infer<typeof DeadLetter>;

/**
 * What can lie in a dead letter queue. Events and wake-ups come there whole, after their function has crashed on them
 * thirty times. `reason` is what operators sort by.
 */
export type DeadMessage =
  | { kind: 'letter'; reason: string; shop: string; pid: string }
  | { kind: 'event'; reason: 'dead-event'; event: OrderEvent }
  | { kind: 'wake'; reason: 'dead-wake-up'; wake: WakeUp }
  | { kind: 'follow'; reason: 'dead-wake-up'; follow: PollReceipts }
  | { kind: 'unreadable'; reason: 'letter-unreadable'; why: string };

/** Reads the body of a message of any dead letter queue; what nothing can make sense of is `unreadable`. */
export function readDeadMessage(body: string): DeadMessage {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unreadable('it is not JSON');
  }
  const letter = DeadLetter.safeParse(value);
  if (letter.success) return readLetter(letter.data);
  const typed = z.object({ type: z.string() }).safeParse(value);
  if (!typed.success) return unreadable('it is neither a letter, nor an event, nor a wake-up');
  switch (typed.data.type) {
    case 'wake': {
      const wake = WakeUp.safeParse(value);
      return wake.success ? { kind: 'wake', reason: 'dead-wake-up', wake: wake.data } : unreadable(why(wake.error));
    }
    case 'follow': {
      const follow = PollReceipts.safeParse(value);
      return follow.success
        ? { kind: 'follow', reason: 'dead-wake-up', follow: follow.data }
        : unreadable(why(follow.error));
    }
    default: {
      if (!eventTypes.has(typed.data.type))
        return unreadable('this version knows no message of its type: a newer one wrote it, or somebody by hand');
      const event = OrderEvent.safeParse(value);
      return event.success ? { kind: 'event', reason: 'dead-event', event: event.data } : unreadable(why(event.error));
    }
  }
}

const eventTypes: ReadonlySet<string> = new Set(OrderEvent.options.map(({ shape }) => shape.type.value));

function readLetter({ key, reason }: DeadLetter): DeadMessage {
  const order = orderKeyOf(key);
  return order === undefined ? unreadable('its key is not of the form shop/pid') : { kind: 'letter', reason, ...order };
}

const unreadable = (text: string): DeadMessage => ({ kind: 'unreadable', reason: 'letter-unreadable', why: text });

/** Places only: what stands there may be personal. */
const why = (error: z.ZodError): string =>
  `it does not parse at: ${[...new Set(error.issues.map(({ path }) => path.join('.') || 'its root'))].join(', ')}`;
