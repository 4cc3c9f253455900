/** A day in a shop's time zone, `2026-10-05`. Days are compared as text. */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** The day of an instant (epoch ms) in a time zone. */
export function dayAt(nowMs: number, timeZone: string): Day {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(nowMs)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
}

/** The month of a day, `2026-10`. */
export const monthOf = (day: Day): string => day.slice(0, '2026-10'.length);

/** Longer than any month. */
const beyondMs = 33 * 24 * 3_600_000;

/** When the next day or month begins in a time zone, epoch ms. Days may have 23 or 25 hours. */
export function nextStartMs(period: 'month' | 'day', nowMs: number, timeZone: string): number {
  const of = (atMs: number) => (period === 'day' ? dayAt(atMs, timeZone) : monthOf(dayAt(atMs, timeZone)));
  const current = of(nowMs);
  let [inside, after] = [Math.floor(nowMs), Math.ceil(nowMs + beyondMs)];
  while (after - inside > 1) {
    const middle = Math.floor((inside + after) / 2);
    if (of(middle) > current) after = middle;
    else inside = middle;
  }
  return after;
}
