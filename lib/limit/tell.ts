import type { LimitSettings } from '../shops/limit-settings.ts';
import type { LimitRow } from './limit-row.ts';
import { monthOf } from './period.ts';

/** A limit's period that has reached a percentage. */
export interface LimitReached {
  period: 'month' | 'day';
  /** Which one: `2026-10` or `2026-10-05`. */
  in: string;
  /** 100, or the settings' `warnAt`. */
  percent: number;
  units: number;
  limit: number;
}

const warnPercent = ({ warnAt }: Pick<LimitSettings, 'warnAt'>): number => Number.parseInt(warnAt, 10);

/**
 * What hasn't been published about the row's periods.
 * @param exceeded the period that had no room for an order, although it isn't full
 */
export function untold(row: LimitRow, limit: LimitSettings, exceeded?: 'month' | 'day'): LimitReached[] {
  const periods = [
    { period: 'month', in: monthOf(row.day), units: row.monthUnits, limit: limit.perMonth },
    { period: 'day', in: row.day, units: row.dayUnits, limit: limit.perDay },
  ] as const;
  return periods.flatMap(({ limit: most, ...about }) => {
    if (most === undefined) return [];
    const percent = percentReached(about.units, most, limit, exceeded === about.period);
    return percent > (row.told?.[about.in] ?? 0) ? [{ ...about, percent, limit: most }] : [];
  });
}

function percentReached(units: number, most: number, limit: LimitSettings, isExceeded: boolean): number {
  if (isExceeded || units >= most) return 100;
  return units * 100 >= most * warnPercent(limit) ? warnPercent(limit) : 0;
}

/** The row after these were published. */
export const told = (row: LimitRow, reached: readonly LimitReached[]): LimitRow => ({
  ...row,
  told: { ...row.told, ...Object.fromEntries(reached.map(({ in: period, percent }) => [period, percent])) },
});
