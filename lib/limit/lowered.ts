import { isDeepStrictEqual } from 'node:util';
import type { LimitSettings } from '../shops/limit-settings.ts';
import type { ShopControl } from '../store/control.ts';
import type { LimitRow } from './limit-row.ts';
import { dayAt, monthOf } from './period.ts';
import { onDay } from './reserve.ts';

/** A limit below what the current period has already given. */
export interface TooLow {
  path: ['thanku', 'limit', 'perMonth' | 'perDay'];
  message: string;
}

/** How a new limit compares with what is already given. A limit that doesn't change isn't checked. */
export function tooLow(
  limit: LimitSettings | undefined,
  { limit: before }: Pick<ShopControl, 'limit'>,
  row: LimitRow | undefined,
  nowMs: number,
): TooLow[] {
  if (limit === undefined || row === undefined || isDeepStrictEqual(limit, before)) return [];
  const { day, monthUnits, dayUnits } = onDay(row, dayAt(nowMs, limit.timeZone));
  const periods = [
    { name: 'perMonth', of: monthOf(day), units: monthUnits, most: limit.perMonth },
    { name: 'perDay', of: day, units: dayUnits, most: limit.perDay },
  ] as const;
  return periods.flatMap(({ name, of, units, most = Infinity }) =>
    most >= units
      ? []
      : [
          {
            path: ['thanku', 'limit', name],
            message: `${most} is less than the ${units} units that the shop has already given in ${of}: expected at least ${units}`,
          },
        ],
  );
}
