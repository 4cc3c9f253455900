import * as z from 'zod';
import { json, type Mail, type System } from './system.ts';

const Event = z.object({
  data: z.object({
    type: z.literal('event'),
    attributes: z.object({
      unique_id: z.string().min(1),
      time: z.string(),
      properties: z.looseObject({ orderId: z.string() }),
      metric: z.object({ data: z.object({ attributes: z.object({ name: z.string() }) }) }),
      profile: z.object({ data: z.object({ attributes: z.object({ email: z.string() }) }) }),
    }),
  }),
});

/** An event that Klaviyo has taken. */
export interface TakenEvent {
  shop: string;
  email: string;
  uniqueId: string;
  properties: Record<string, unknown>;
  atMs: number;
}

/**
 * A shop's Klaviyo, with a flow that mails the customer on each event. It ignores an event with a known `unique_id`.
 * @see https://developers.klaviyo.com/en/reference/create_event
 */
export const klaviyo =
  (shop: string, apiKey: string, events: TakenEvent[], mails: Mail[]): System =>
  ({ headers, body }, nowMs, begunMs) => {
    if (headers['authorization'] !== `Klaviyo-API-Key ${apiKey}`) return json(401, { errors: [{ status: 401 }] });
    const { unique_id: uniqueId, properties, profile } = Event.parse(JSON.parse(body)).data.attributes;
    const isKnown = events.some((one) => one.shop === shop && one.uniqueId === uniqueId);
    if (!isKnown) {
      events.push({ shop, email: profile.data.attributes.email, uniqueId, properties, atMs: nowMs });
      mails.push({ shop, orderId: properties.orderId, by: 'klaviyo', atMs: nowMs, begunMs });
    }
    return { status: 202, body: '' };
  };
