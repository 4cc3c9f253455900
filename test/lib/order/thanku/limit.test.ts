import { describe, expect, it } from 'vitest';
import {
  countedWith,
  fateOf,
  heldForLimit,
  isUncounted,
  releasedByLimit,
  skippedForLimit,
  voidedFor,
  waitsForLimit,
} from '../../../../lib/order/thanku/limit.ts';
import { refrozen } from '../../../../lib/order/thanku/repair.ts';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { skipped } from '../../../../lib/order/thanku/transitions.ts';
import { minuteMs, nowMs, thankuRow } from '../rows.ts';

const reservation = { pid: 'oak-1', id: 'r1', round: 0, units: 2, day: '2026-10-05', at: nowMs };
const counted = { id: 'r1', units: 2, day: '2026-10-05' };
const others = { ...counted, id: 'r0' };
const lease = { id: 'a', until: nowMs + minuteMs };
const order = (differs: Partial<ThankuState> = {}) => thankuRow({ attempts: 0, ...differs });

describe('counting an order', () => {
  it('puts its reservation on its row', () => {
    expect(countedWith(order(), reservation)).toEqual({ ...order(), counted });
    expect(countedWith(order({ limitRound: 2 }), { ...reservation, round: 2 })?.counted).toEqual(counted);
  });

  it('refuses a reservation of an earlier round, or none', () => {
    expect(countedWith(order({ limitRound: 1 }), reservation)).toBeUndefined();
    expect(countedWith(order(), undefined)).toBeUndefined();
  });

  it('counts nothing twice, and nothing that is simulated or may exist', () => {
    for (const differs of [{ counted: others }, { simulated: true as const }, { unanswered: 1 }, { lease }]) {
      const row = order(differs);
      expect(isUncounted(row)).toBe(false);
      expect(countedWith(row, reservation)).toBe(row);
    }
  });
});

describe('what becomes of a reservation', () => {
  it.each<[string, Partial<ThankuState>, string]>([
    ['its order is posted', { state: 'posted', counted }, 'spent'],
    ['it is being posted', { counted, lease }, 'open'],
    ['its worker died and its order waits', { counted, lease: { ...lease, until: 1 } }, 'open'],
    ['nobody knows whether it is posted', { counted, unanswered: 1, attempts: 1 }, 'spent'],
    ['it was given up, and may exist', { state: 'failed', counted, unanswered: 1, attempts: 1 }, 'spent'],
    ['its order waits', {}, 'open'],
    ['its order waits and is counted', { counted }, 'open'],
    ['every attempt was rejected', { state: 'failed', counted, attempts: 2, unanswered: 0 }, 'unused'],
    ['it was cancelled before its lease', { state: 'skipped', reason: 'cancelled' }, 'unused'],
    ['it was only simulated', { state: 'simulated', counted }, 'unused'],
    ['the order has another', { counted: others }, 'unused'],
    ['the order has another, and is posted', { state: 'posted', counted: others }, 'unused'],
    ['the row refuses it', { limitRound: 1 }, 'void'],
    ['the row refuses it, and is posted', { state: 'posted', limitRound: 1, counted: others }, 'void'],
  ])('%s', (_, differs, fate) => {
    expect(fateOf(order({ unanswered: 0, ...differs }), reservation)).toBe(fate);
  });

  it('is never used once it is void', () => {
    for (const differs of [{ state: 'skipped' }, { state: 'failed', counted, attempts: 1, refusals: 1 }] as const) {
      const row = voidedFor(order({ unanswered: 0, ...differs }), reservation, nowMs);
      expect(row?.counted).toBeUndefined();
      expect(fateOf(row!, reservation)).toBe('void');
      expect(countedWith({ ...row!, state: 'waiting' }, reservation)).toBeUndefined();
    }
  });

  it('leaves what the order has counted instead', () => {
    const row = voidedFor(order({ state: 'posted', counted: others }), reservation, nowMs);
    expect(row).toMatchObject({ counted: others, limitRound: 1 });
  });

  it.each(['waiting', 'held', 'posted'] as const)('may still be used by an order that is %s', (state) => {
    expect(voidedFor(order({ state, counted }), reservation, nowMs)).toBeUndefined();
  });
});

describe('waiting for the limit', () => {
  const untilMs = nowMs + minuteMs;
  it('is in line by the age of the order', () => {
    const row = heldForLimit(order({ createdAt: '2026-01-31T09:00:00.000Z' }), untilMs, nowMs);
    expect(row).toMatchObject({
      state: 'held',
      reason: 'limit',
      notBefore: untilMs,
      dueKind: 'limit',
      dueAt: Date.parse('2026-01-31T09:00:00.000Z'),
    });
    expect(waitsForLimit(row!)).toBe(true);
    expect(releasedByLimit(row!, nowMs)).toMatchObject({ state: 'waiting', dueKind: 'thanku', dueAt: nowMs });
    expect(releasedByLimit(order({ state: 'held', reason: 'braked' }), nowMs)).toBeUndefined();
  });

  it('ends with the order, and so does skipping', () => {
    for (const state of ['posted', 'simulated', 'skipped', 'failed'] as const) {
      expect(heldForLimit(order({ state }), untilMs, nowMs)).toBeUndefined();
      expect(skippedForLimit(order({ state }), nowMs)).toBeUndefined();
    }
    expect(skippedForLimit(order({ lease }), nowMs)).toBeUndefined();
  });

  it('skips an order and leaves its receipt alone', () => {
    expect(skippedForLimit(order({ receipt: 'wanted' }), nowMs)).toMatchObject({
      state: 'skipped',
      reason: 'limit',
      receipt: 'wanted',
      announced: true,
      dueKind: 'thanku',
    });
    expect(skippedForLimit(order({ receipt: 'created' }), nowMs)).toMatchObject({ dueKind: 'settle' });
  });
});

it('counts a refrozen order again', () => {
  const request = { frozen: 'second', cause: 'CleanOcean' as const, impact: 5 };
  const failed = order({ state: 'failed', attempts: 1, refusals: 1, counted });
  expect(refrozen(failed, { attempts: 1, frozen: undefined }, request, nowMs)).toMatchObject({
    impact: 5,
    limitRound: 1,
  });
  for (const row of [failed, order({ counted })]) {
    const again = refrozen(row, { attempts: row.attempts, frozen: undefined }, request, nowMs);
    expect(again?.counted).toBeUndefined();
    expect(countedWith(again!, reservation)).toBeUndefined();
  }
});

it('stays counted if its worker died and the order is skipped', () => {
  const dead = order({ counted, lease: { ...lease, until: nowMs - 1 }, attempts: 1, unanswered: 0 });
  const row = skipped(dead, 'cancelled', nowMs);
  expect(row).toMatchObject({ stuck: 'perhaps-thanked', unanswered: 1 });
  expect(fateOf(row!, reservation)).toBe('spent');
});
