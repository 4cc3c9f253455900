import { describe, expect, it } from 'vitest';
import { fateOf, isUncounted } from '../../../../lib/order/thanku/limit.ts';
import { allRefused, isUntried } from '../../../../lib/order/thanku/repair.ts';
import { thankuRestored } from '../../../../lib/order/thanku/restored.ts';
import { mayExist } from '../../../../lib/order/thanku/state.ts';
import { nowMs, thankuRow } from '../rows.ts';

const counted = { id: 'r1', units: 2, day: '2026-03-01' };

describe('an order in a restored table', () => {
  it.each([
    ['waiting', {}, true],
    ['held', { reason: 'limit' }, true],
    ['failed', { reason: 'rejected' }, true],
    ['early', {}, false],
    ['posted', {}, false],
    ['skipped', { reason: 'cancelled' }, false],
    // Its receipt may have been started since.
    ['posted', { receipt: 'wanted' }, true],
    ['waiting', { simulated: true }, false],
    ['waiting', { restored: true }, false],
  ] as const)('that is %s with %j may have been sent since: %s', (state, differs, expected) => {
    const row = thankuRestored(thankuRow({ state, ...differs }), nowMs);
    expect(row?.restored).toBe(expected ? true : undefined);
    expect(row?.state).toBe(expected ? state : undefined);
  });

  it('may have its ThankU, so no other request is frozen for it', () => {
    const row = thankuRestored(thankuRow({ attempts: 1, refusals: 1 }), nowMs);
    expect(row).toBeDefined();
    expect([row && mayExist(row), row && isUntried(row), row && allRefused(row)]).toEqual([true, false, false]);
    expect(row?.history?.at(-1)?.what).toBe('restored');
  });

  it('has to be counted again before it is attempted', () => {
    const row = thankuRestored(thankuRow({ counted, limitRound: 3 }), nowMs);
    expect(row).toMatchObject({ counted: undefined, limitRound: 4 });
    expect(row && isUncounted(row)).toBe(true);
  });

  it('has to be counted again after a second restore, too, and only once', () => {
    const row = thankuRestored(thankuRow({ restored: true, counted, limitRound: 3 }), nowMs);
    expect(row).toMatchObject({ restored: true, counted: undefined, limitRound: 4 });
    expect(row && thankuRestored(row, nowMs)).toBeUndefined();
  });

  it('keeps a new reservation open until it is attempted, and spent from then on', () => {
    const row = thankuRow({ restored: true });
    expect(fateOf(row, { id: 'r1', round: 0 })).toBe('open');
    expect(fateOf({ ...row, counted }, { id: 'r1', round: 0 })).toBe('spent');
  });
});
