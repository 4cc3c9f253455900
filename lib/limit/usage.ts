import type { LimitSettings } from '../shops/limit-settings.ts';
import type { LimitRow } from './limit-row.ts';
import { dayAt, monthOf } from './period.ts';
import { onDay, unknownPeriod } from './reserve.ts';

/** How much of a limit's current period is given, or reserved. */
export interface LimitUsage {
  period: 'month' | 'day';
  /** Which one: `2026-10` or `2026-10-05`. */
  in: string;
  units: number;
  limit: number;
  /** A restore has forgotten what was given. It counts as spent until a person releases it. */
  unknown?: true;
}

export function usageOf(row: LimitRow | undefined, limit: LimitSettings, nowMs: number): LimitUsage[] {
  const { day, monthUnits, dayUnits, unknownOn } = onDay(row, dayAt(nowMs, limit.timeZone));
  const unknown = unknownPeriod(limit, { day, unknownOn }) === undefined ? {} : ({ unknown: true } as const);
  return [
    ...(limit.perMonth === undefined
      ? []
      : [{ period: 'month' as const, in: monthOf(day), units: monthUnits, limit: limit.perMonth, ...unknown }]),
    ...(limit.perDay === undefined
      ? []
      : [{ period: 'day' as const, in: day, units: dayUnits, limit: limit.perDay, ...unknown }]),
  ];
}
