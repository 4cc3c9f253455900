import { describe, expect, it } from 'vitest';
import { releasedAs, reserve, spentUntilReleased } from '../../../lib/limit/reserve.ts';
import { usageOf } from '../../../lib/limit/usage.ts';
import { LimitSettings } from '../../../lib/shops/limit-settings.ts';

const limitOf = (limit: object) => LimitSettings.parse({ timeZone: 'UTC', ...limit });
const need = { pid: 'oak-1', id: 'r1', round: 0, units: 1 };
const reservation = { ...need, day: '2026-10-05', at: 1 };
const before = { day: '2026-10-05', monthUnits: 3, dayUnits: 1, open: [reservation] };
const on = (limit: object, day: string) => ({ need, limit: limitOf(limit), day, nowMs: 7 });

describe('a limit whose row was restored', () => {
  const row = spentUntilReleased(before, '2026-10-05');

  it.each([
    ['the same day', { perMonth: 100, perDay: 100 }, '2026-10-05', 'month'],
    ['the next day', { perMonth: 100, perDay: 100 }, '2026-10-06', 'month'],
    ['the next month', { perMonth: 100, perDay: 100 }, '2026-11-01', undefined],
    ['the same day, without a month’s limit', { perDay: 100 }, '2026-10-05', 'day'],
    ['the next day, without a month’s limit', { perDay: 100 }, '2026-10-06', undefined],
  ])('counts as spent: %s', (_, limit, day, period) => {
    const { outcome } = reserve(row, on(limit, day));
    expect(outcome).toMatchObject(period === undefined ? { kind: 'reserved' } : { kind: 'exceeded', period });
  });

  it('has no reservations left: their orders reserve again', () => {
    expect(row).toMatchObject({ open: [], unknownOn: '2026-10-05' });
    expect(spentUntilReleased(undefined, '2026-10-05')).toMatchObject({ monthUnits: 0, unknownOn: '2026-10-05' });
  });

  it('says so', () => {
    const nowMs = Date.parse('2026-10-05T12:00:00Z');
    expect(usageOf(row, limitOf({ perMonth: 100 }), nowMs)).toMatchObject([{ units: 3, limit: 100, unknown: true }]);
    expect(usageOf(before, limitOf({ perMonth: 100 }), nowMs)).toEqual([
      { period: 'month', in: '2026-10', units: 3, limit: 100 },
    ]);
  });

  it('counts what a person says from then on', () => {
    const released = releasedAs(row, { monthUnits: 99, dayUnits: 2 });
    expect(reserve(released, on({ perMonth: 100 }, '2026-10-05')).row).toMatchObject({ monthUnits: 100, dayUnits: 3 });
    expect(reserve(released, on({ perMonth: 99 }, '2026-10-05')).outcome.kind).toBe('exceeded');
    expect(releasedAs(before, { monthUnits: 0, dayUnits: 0 })).toBeUndefined();
  });
});
