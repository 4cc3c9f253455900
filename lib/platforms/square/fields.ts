import * as z from 'zod';
import { wholeText } from '../fields.ts';

/** An ID at Square: `bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY`. It becomes part of a URL. */
export const squareId = z
  .string('expected an id')
  .regex(/^[\w-]{1,192}$/, 'expected an id such as bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY');

/** The ID of something else, or nothing. */
export const reference = z
  .union([squareId, z.literal('')], 'expected an id')
  .nullish()
  .transform((id) => id || undefined);

/** An ID that is only passed on. */
export const knownAs = wholeText(128);

/** The latest of some times. */
export const latest = (times: readonly (string | undefined)[]): string | undefined =>
  times
    .filter((time) => time !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
