import { outgoingEvents, type OutgoingEvent } from '../../lib/order/outgoing-event.ts';

/** As subscribers get its detail. Throws a ZodError where that says anything that is not documented. */
export const asPublished = ({ type, detail }: OutgoingEvent): unknown =>
  outgoingEvents[type].parse(JSON.parse(JSON.stringify(detail)));
