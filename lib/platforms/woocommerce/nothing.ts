import * as z from 'zod';

/** PHP plugins write "nothing" as `null`, an empty text, or `false`. */
export const isNothing = (value: unknown): boolean => value === null || value === '' || value === false;

/** A field that may be missing or "nothing", in any of these forms. */
export const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isNothing(value) ? undefined : value), schema.optional());
