import { keptInSight, noLongerInSight, waitsSince } from '../../../lib/order/stops.ts';
import { describe, expect, it } from 'vitest';
import { hourMs, nowMs, thankuRow } from './rows.ts';

const stuck = thankuRow({ state: 'failed', dueKind: 'stuck' });

describe('a row that waits for a person', () => {
  it('can be checked later without losing since when it waits', () => {
    const once = keptInSight(stuck, nowMs + hourMs)!;
    expect(once).toMatchObject({ dueKind: 'stuck', dueAt: nowMs + hourMs });
    const twice = keptInSight(once, nowMs + 2 * hourMs)!;
    expect(twice.dueAt).toBe(nowMs + 2 * hourMs);
    expect([stuck, once, twice].map(waitsSince)).toEqual([nowMs, nowMs, nowMs]);
  });

  it('waits from its new time once it waits for a person again', () => {
    const once = keptInSight(stuck, nowMs + hourMs)!;
    expect(waitsSince({ ...once, dueAt: nowMs + 5 })).toBe(nowMs + 5);
  });

  it('is never checked earlier than before', () => {
    expect(keptInSight(stuck, nowMs)).toBeUndefined();
    expect(keptInSight(stuck, nowMs + 1)).toBeDefined();
  });

  it('stops waiting if nobody fixed it in time', () => {
    const row = noLongerInSight(keptInSight(stuck, nowMs + hourMs)!);
    expect(row).toMatchObject({ state: 'failed' });
    expect([row?.dueKind, row?.dueAt, row?.stuckSince]).toEqual([undefined, undefined, undefined]);
  });

  it('is not one that is due for another reason', () => {
    const again = { ...stuck, dueKind: 'thanku' as const };
    expect(keptInSight(again, nowMs + hourMs)).toBeUndefined();
    expect(noLongerInSight(again)).toBeUndefined();
    expect(keptInSight({ ...stuck, dueAt: undefined }, nowMs + hourMs)).toBeUndefined();
  });
});
