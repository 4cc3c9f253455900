import { lastRecheckAt, recheckAt } from '../../../../lib/order/waiting.ts';
import { isStopped, probes, resumed, stillStopped } from '../../../../lib/order/thanku/stopping.ts';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, nowMs, thankuRow } from '../rows.ts';

const heldFor = (reason: string, dueAt = nowMs) => thankuRow({ state: 'held', reason, notBefore: dueAt, dueAt });
const laterMs = nowMs + 7 * hourMs;

describe('an order that waits for a pause or a circuit', () => {
  it('checks by itself after six to twelve hours, spread out', () => {
    expect(recheckAt(nowMs, 0)).toBe(nowMs + 6 * hourMs);
    expect(recheckAt(nowMs, 0.5)).toBe(nowMs + 9 * hourMs);
  });

  it('checks before one whose probe was refused, so that each gets its turn', () => {
    expect(lastRecheckAt(nowMs)).toBeGreaterThan(recheckAt(nowMs, 0.9999));
    expect(lastRecheckAt(nowMs)).toBe(nowMs + 12 * hourMs);
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
    expect(isStopped(order)).toBe(waits);
    expect(resumed(order, nowMs) !== undefined).toBe(waits);
    expect(stillStopped(order, laterMs, nowMs) !== undefined).toBe(waits);
  });
});

describe('releasing an order', () => {
  it('makes it due now, and gives its wake-up ten minutes before housekeeping sends another', () => {
    const order = { ...heldFor('held-moved', laterMs), dueKind: 'settle' as const };
    const row = resumed(order, nowMs);
    expect(row).toMatchObject({ state: 'waiting', notBefore: nowMs, dueKind: 'thanku', dueAt: nowMs + 10 * minuteMs });
    expect(row?.reason).toBeUndefined();
  });

  it('lets the caller say when housekeeping wakes it', () => {
    expect(resumed(heldFor('braked'), nowMs, nowMs + 1)).toMatchObject({ notBefore: nowMs, dueAt: nowMs + 1 });
  });
});

describe('an order whose pause or circuit is still on', () => {
  it('keeps waiting in the same state', () => {
    const order = heldFor('braked');
    expect(stillStopped(order, laterMs, nowMs)).toEqual({ ...order, notBefore: laterMs, dueAt: laterMs });
  });

  it('is left alone until it is due', () => {
    expect(stillStopped(heldFor('braked', nowMs + 1), laterMs, nowMs)).toBeUndefined();
    expect(stillStopped({ ...heldFor('braked'), dueAt: undefined }, laterMs, nowMs)).toBeUndefined();
  });
});

describe('the order that probes for a circuit', () => {
  it('goes to the end of the queue and keeps waiting', () => {
    const order = heldFor('held-unauthorized');
    const lastMs = nowMs + 12 * hourMs;
    expect(probes(order, nowMs)).toEqual({ ...order, notBefore: lastMs, dueAt: lastMs });
  });

  it.each([
    ['held', 'braked'],
    ['held', 'waiting-for-cancellations'],
    ['waiting', 'held-moved'],
  ] as const)('can’t be one that is %s (%s)', (state, reason) => {
    expect(probes(thankuRow({ state, reason }), nowMs)).toBeUndefined();
  });
});
