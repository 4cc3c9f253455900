import * as z from 'zod';

/** A date means midnight UTC. Stored as an instant in UTC with milliseconds. */
export const DayOrInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'expected a day such as 2026-01-31 (midnight UTC) or an instant such as 2026-01-31T09:00:00+01:00',
  })
  .transform((text) => new Date(text).toISOString());
