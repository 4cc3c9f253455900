import { OrderEvent, PaidEvent } from '../order/event.ts';
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
    if (reading.type !== 'paid' || reading.cards === undefined) return parsePayload(OrderEvent, reading);
    // An event keeps what its schema doesn't know, and gift cards in clear are no part of it.
    const { cards, ...paid } = reading;
    return { ...parsePayload(PaidEvent, paid), cards };
  } catch (cause) {
    if (cause instanceof UnreadableWebhook) return { type: 'unreadable', reason: cause.reason };
    return { type: 'unreadable', reason: `the adapter failed: ${cause instanceof Error ? cause.name : typeof cause}` };
  }
}
