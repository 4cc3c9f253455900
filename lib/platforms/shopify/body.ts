import * as z from 'zod';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';

/*
 * Shopify signs the body but no headers, so anybody who has a signed body can send it with any topic. Therefore each topic is recognised by
 * fields that only its bodies have.
 */

const Test = z.object({ test: z.literal(true) });

/** Whether it's a test notification, or about a test order. */
export const isTest = (payload: unknown): boolean => Test.safeParse(payload).success;

/**
 * Parses the fields by which a topic is recognised.
 * @throws UnreadableWebhook if the body belongs to another topic
 */
export function parseAsTopic<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  try {
    return parsePayload(schema, payload);
  } catch (cause) {
    if (!(cause instanceof UnreadableWebhook)) throw cause;
    throw new UnreadableWebhook(`header and body disagree: ${cause.reason}`, { cause });
  }
}

/** Besides these two texts, a delivery has at least one of these fields. */
const NextGenEvent = z
  .looseObject({ topic: z.string(), action: z.string() })
  .refine((body) => ['handle', 'fields_changed', 'query_variables'].some((name) => Object.hasOwn(body, name)));

/**
 * Refuses Shopify's Next-Gen Events. They are signed like webhooks, but their bodies are the result of any GraphQL query that the app chooses.
 * @throws UnreadableWebhook if it is one
 * @see https://shopify.dev/docs/apps/build/events/delivery-structure
 */
export function refuseNextGenEvent(payload: unknown): void {
  if (NextGenEvent.safeParse(payload).success)
    throw new UnreadableWebhook("a delivery of Shopify's Next-Gen Events: subscribe to webhooks instead");
}

/**
 * Returns the whole body, because Shopify's webhooks never contain a gift card's code. The code is only shown to whoever creates the card. An
 * order says `gift_card: true` for a line, and has the ID and last characters of a card that paid (`receipt.gift_card_last_characters`).
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/gift-card
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/GiftCard (lastCharacters, maskedCode)
 */
export const shopifyWithoutGiftCards = (body: Buffer): Buffer => body;
