import * as z from 'zod';

/** Stripe's IDs are text of at most 255 characters: `pi_3MtwBwLkdIwHu7ix28a3tqPa`. */
export const stripeId = z.string('expected an id').regex(/^[\x21-\x7e]{1,255}$/, 'expected an id such as pi_3MtwBw');

const Expanded = z.object({ id: stripeId });

/** The ID of another object, which is an ID, null, or the object itself if it was expanded. */
export const reference = z
  .union([stripeId, Expanded.transform(({ id }) => id)], 'expected an id or an object with one')
  .nullish()
  .transform((id) => id ?? undefined);
