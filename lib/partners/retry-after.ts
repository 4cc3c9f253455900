import { minuteMs } from '../durations.ts';

/** How long to wait after a 429 without Retry-After. */
export const defaultBlockMs = 30_000;
/** The longest wait after a 429, whatever its Retry-After says. */
export const maxBlockMs = 15 * minuteMs;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date, which is compared with the answer's `Date`, so that our clock doesn't matter. Returns
 * ms from now, not negative and not capped; `undefined` if it's missing or invalid.
 */
export function retryAfterMs(retryAfter: string | undefined, date: string | undefined): number | undefined {
  const text = retryAfter?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/[A-Za-z]/.test(text)) return undefined;
  const delay = Date.parse(text) - Date.parse(date ?? '');
  return Number.isFinite(delay) ? Math.max(0, delay) : undefined;
}
