import * as z from 'zod';
import { anything, utcInstant, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

const Envelope = z.object({
  type: z.string('expected a type such as payment.updated'),
  merchant_id: wholeText(64),
  created_at: utcInstant.nullish().catch(undefined),
  data: z.object({ object: anything }, 'expected what the event is about').nullish(),
});

/** @see https://developer.squareup.com/docs/webhooks/overview */
export interface SquareEvent {
  type: string;
  /** When Square wrote it. */
  createdAt: string | undefined;
  isOtherSite: boolean;
  /** `{ "payment": … }` */
  object: unknown;
}

/**
 * One subscription of an application gets the events of all sellers who have allowed it, signed with the same key.
 * @throws UnreadableWebhook if it doesn't say which seller it's about, and the settings say which one is this shop
 */
export function squareEventOf(payload: unknown, settings: ReadSettings | undefined): SquareEvent {
  const { type, merchant_id: merchant, created_at: createdAt, data } = parsePayload(Envelope, payload);
  const own = settings?.platformShopId;
  if (own !== undefined && merchant === undefined)
    throw new UnreadableWebhook("merchant_id: expected the seller's ID, because the settings have a platformShopId");
  return {
    type,
    createdAt: createdAt ?? undefined,
    isOtherSite: own !== undefined && merchant !== own,
    object: data?.object,
  };
}
