import * as z from 'zod';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';

/*
 * Shopify signs the body and no header: whoever has one signed body can send it under any topic. So a body is what its
 * header calls it only if it has what bodies of that topic have, and bodies of others don't.
 */

const Test = z.object({ test: z.literal(true) });

/** A test notification, or anything that is about a test order. */
export const isTest = (payload: unknown): boolean => Test.safeParse(payload).success;

/** Parses what makes a body one of its topic. Throws `UnreadableWebhook` for a body that is something else. */
export function parseAsTopic<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  try {
    return parsePayload(schema, payload);
  } catch (cause) {
    if (!(cause instanceof UnreadableWebhook)) throw cause;
    throw new UnreadableWebhook(`header and body disagree: ${cause.reason}`, { cause });
  }
}

/** Next to these two texts, a delivery has at least one of these fields; which of them, and with what in them, differs. */
const NextGenEvent = z
  .looseObject({ topic: z.string(), action: z.string() })
  .refine((body) => ['handle', 'fields_changed', 'query_variables'].some((name) => Object.hasOwn(body, name)));

/**
 * Shopify's Next-Gen Events are signed like webhooks, and their bodies are whatever GraphQL query the app asks for: nothing
 * to rely on. Throws `UnreadableWebhook` for one.
 * @see https://shopify.dev/docs/apps/build/events/delivery-structure
 */
export function refuseNextGenEvent(payload: unknown): void {
  if (NextGenEvent.safeParse(payload).success)
    throw new UnreadableWebhook("a delivery of Shopify's Next-Gen Events: subscribe to webhooks instead");
}
