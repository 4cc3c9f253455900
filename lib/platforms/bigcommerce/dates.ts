import * as z from 'zod';

/** How the orders API writes a time (RFC 2822, `Tue, 05 Mar 2019 21:40:11 +0000`), and how the refunds API does (ISO 8601). */
const written =
  /^(?:(?:[a-z]{3}, ?)?\d{1,2} [a-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UTC?|Z)|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}))$/i;

const expected = 'expected a time such as Tue, 05 Mar 2019 21:40:11 +0000';

export const BigCommerceTime = z
  .string(expected)
  .transform((text) => (written.test(text.trim()) ? Date.parse(text) : Number.NaN))
  .refine((ms) => Number.isFinite(ms), expected)
  .transform((ms) => new Date(ms).toISOString());
