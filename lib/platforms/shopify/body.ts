import type * as z from 'zod';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';

/*
 * Shopify signs the body but no headers, so anybody who has a signed body can send it with any topic. Therefore each topic is recognised by
 * fields that only its bodies have.
 */

// The two checks are plain, because almost every body fails them, and a schema's failure costs far more than its success.

const isObject = (payload: unknown): payload is object => typeof payload === 'object' && payload !== null;

/** Whether it's a test notification, or about a test order. */
export const isTest = (payload: unknown): boolean => isObject(payload) && 'test' in payload && payload.test === true;

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

/** A delivery has the texts `topic` and `action`, and at least one of the other fields. */
const isNextGenEvent = (body: unknown): boolean =>
  isObject(body) &&
  'topic' in body &&
  typeof body.topic === 'string' &&
  'action' in body &&
  typeof body.action === 'string' &&
  ['handle', 'fields_changed', 'query_variables'].some((name) => Object.hasOwn(body, name));

/**
 * Refuses Shopify's Next-Gen Events. They are signed like webhooks, but their bodies are the result of any GraphQL query that the app chooses.
 * @throws UnreadableWebhook if it is one
 * @see https://shopify.dev/docs/apps/build/events/delivery-structure
 */
export function refuseNextGenEvent(payload: unknown): void {
  if (isNextGenEvent(payload))
    throw new UnreadableWebhook("a delivery of Shopify's Next-Gen Events: subscribe to webhooks instead");
}

/**
 * Returns the whole body, because Shopify's webhooks never contain a gift card's code. The code is only shown to whoever creates the card. An
 * order says `gift_card: true` for a line, and has the ID and last characters of a card that paid (`receipt.gift_card_last_characters`).
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/gift-card
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/GiftCard (lastCharacters, maskedCode)
 */
export const shopifyWithoutGiftCards = (body: Buffer): Buffer => body;
