import * as z from 'zod';
import { losslessJsonOrUndefined } from '../payload.ts';
import { seconds } from './fields.ts';

/** The events that report each of Stripe's objects, by what an object calls itself. */
const events: ReadonlyMap<string, string> = new Map([
  ['checkout.session', 'checkout.session.completed'],
  ['payment_intent', 'payment_intent.succeeded'],
  ['invoice', 'invoice.paid'],
]);

const StripeObject = z.object({ object: z.string(), created: z.number().int().pipe(seconds.transform(Date.parse)) });

/**
 * The event that would report an object as it is now. Returns anything else unchanged, such as an event.
 * @param atMs when it was so. Default: when the object was created
 */
export function stripeEventAbout(body: Buffer, atMs?: number): Buffer {
  const { object, created } = StripeObject.safeParse(losslessJsonOrUndefined(body)).data ?? {};
  const type = object === undefined ? undefined : events.get(object);
  if (type === undefined || created === undefined) return body;
  const at = Math.floor((atMs ?? created) / 1000);
  // The object's bytes are kept, because parsing would round large numbers.
  return Buffer.concat([
    Buffer.from(`{"object":"event","type":${JSON.stringify(type)},"created":${at},"data":{"object":`),
    body,
    Buffer.from('}}'),
  ]);
}
