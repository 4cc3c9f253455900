import { InvalidArgumentError } from 'commander';

const unitMs: Record<string, number> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const instantForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** Reads `--since`: an age (`30m`, `12h`, `3d`, `2w`), a day or an instant, in UTC unless it says otherwise. Epoch ms. */
export function since(text: string, nowMs = Date.now()): number {
  const [, count, unit = ''] = /^(\d{1,6}) ?(m|min|h|d|w)$/.exec(text) ?? [];
  const length = unitMs[unit];
  if (count !== undefined && length !== undefined) return nowMs - Number(count) * length;
  const withZone = /(Z|[+-]\d\d:\d\d)$/.test(text) || !/:/.test(text) ? text : `${text}Z`;
  const atMs = instantForm.test(text) ? Date.parse(withZone.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new InvalidArgumentError(
      'expected an age such as 30m, 12h, 3d or 2w, a day such as 2026-11-20, or an instant.',
    );
  }
  if (atMs > nowMs) throw new InvalidArgumentError('that lies in the future.');
  return atMs;
}
