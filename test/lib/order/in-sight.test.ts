import { describe, expect, it } from 'vitest';
import { keptInSight, noLongerInSight, waitsSince } from '../../../lib/order/in-sight.ts';
import { hourMs, nowMs, thankuRow } from './rows.ts';

const stuck = thankuRow({ state: 'failed', dueKind: 'stuck' });

describe('a row that waits for a person', () => {
  it('is looked at later, and still says since when it waits', () => {
    const once = keptInSight(stuck, nowMs + hourMs)!;
    expect(once).toMatchObject({ dueKind: 'stuck', dueAt: nowMs + hourMs });
    const twice = keptInSight(once, nowMs + 2 * hourMs)!;
    expect(twice.dueAt).toBe(nowMs + 2 * hourMs);
    expect([stuck, once, twice].map(waitsSince)).toEqual([nowMs, nowMs, nowMs]);
  });

  it('waits since its new time once it is put before a person anew', () => {
    const once = keptInSight(stuck, nowMs + hourMs)!;
    expect(waitsSince({ ...once, dueAt: nowMs + 5 })).toBe(nowMs + 5);
  });

  it('is never looked at earlier than it would be', () => {
    expect(keptInSight(stuck, nowMs)).toBeUndefined();
    expect(keptInSight(stuck, nowMs + 1)).toBeDefined();
  });

  it('waits no longer if nobody put it right in time', () => {
    const row = noLongerInSight(keptInSight(stuck, nowMs + hourMs)!);
    expect(row).toMatchObject({ state: 'failed' });
    expect([row?.dueKind, row?.dueAt, row?.stuckSince]).toEqual([undefined, undefined, undefined]);
  });

  it('is none that lies elsewhere', () => {
    const again = { ...stuck, dueKind: 'thanku' as const };
    expect(keptInSight(again, nowMs + hourMs)).toBeUndefined();
    expect(noLongerInSight(again)).toBeUndefined();
    expect(keptInSight({ ...stuck, dueAt: undefined }, nowMs + hourMs)).toBeUndefined();
  });
});
