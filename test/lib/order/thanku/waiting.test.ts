import { describe, expect, it } from 'vitest';
import { brakedUntil, carries, probedUntil, released, stillHeld, waitsForHold } from '../../../../lib/order/braked.ts';
import { hourMs, minuteMs, nowMs, thankuRow } from '../rows.ts';

const heldFor = (reason: string, dueAt = nowMs) => thankuRow({ state: 'held', reason, notBefore: dueAt, dueAt });
const laterMs = nowMs + 7 * hourMs;

describe('what waits for an operator or for a hold', () => {
  it('looks up by itself after six to twelve hours, spread', () => {
    expect(brakedUntil(nowMs, 0)).toBe(nowMs + 6 * hourMs);
    expect(brakedUntil(nowMs, 0.5)).toBe(nowMs + 9 * hourMs);
  });

  it('looks up before one whose probe was refused: each has its turn', () => {
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
  ] as const)('is an order that is %s (%s): %s', (state, reason, waits) => {
    const order = thankuRow({ state, reason });
    expect(waitsForHold(order)).toBe(waits);
    expect(released(order, nowMs) !== undefined).toBe(waits);
    expect(stillHeld(order, laterMs, nowMs) !== undefined).toBe(waits);
  });
});

describe('an order that is released', () => {
  it('may go now, and housekeeping wakes it in ten minutes, should its wake-up be lost', () => {
    const order = { ...heldFor('held-moved', laterMs), dueKind: 'settle' as const };
    const row = released(order, nowMs);
    expect(row).toMatchObject({ state: 'waiting', notBefore: nowMs, dueKind: 'thanku', dueAt: nowMs + 10 * minuteMs });
    expect(row?.reason).toBeUndefined();
  });

  it('is woken when the caller says', () => {
    expect(released(heldFor('braked'), nowMs, nowMs + 1)).toMatchObject({ notBefore: nowMs, dueAt: nowMs + 1 });
  });
});

describe('an order whose hold is on still', () => {
  it('waits on, in the state it is in', () => {
    const order = heldFor('braked');
    expect(stillHeld(order, laterMs, nowMs)).toEqual({ ...order, notBefore: laterMs, dueAt: laterMs });
  });

  it('is left alone before it is due, or where it is on no shelf', () => {
    expect(stillHeld(heldFor('braked', nowMs + 1), laterMs, nowMs)).toBeUndefined();
    expect(stillHeld({ ...heldFor('braked'), dueAt: undefined }, laterMs, nowMs)).toBeUndefined();
  });
});

describe('the order that carries a hold’s probe', () => {
  it('goes to the end of the queue, and waits on', () => {
    const order = heldFor('held-unauthorized');
    const lastMs = nowMs + 12 * hourMs;
    expect(carries(order, nowMs)).toEqual({ ...order, notBefore: lastMs, dueAt: lastMs });
  });

  it.each([
    ['held', 'braked'],
    ['held', 'waiting-for-cancellations'],
    ['waiting', 'held-moved'],
  ] as const)('is none that is %s (%s)', (state, reason) => {
    expect(carries(thankuRow({ state, reason }), nowMs)).toBeUndefined();
  });
});
