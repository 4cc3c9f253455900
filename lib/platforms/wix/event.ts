import * as z from 'zod';
import { anything, flag, utcInstant } from '../fields.ts';
import { losslessJson, parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

const Claims = z.object({ data: anything });

/** What all events of an app have in common. `instanceId` is the site's installation of the app. */
const Envelope = z.object({
  eventType: z.string('expected the type of an event'),
  instanceId: z.string('expected the ID of a site').nullish(),
  data: anything,
});
export type Envelope = z.infer<typeof Envelope>;

/** Texts contain JSON that contains texts of JSON. `value` is one of these texts, or what it contains. */
const inner = (value: unknown): unknown => (typeof value === 'string' ? losslessJson(Buffer.from(value)) : value);

/**
 * The envelope of an event in a token's payload. The event itself isn't parsed yet: it may be of any type.
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks
 */
export const envelopeIn = (payload: unknown): Envelope =>
  parsePayload(Envelope, inner(parsePayload(Claims, payload).data));

/** A domain event. In older ones, the action's body is a text. */
const DomainEvent = z.object({
  entityId: anything,
  eventTime: utcInstant.nullish(),
  triggeredByAnonymizeRequest: flag,
  originatedFrom: anything,
  actionEvent: z.object({ body: anything, bodyAsJson: anything }).nullish().catch(undefined),
});
export type DomainEvent = z.infer<typeof DomainEvent>;

/** @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/order-payment-status-updated */
export const domainEventIn = ({ data }: Envelope): DomainEvent => parsePayload(DomainEvent, inner(data));

/** The body of an action: `{ order }`, `{ orderId, refund }`. */
export const actionIn = ({ actionEvent }: DomainEvent): unknown => inner(actionEvent?.body ?? actionEvent?.bodyAsJson);

/**
 * Whether an event is about another site of the same app. One key signs for all of them, so the signature doesn't say it.
 * @throws UnreadableWebhook if the event names no site
 */
export function isOtherSite({ instanceId }: Envelope, settings: ReadSettings | undefined): boolean {
  const own = settings?.platformShopId;
  if (own === undefined) return false;
  if (!instanceId) throw new UnreadableWebhook('instanceId: expected the ID of the site that the event is about');
  return instanceId.toLowerCase() !== own.toLowerCase();
}
