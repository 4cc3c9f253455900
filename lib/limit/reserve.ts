import type { LimitSettings } from '../shops/limit-settings.ts';
import type { LimitRow, Reservation } from './limit-row.ts';
import { monthOf, type Day } from './period.ts';

/** What an order needs. `round`: its row's `limitRound`. */
export type Need = Pick<Reservation, 'pid' | 'id' | 'round' | 'units'>;

export type Reserved =
  | { kind: 'reserved'; reservation: Reservation }
  /** There is no room in the period, or other orders wait already. */
  | { kind: 'exceeded'; period: 'month' | 'day' }
  | { kind: 'behind-others' }
  /** The order alone is more than the limit allows, so no period will have room for it. */
  | { kind: 'too-large'; period: 'month' | 'day' }
  /** The order's row has changed: a newer round has reserved. */
  | { kind: 'outdated' };

const nothingYet = (day: Day): LimitRow => ({ day, monthUnits: 0, dayUnits: 0, open: [] });

/** The row on a day: sums of periods that are over begin again. A slow clock's day counts as the newer one. */
export function onDay(row: LimitRow | undefined, day: Day): LimitRow {
  if (row === undefined) return nothingYet(day);
  if (day <= row.day) return row;
  const isSameMonth = monthOf(day) === monthOf(row.day);
  const told = Object.entries(row.told ?? {}).filter(([period]) => period === monthOf(day));
  return {
    ...row,
    day,
    monthUnits: isSameMonth ? row.monthUnits : 0,
    dayUnits: 0,
    told: told.length > 0 ? Object.fromEntries(told) : undefined,
  };
}

/** The period of a limit in which a restore has forgotten what was given, until it's over. The month, if both are. */
export function unknownPeriod(
  { perMonth, perDay }: Pick<LimitSettings, 'perMonth' | 'perDay'>,
  { day, unknownOn }: Partial<Pick<LimitRow, 'day' | 'unknownOn'>>,
): 'month' | 'day' | undefined {
  if (day === undefined || unknownOn === undefined) return undefined;
  if (perMonth !== undefined && monthOf(unknownOn) === monthOf(day)) return 'month';
  return perDay !== undefined && unknownOn === day ? 'day' : undefined;
}

/** Which period of a limit has no room for some units. The month, if both haven't: it's over later. */
function fullPeriod(
  limit: Pick<LimitSettings, 'perMonth' | 'perDay'>,
  row: Pick<LimitRow, 'monthUnits' | 'dayUnits'> & Partial<Pick<LimitRow, 'day' | 'unknownOn'>>,
  units: number,
): 'month' | 'day' | undefined {
  const { perMonth = Infinity, perDay = Infinity } = limit;
  const { monthUnits, dayUnits } = row;
  const unknown = unknownPeriod(limit, row);
  if (unknown !== undefined) return unknown;
  if (monthUnits + units > perMonth) return 'month';
  return dayUnits + units > perDay ? 'day' : undefined;
}

/**
 * Reserves an order's units, if the limit has room. What an earlier round of the order reserved is returned in the same
 * step, so a changed request needs only the difference.
 * @param day the current day in the limit's time zone
 * @param isTurn whether it's the order's turn, although others wait
 * @returns `row`: to be written; `undefined`: nothing changes
 */
export function reserve(
  before: LimitRow | undefined,
  {
    need,
    limit,
    day,
    nowMs,
    isTurn = false,
  }: { need: Need; limit: LimitSettings; day: Day; nowMs: number; isTurn?: boolean },
): { row?: LimitRow; outcome: Reserved } {
  const row = onDay(before, day);
  const known = row.open.find(({ pid }) => pid === need.pid);
  if (known !== undefined && known.round > need.round) return { outcome: { kind: 'outdated' } };
  if (known?.round === need.round) return { outcome: { kind: 'reserved', reservation: known } };
  const free = known === undefined ? row : returned(row, known);
  const { units } = need;
  const tooLarge = fullPeriod(limit, { monthUnits: 0, dayUnits: 0 }, units);
  if (tooLarge !== undefined) return { outcome: { kind: 'too-large', period: tooLarge } };
  const period = fullPeriod(limit, free, units);
  if (period !== undefined) {
    const waits = limit.then === 'wait' && free.waiting === undefined;
    return { ...(waits && { row: { ...free, waiting: true } }), outcome: { kind: 'exceeded', period } };
  }
  if (free.waiting === true && !isTurn) return { outcome: { kind: 'behind-others' } };
  const reservation = { ...need, day: free.day, at: nowMs };
  return {
    row: {
      ...free,
      monthUnits: free.monthUnits + units,
      dayUnits: free.dayUnits + units,
      open: [...free.open, reservation],
    },
    outcome: { kind: 'reserved', reservation },
  };
}

/** The row after a reservation's units were returned, to those of its periods that aren't over. */
export function returned(row: LimitRow, { id }: Pick<Reservation, 'id'>): LimitRow {
  const found = row.open.find((one) => one.id === id);
  if (found === undefined) return row;
  const { units, day } = found;
  return {
    ...spent(row, [id]),
    monthUnits: row.monthUnits - (monthOf(day) === monthOf(row.day) ? units : 0),
    dayUnits: row.dayUnits - (day === row.day ? units : 0),
  };
}

/** The row after reservations turned out to be spent: their units stay counted. */
export const spent = (row: LimitRow, ids: readonly string[]): LimitRow => ({
  ...row,
  open: row.open.filter(({ id }) => !ids.includes(id)),
});

/** The row after its table was restored: the periods of this day count as spent until a person says what was given. */
export function spentUntilReleased(before: LimitRow | undefined, day: Day): LimitRow {
  const row = onDay(before, day);
  return { ...row, open: [], unknownOn: row.day };
}

/** A person says what was given. `undefined`: it isn't unknown. */
export const releasedAs = (
  row: LimitRow | undefined,
  given: Pick<LimitRow, 'monthUnits' | 'dayUnits'>,
): LimitRow | undefined => (row?.unknownOn === undefined ? undefined : { ...row, ...given, unknownOn: undefined });
