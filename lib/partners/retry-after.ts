import { minuteMs } from '../durations.ts';

/** How long a 429 without Retry-After makes us wait. */
export const defaultBlockMs = 30_000;
/** The longest that a 429 makes us wait, whatever its Retry-After says. */
export const maxBlockMs = 15 * minuteMs;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date, which is taken against the answer's own `Date` so that our clock
 * does not matter. Milliseconds from now; `undefined` when it is absent or makes no sense. Never negative, not capped.
 */
export function retryAfterMs(
  retryAfter: string | null | undefined,
  date: string | null | undefined,
): number | undefined {
  const text = retryAfter?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/[A-Za-z]/.test(text)) return undefined;
  const delay = Date.parse(text) - Date.parse(date ?? '');
  return Number.isFinite(delay) ? Math.max(0, delay) : undefined;
}
