import { OrderEvent } from '../order/event.ts';
import { parsePayload } from './payload.ts';
import {
  UnreadableWebhook,
  type PlatformAdapter,
  type RawWebhook,
  type ReadContext,
  type Reading,
} from './platform.ts';

/** A reading, or why there is none. `reason` quotes nothing of the webhook. */
export type ReadResult = Reading | { type: 'unreadable'; reason: string };

/**
 * What a verified webhook says, as its adapter reads it. Whatever goes wrong in there makes it unreadable, and is never an
 * error to the platform.
 */
export function readWebhook(adapter: PlatformAdapter, webhook: RawWebhook, context: ReadContext): ReadResult {
  try {
    const reading = adapter.read(webhook, context);
    if (reading.type === 'ping' || reading.type === 'ignored' || reading.type === 'void') return reading;
    const event = parsePayload(OrderEvent, reading);
    const cards = reading.type === 'paid' ? reading.cards : undefined;
    return event.type === 'paid' && cards !== undefined ? { ...event, cards } : event;
  } catch (cause) {
    if (cause instanceof UnreadableWebhook) return { type: 'unreadable', reason: cause.reason };
    return { type: 'unreadable', reason: `the adapter failed: ${cause instanceof Error ? cause.name : typeof cause}` };
  }
}
