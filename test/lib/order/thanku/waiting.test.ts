import { describe, expect, it } from 'vitest';
import { brakedUntil, carries, probedUntil, released, stillHeld, waitsForHold } from '../../../../lib/order/braked.ts';
import { hourMs, minuteMs, nowMs, thankuRow } from '../rows.ts';

const heldFor = (reason: string, dueAt = nowMs) => thankuRow({ state: 'held', reason, notBefore: dueAt, dueAt });
const laterMs = nowMs + 7 * hourMs;

describe('an order that waits for a pause or a circuit', () => {
  it('checks by itself after six to twelve hours, spread out', () => {
    expect(brakedUntil(nowMs, 0)).toBe(nowMs + 6 * hourMs);
    expect(brakedUntil(nowMs, 0.5)).toBe(nowMs + 9 * hourMs);
  });

  it('checks before one whose probe was refused, so that each gets its turn', () => {
    expect(probedUntil(nowMs)).toBeGreaterThan(brakedUntil(nowMs, 0.9999));
    expect(probedUntil(nowMs)).toBe(nowMs + 12 * hourMs);
  });

  it.each([
    ['held', 'braked', true],
    ['held', 'held-failures', true],
    ['held', 'held-no-secret', true],
    ['held', 'waiting-for-cancellations', false],
    ['held', undefined, false],
    ['waiting', 'braked', false],
    ['failed', 'held-failures', false],
  ] as const)('may be %s with the reason %s: %s', (state, reason, waits) => {
    const order = thankuRow({ state, reason });
    expect(waitsForHold(order)).toBe(waits);
    expect(released(order, nowMs) !== undefined).toBe(waits);
    expect(stillHeld(order, laterMs, nowMs) !== undefined).toBe(waits);
  });
});

describe('releasing an order', () => {
  it('makes it due now, and gives its wake-up ten minutes before housekeeping sends another', () => {
    const order = { ...heldFor('held-moved', laterMs), dueKind: 'settle' as const };
    const row = released(order, nowMs);
    expect(row).toMatchObject({ state: 'waiting', notBefore: nowMs, dueKind: 'thanku', dueAt: nowMs + 10 * minuteMs });
    expect(row?.reason).toBeUndefined();
  });

  it('lets the caller say when housekeeping wakes it', () => {
    expect(released(heldFor('braked'), nowMs, nowMs + 1)).toMatchObject({ notBefore: nowMs, dueAt: nowMs + 1 });
  });
});

describe('an order whose pause or circuit is still on', () => {
  it('keeps waiting in the same state', () => {
    const order = heldFor('braked');
    expect(stillHeld(order, laterMs, nowMs)).toEqual({ ...order, notBefore: laterMs, dueAt: laterMs });
  });

  it('is left alone until it is due', () => {
    expect(stillHeld(heldFor('braked', nowMs + 1), laterMs, nowMs)).toBeUndefined();
    expect(stillHeld({ ...heldFor('braked'), dueAt: undefined }, laterMs, nowMs)).toBeUndefined();
  });
});

describe('the order that probes for a circuit', () => {
  it('goes to the end of the queue and keeps waiting', () => {
    const order = heldFor('held-unauthorized');
    const lastMs = nowMs + 12 * hourMs;
    expect(carries(order, nowMs)).toEqual({ ...order, notBefore: lastMs, dueAt: lastMs });
  });

  it.each([
    ['held', 'braked'],
    ['held', 'waiting-for-cancellations'],
    ['waiting', 'held-moved'],
  ] as const)('can’t be one that is %s (%s)', (state, reason) => {
    expect(carries(thankuRow({ state, reason }), nowMs)).toBeUndefined();
  });
});
