import * as z from 'zod';

/** The ways in which PHP plugins write "nothing": `null`, an empty text, `false`. */
export const isNothing = (value: unknown): boolean => value === null || value === '' || value === false;

/** A field that may hold nothing, in any of these ways, or be left out. */
export const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isNothing(value) ? undefined : value), schema.optional());
