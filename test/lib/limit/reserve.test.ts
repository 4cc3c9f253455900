import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitRow, Reservation } from '../../../lib/limit/limit-row.ts';
import { monthOf } from '../../../lib/limit/period.ts';
import { onDay, reserve, returned, spent, type Need } from '../../../lib/limit/reserve.ts';
import { LimitSettings } from '../../../lib/shops/limit-settings.ts';

const limitOf = (limit: object) => LimitSettings.parse({ timeZone: 'UTC', ...limit });
const row = (differs: Partial<LimitRow> = {}): LimitRow => ({
  day: '2026-10-05',
  monthUnits: 8,
  dayUnits: 3,
  open: [],
  ...differs,
});
const need = (differs: object = {}) => ({ pid: 'oak-1', id: 'r1', round: 0, units: 2, ...differs });
const open = (differs: object = {}) => ({ ...need(), day: '2026-10-05', at: 1, ...differs });
const on = (limit: object, day = '2026-10-05') => ({ limit: limitOf(limit), day, nowMs: 7 });

describe('reserving', () => {
  it.each([
    [{ perMonth: 10 }, 'reserved'],
    [{ perMonth: 9 }, 'exceeded'],
    [{ perMonth: 100, perDay: 5 }, 'reserved'],
    [{ perMonth: 100, perDay: 4 }, 'exceeded'],
    [{ perDay: 1 }, 'too-large'],
  ])('with %j, two more units are %s', (limit, kind) => {
    expect(reserve(row(), { need: need(), ...on(limit) }).outcome.kind).toBe(kind);
  });

  it('counts the units and remembers whose they are', () => {
    expect(reserve(row(), { need: need(), ...on({ perMonth: 10 }) }).row).toEqual(
      row({ monthUnits: 10, dayUnits: 5, open: [open({ at: 7 })] }),
    );
  });

  it('says that orders wait, unless they are skipped', () => {
    expect(reserve(row(), { need: need(), ...on({ perMonth: 9 }) }).row).toEqual(row({ waiting: true }));
    const skipping = { perMonth: 9, then: 'skip' };
    expect(reserve(row(), { need: need(), ...on(skipping) }).row).toBeUndefined();
    expect(reserve(row({ waiting: true }), { need: need(), ...on({ perMonth: 9 }) }).row).toBeUndefined();
  });

  it('lets nobody overtake those that wait', () => {
    const waiting = row({ waiting: true });
    expect(reserve(waiting, { need: need(), ...on({ perMonth: 99 }) }).outcome.kind).toBe('behind-others');
    const turn = { need: need(), ...on({ perMonth: 99 }), isTurn: true };
    expect(reserve(waiting, turn).outcome.kind).toBe('reserved');
  });

  it('finds what is already reserved, even if orders wait or nothing is left', () => {
    const known = row({ open: [open()], waiting: true, monthUnits: 99 });
    const found = reserve(known, { need: need({ id: 'r2' }), ...on({ perMonth: 9 }) });
    expect(found).toEqual({ outcome: { kind: 'reserved', reservation: open() } });
  });

  it('replaces what an earlier round reserved: only the difference is needed', () => {
    const known = row({ monthUnits: 10, dayUnits: 5, open: [open()] });
    const next = reserve(known, { need: need({ id: 'r2', round: 1, units: 3 }), ...on({ perMonth: 11 }) });
    expect(next.row).toEqual(
      row({ monthUnits: 11, dayUnits: 6, open: [open({ id: 'r2', round: 1, units: 3, at: 7 })] }),
    );
    expect(reserve(next.row, { need: need(), ...on({ perMonth: 99 }) }).outcome.kind).toBe('outdated');
  });
});

describe('periods', () => {
  it('begin again, and never go back', () => {
    const october = row({ told: { '2026-10': 80, '2026-10-05': 100 } });
    expect(onDay(october, '2026-10-06')).toMatchObject({ monthUnits: 8, dayUnits: 0, told: { '2026-10': 80 } });
    expect(onDay(october, '2026-11-01')).toMatchObject({ monthUnits: 0, dayUnits: 0, told: undefined });
    expect(onDay(october, '2026-09-30')).toBe(october);
  });

  it('count what a slow clock reserves as theirs', () => {
    const { outcome } = reserve(row(), { need: need(), ...on({ perMonth: 99 }, '2026-09-30') });
    expect(outcome).toMatchObject({ reservation: { day: '2026-10-05' } });
  });

  it('get units back only if they are not over', () => {
    const both = row({ open: [open()] });
    expect(returned(both, { id: 'r1' })).toEqual(row({ monthUnits: 6, dayUnits: 1 }));
    const yesterday = row({ open: [open({ day: '2026-10-04' })] });
    expect(returned(yesterday, { id: 'r1' })).toEqual(row({ monthUnits: 6 }));
    const lastMonth = row({ open: [open({ day: '2026-09-05' })] });
    expect(returned(lastMonth, { id: 'r1' })).toEqual(row());
    expect(returned(both, { id: 'r2' })).toBe(both);
  });
});

it('whatever happens, the sums are those of what is reserved and spent, and no limit is passed', () => {
  const step = fc.record({
    what: fc.constantFrom('reserve', 'return', 'spend', 'refreeze'),
    order: fc.nat(5),
    units: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: -1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const limit = limitOf({ perMonth: 12, perDay: 5 });
      const startMs = Date.parse('2026-10-05T00:00:00Z');
      let [current, ids, dayNumber]: [LimitRow | undefined, number, number] = [undefined, 0, 0];
      const rounds = new Map<number, number>();
      const spentUnits: { units: number; day: string }[] = [];
      for (const { what, order, units, days } of steps) {
        dayNumber += days;
        const day = new Date(startMs + dayNumber * 86_400_000).toISOString().slice(0, 10);
        const round = rounds.get(order) ?? 0;
        const known: Reservation | undefined = current?.open.find(({ pid }) => pid === `oak-${order}`);
        if (what === 'reserve') {
          const wanted: Need = {
            pid: `oak-${order}`,
            id: `r${++ids}`,
            round,
            units: known?.round === round ? known.units : units,
          };
          current = reserve(current, { need: wanted, limit, day, nowMs: 1, isTurn: true }).row ?? current;
        } else if (what === 'refreeze') rounds.set(order, round + 1);
        else if (current !== undefined && known !== undefined) {
          current = what === 'return' ? returned(current, known) : spent(current, [known.id]);
          if (what === 'spend') spentUnits.push(known);
        }
        if (current === undefined) continue;
        const at = current.day;
        const counted = [...spentUnits, ...current.open];
        const sum = (all: typeof spentUnits) => all.reduce((total, one) => total + one.units, 0);
        expect(current.dayUnits).toBe(sum(counted.filter((one) => one.day === at)));
        expect(current.monthUnits).toBe(sum(counted.filter((one) => monthOf(one.day) === monthOf(at))));
        expect(current.dayUnits).toBeLessThanOrEqual(5);
        expect(current.monthUnits).toBeLessThanOrEqual(12);
      }
    }),
  );
});
