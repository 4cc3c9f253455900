import { OrderEvent } from '../../lib/order/event.ts';
import { parsePayload } from '../../lib/platforms/payload.ts';
import { UnreadableWebhook, type Reading } from '../../lib/platforms/platform.ts';
import type { Arrival } from './arrival.ts';

/** A reading, or why there is none. `reason` quotes nothing of the webhook. */
export type ReadResult = Reading | { type: 'unreadable'; reason: string };

/**
 * What the webhook says, as its adapter reads it. Whatever goes wrong in there, the webhook was verified: it is
 * unreadable, and never an error to the platform.
 */
export function readArrival({ adapter, webhook, shop, receivedAtMs }: Arrival): ReadResult {
  try {
    const reading = adapter.read(webhook, { shop, receivedAtMs });
    if (reading.type === 'ping' || reading.type === 'ignored') return reading;
    const event = parsePayload(OrderEvent, reading);
    const cards = reading.type === 'paid' ? reading.cards : undefined;
    return event.type === 'paid' && cards !== undefined ? { ...event, cards } : event;
  } catch (cause) {
    if (cause instanceof UnreadableWebhook) return { type: 'unreadable', reason: cause.reason };
    return { type: 'unreadable', reason: `the adapter failed: ${cause instanceof Error ? cause.name : typeof cause}` };
  }
}
