import { InvalidArgumentError } from 'commander';

/** For options: a whole number, `min` or more. */
export const wholeNumberFrom =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(count) && count >= min && count <= max) return count;
    const most = max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : '';
    throw new InvalidArgumentError(`expected a whole number from ${min}${most}, not "${text}".`);
  };

/** For options that count something: a whole number from 1. */
export const wholeNumber = wholeNumberFrom(1);

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

const parsedMs = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
};

/** For options: a duration (`30m`, `12h`, `3d`, `2w`) in ms. */
export function durationMs(text: string): number {
  const ms = parsedMs(text);
  if (ms === undefined) throw new InvalidArgumentError('expected an age such as 30m, 12h, 3d or 2w.');
  return ms;
}

const instantForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** For `--since`: a duration ago, a date or a time, in UTC unless it has an offset. Epoch ms. */
export function since(text: string, nowMs = Date.now()): number {
  const ms = parsedMs(text);
  if (ms !== undefined) return nowMs - ms;
  const withZone = /(Z|[+-]\d\d:\d\d)$/.test(text) || !/:/.test(text) ? text : `${text}Z`;
  const atMs = instantForm.test(text) ? Date.parse(withZone.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new InvalidArgumentError('expected an age such as 30m, 12h, 3d or 2w, a date such as 2026-11-20, or a time.');
  }
  if (atMs > nowMs) throw new InvalidArgumentError('that is in the future.');
  return atMs;
}

/** For a time that has to be exact: a time with `Z` or an offset, which means the same everywhere. Epoch ms. */
export function exactTime(text: string, nowMs = Date.now()): number {
  if (!/:.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw new InvalidArgumentError('expected an exact time with its time zone, such as 2026-11-29T09:30:00Z.');
  return since(text, nowMs);
}
