import * as z from 'zod';
import { epochSeconds } from '../fields.ts';
import { losslessJsonOrUndefined } from '../payload.ts';

/** The events that report each of Stripe's objects, by what an object calls itself. */
const events: ReadonlyMap<string, string> = new Map([
  ['checkout.session', 'checkout.session.completed'],
  ['payment_intent', 'payment_intent.succeeded'],
  ['invoice', 'invoice.paid'],
]);

const StripeObject = z.looseObject({
  object: z.string(),
  created: z.number().int().pipe(epochSeconds.transform(Date.parse)),
});

/**
 * The event that would report an object as it is. Returns anything else unchanged, such as an event.
 * @param object parsed without loss
 * @param atMs when it was so. Default: when the object was created
 */
export function eventAbout(object: unknown, atMs?: number): unknown {
  const known = StripeObject.safeParse(object).data;
  const type = known && events.get(known.object);
  if (known === undefined || type === undefined) return object;
  return { object: 'event', type, created: Math.floor((atMs ?? known.created) / 1000), data: { object } };
}

/** The event that would report an object of a file. Returns anything else unchanged. */
export function bodyAbout(body: Buffer): Buffer {
  const value = losslessJsonOrUndefined(body);
  const event = eventAbout(value);
  return event === value ? body : Buffer.from(JSON.stringify(event));
}
