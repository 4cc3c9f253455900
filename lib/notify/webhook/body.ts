import { eventName } from '../../order/event-names.ts';
import type { Notification } from '../notification.ts';

/** `{"type":"order.thanked","timestamp":"…","data":{…}}`. `timestamp`: when it happened. `data`: the detail of the event on the bus */
export const webhookBody = ({ event, atMs }: Pick<Notification, 'event' | 'atMs'>): string =>
  JSON.stringify({ type: eventName(event.type), timestamp: new Date(atMs).toISOString(), data: event.detail });
