import { InvalidArgumentError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';

const dayMs = 86_400_000;

/** A calendar month in a time zone. Months are `2026-10`, days `2026-10-31`. */
export interface Month {
  month: string;
  timeZone: string;
  /** All days of the month, or those so far. */
  days: readonly string[];
  /** Of the whole month. */
  dayCount: number;
  /** The month is over. */
  complete: boolean;
  /** Includes every instant of the month. In other zones than UTC also some of the months beside it. Epoch ms, `untilMs` excluded. */
  sinceMs: number;
  untilMs: number;
  /** The day of an instant in the time zone. */
  dayOf(atMs: number): string;
}

/** For `--month`: `2026-10`. */
export function monthText(text: string): string {
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError(`expected a month such as 2026-10, not "${text}".`);
}

/** For `--time-zone`: an IANA name. */
export function timeZoneName(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError(`"${text}" is not a time zone. Examples: UTC, Europe/Berlin, America/New_York.`);
  }
}

/** @param wanted default: the current month @throws `usage` for a month that hasn't begun */
export function monthOf(wanted: string | undefined, timeZone: string, nowMs: number): Month {
  const dayOf = dayIn(timeZone);
  const today = dayOf(nowMs);
  const current = today.slice(0, 'yyyy-mm'.length);
  const month = wanted ?? current;
  if (month > current)
    throw new ThankflowError('usage', `${month} hasn't begun yet: in ${timeZone}, it is ${today} now`);
  const firstMs = Date.parse(`${month}-01T00:00:00.000Z`);
  const nextMs = new Date(firstMs).setUTCMonth(new Date(firstMs).getUTCMonth() + 1);
  const dayCount = (nextMs - firstMs) / dayMs;
  const days = Array.from({ length: dayCount }, (_, index) =>
    new Date(firstMs + index * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length),
  ).filter((day) => day <= today);
  // No zone is more than 14 hours away from UTC.
  const marginMs = timeZone === 'UTC' ? 0 : dayMs;
  return {
    month,
    timeZone,
    days,
    dayCount,
    complete: month < current,
    sinceMs: firstMs - marginMs,
    untilMs: nextMs + marginMs,
    dayOf,
  };
}

function dayIn(timeZone: string): (atMs: number) => string {
  if (timeZone === 'UTC') return (atMs) => new Date(atMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (atMs) => format.format(atMs);
}
