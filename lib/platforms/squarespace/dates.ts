import * as z from 'zod';

/**
 * How Squarespace writes a time: `2016-12-23T15:58:07.187Z`. Notifications may have no seconds: `2020-04-22T22:18+00:00`. A time without an
 * offset is UTC, as the documentation says of all its times.
 * @see https://developers.squarespace.com/webhooks/overview
 */
const written = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

function epochMs(text: string, secondsIfMissing: string): number {
  const [, minute, seconds = secondsIfMissing, offset = 'Z'] = written.exec(text.trim()) ?? [];
  return minute === undefined ? Number.NaN : Date.parse(minute + seconds + offset.replace(/(\d{2})(\d{2})$/, '$1:$2'));
}

const instant = (secondsIfMissing: string) =>
  z
    .string('expected a time such as 2026-01-31T12:00:00Z')
    .transform((text) => epochMs(text, secondsIfMissing))
    .refine((ms) => Number.isFinite(ms), 'expected a time such as 2026-01-31T12:00:00Z')
    .transform((ms) => new Date(ms).toISOString());

/** The earliest time that a text may mean. */
export const Earliest = instant(':00.000');

/** The latest time that a text may mean: a time without seconds means any moment of its minute. */
export const Latest = instant(':59.999');
