import { Lookup } from '../lookup/lookup.ts';
import { OrderEvent, PaidEvent } from '../order/event.ts';
import { parsePayload } from './payload.ts';
import {
  UnreadableWebhook,
  type PlatformAdapter,
  type RawWebhook,
  type ReadContext,
  type Reading,
} from './platform.ts';

/** `reason` quotes nothing of the webhook. */
export type ReadResult = Reading | { type: 'unreadable'; reason: string };

/** Reads a verified webhook with its adapter. All errors make it `unreadable`, and none is reported to the platform. */
export function readWebhook(adapter: PlatformAdapter, webhook: RawWebhook, context: ReadContext): ReadResult {
  try {
    const reading = adapter.read(webhook, context);
    switch (reading.type) {
      case 'ping':
      case 'ignored':
      case 'void':
      case 'other-site':
        return reading;
      case 'lookup':
        return parsePayload(Lookup, reading);
      case 'paid':
        break;
      default:
        return parsePayload(OrderEvent, reading);
    }
    // The event's schema keeps unknown fields, but plain gift cards must not stay in it.
    const { cards, ...paid } = reading;
    const event = parsePayload(PaidEvent, paid);
    return cards === undefined ? event : { ...event, cards };
  } catch (cause) {
    if (cause instanceof UnreadableWebhook) return { type: 'unreadable', reason: cause.reason };
    return { type: 'unreadable', reason: `the adapter failed: ${cause instanceof Error ? cause.name : typeof cause}` };
  }
}
