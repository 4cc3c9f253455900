import type { LimitSettings } from '../shops/limit-settings.ts';
import type { LimitRow } from './limit-row.ts';
import { dayAt, monthOf } from './period.ts';
import { onDay } from './reserve.ts';

/** How much of a limit's current period is given, or reserved. */
export interface LimitUsage {
  period: 'month' | 'day';
  /** Which one: `2026-10` or `2026-10-05`. */
  in: string;
  units: number;
  limit: number;
}

export function usageOf(row: LimitRow | undefined, limit: LimitSettings, nowMs: number): LimitUsage[] {
  const { day, monthUnits, dayUnits } = onDay(row, dayAt(nowMs, limit.timeZone));
  return [
    ...(limit.perMonth === undefined
      ? []
      : [{ period: 'month' as const, in: monthOf(day), units: monthUnits, limit: limit.perMonth }]),
    ...(limit.perDay === undefined ? [] : [{ period: 'day' as const, in: day, units: dayUnits, limit: limit.perDay }]),
  ];
}
