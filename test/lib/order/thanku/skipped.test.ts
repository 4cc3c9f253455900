import { describe, expect, it } from 'vitest';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { skipped } from '../../../../lib/order/thanku/transitions.ts';
import { at, minuteMs, nowMs, thankuRow } from '../rows.ts';

const others = { id: 'other', until: nowMs + 1 };
const dead = { id: 'dead', until: nowMs };

describe('skipping an order', () => {
  it.each(['waiting', 'held', 'failed'] as const)('settles it if it is %s and was never tried', (state) => {
    const row = skipped(thankuRow({ state, receipt: 'wanted', dueAt: nowMs + minuteMs }), 'cancelled', nowMs);
    expect(row).toMatchObject({
      state: 'skipped',
      reason: 'cancelled',
      announced: true,
      dueKind: 'settle',
      dueAt: nowMs,
    });
    expect(row).toMatchObject({ receipt: 'none', receiptReason: 'cancelled' });
    expect(row?.history).toMatchObject([{ what: 'skipped', why: 'cancelled' }]);
    expect([row?.stuck, row?.reversed]).toEqual([undefined, undefined]);
  });

  it.each(['early', 'posted', 'simulated', 'skipped'] as const)('does nothing if it is %s', (state) => {
    expect(skipped(thankuRow({ state }), 'cancelled', nowMs)).toBeUndefined();
  });

  it('does nothing during an attempt: it may be succeeding right now', () => {
    expect(skipped(thankuRow({ attempts: 1, unanswered: 0, lease: others }), 'cancelled', nowMs)).toBeUndefined();
  });

  it('leaves alone a receipt that has its own row', () => {
    const row = skipped(thankuRow({ receipt: 'created' }), 'cancelled', nowMs);
    expect([row?.receipt, row?.receiptReason]).toEqual(['created', undefined]);
  });

  it.each<[string, Partial<ThankuState>]>([
    ['had an attempt without an answer', { attempts: 1, unanswered: 1 }],
    ['had a worker that died', { attempts: 1, unanswered: 0, lease: dead }],
  ])('leaves it to a person if it %s, and publishes that first', (_, differs) => {
    const row = skipped(thankuRow(differs), 'erased', nowMs);
    expect(row).toMatchObject({ state: 'skipped', stuck: 'perhaps-thanked', dueKind: 'thanku', dueAt: nowMs });
    expect(row?.reversed).toEqual({ kind: 'cancelled', as: 'erased', at });
    expect(row?.lease).toBeUndefined();
  });

  it('keeps the reversal that caused it', () => {
    const reversed = { kind: 'refunded' as const, at: '2026-02-28T00:00:00.000Z' };
    expect(skipped(thankuRow({ attempts: 1, unanswered: 1, reversed }), 'refunded', nowMs)?.reversed).toEqual(reversed);
  });

  it('knows that a simulated attempt made no ThankU', () => {
    expect(skipped(thankuRow({ attempts: 1, unanswered: 1, simulated: true }), 'erased', nowMs)).toMatchObject({
      dueKind: 'settle',
    });
  });
});
