import * as z from 'zod';

/** A text, or a whole number as its digits. */
const asWritten = (format: RegExp) => z.union([z.string(), z.int()]).transform(String).pipe(z.string().regex(format));

/**
 * What an event's signature covers. `eventCreated` is in seconds, as digits: the signature is of its text. As it has no point, the text
 * `eventCreated.eventId` has one meaning only.
 */
const SignedPart = z.object({
  eventId: asWritten(/^[^]{1,256}$/),
  eventCreated: asWritten(/^\d{1,12}$/),
});

/** The signed part of a parsed body; `undefined` if it has none, so that it isn't an event. */
export const signedPartOf = (payload: unknown): z.infer<typeof SignedPart> | undefined =>
  SignedPart.safeParse(payload).data;

/**
 * Whether a body is an event, and not an answer of the API. Every body that can be verified is one (`signedPartOf`). This is what keeps a forged
 * order with a copied signature from being read.
 */
export const isEvent = (payload: unknown): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  ['eventId', 'eventCreated', 'eventType'].some((name) => Object.hasOwn(payload, name));
