import { outgoingEvents, type OutgoingEvent } from '../../lib/order/outgoing-event.ts';

export type { OutgoingEvent };

/** The event. Throws a ZodError where its detail, as subscribers get it, says anything that is not documented. */
export function asPublished(event: OutgoingEvent): OutgoingEvent {
  outgoingEvents[event.type].parse(JSON.parse(JSON.stringify(event.detail)));
  return event;
}
