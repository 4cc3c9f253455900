import { describe, expect, it } from 'vitest';
import {
  refunded,
  reversalPublished,
  reversed,
  type ReportedRefund,
  type Reversal,
} from '../../../../lib/order/thanku/reversal.ts';
import { reversalKind, reversalOf, type ThankuState } from '../../../../lib/order/thanku/state.ts';
import { at, nowMs, thankuRow } from '../rows.ts';

/** So many seconds after noon. */
const after = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();
const reversal = (kind: Reversal['kind'], seconds: number, changedSeconds?: number): Reversal => ({
  kind,
  at: after(seconds),
  changedAt: changedSeconds === undefined ? undefined : after(changedSeconds),
});
const cancelled = reversal('cancelled', 1);
const posted = (differs: Partial<ThankuState> = {}) =>
  thankuRow({
    state: 'posted',
    attempts: 1,
    unanswered: 0,
    announced: true,
    dueKind: undefined,
    dueAt: undefined,
    ...differs,
  });
/** What an order that has no ThankU is after a reversal. */
const stopped = (kind: Parameters<typeof reversalOf>[0], seconds: number, differs: Partial<ThankuState> = {}) =>
  thankuRow({
    state: 'skipped',
    reason: kind,
    announced: true,
    reversed: reversalOf(kind, after(seconds)),
    ...differs,
  });

describe('a reversal', () => {
  it.each(['cancelled', 'refunded', 'unpaid'] as const)('skips an order that is not thanked yet (%s)', (kind) => {
    const row = reversed(thankuRow(), reversal(kind, 1), nowMs)!;
    expect(row).toMatchObject({ state: 'skipped', reason: kind, dueKind: 'settle' });
    expect(reversalKind(row.reversed!)).toBe(kind);
  });

  it('is remembered for an order that is not paid yet', () => {
    expect(reversed(thankuRow({ state: 'early' }), cancelled, nowMs)).toMatchObject({
      state: 'early',
      reversed: { kind: 'cancelled', at: after(1) },
    });
  });

  it('during an attempt is only recorded: the attempt may be succeeding right now', () => {
    const row = reversed(thankuRow({ lease: { id: 'x', until: nowMs + 1 } }), cancelled, nowMs);
    expect(row).toMatchObject({ state: 'waiting', reversed: { kind: 'cancelled' } });
  });

  it('of a thanked order is recorded and published: ThankU can’t undo', () => {
    const row = reversed(posted(), cancelled, nowMs);
    expect(row).toMatchObject({ state: 'posted', dueKind: 'thanku', dueAt: nowMs });
    expect(row?.reversed).toEqual({ kind: 'cancelled', at: after(1) });
  });

  it('of a simulated order is not published', () => {
    expect(reversed(posted({ state: 'simulated' }), cancelled, nowMs)?.dueKind).toBeUndefined();
  });
});

describe('a reversal older than the last known change', () => {
  const known = thankuRow({ changedAt: after(10) });

  it.each<[string, Reversal, boolean]>([
    ['signed earlier', reversal('cancelled', 20, 9), false],
    ['signed at the same time', reversal('cancelled', 20, 10), true],
    ['signed later', reversal('cancelled', 20, 11), true],
    ['unsigned, and received well before', reversal('cancelled', 4), false],
    ['unsigned, and received within the five seconds that a clock may be ahead', reversal('cancelled', 5), true],
  ])('changes nothing; one at least as new counts: %s', (_, given, counts) => {
    expect(reversed(known, given, nowMs) !== undefined).toBe(counts);
  });

  it('counts if no change is known', () => {
    expect(reversed(thankuRow(), reversal('cancelled', 0, 0), nowMs)).toBeDefined();
  });

  it('without a signed time counts from the last known change, so that any later change can undo it', () => {
    expect(reversed(known, reversal('cancelled', 60), nowMs)?.reversed?.at).toBe(after(10));
    expect(reversed(known, reversal('cancelled', 60, 30), nowMs)?.reversed?.at).toBe(after(60));
    expect(reversed(known, reversal('cancelled', 8), nowMs)?.reversed?.at).toBe(after(8));
    // Nothing undoes what was thanked: it says when it was received.
    expect(reversed(posted({ changedAt: after(10) }), reversal('cancelled', 60), nowMs)?.reversed?.at).toBe(after(60));
  });
});

describe('a second reversal', () => {
  it.each([
    ['unpaid', 'cancelled', true],
    ['unpaid', 'refunded', true],
    ['erased', 'cancelled', true],
    ['cancelled', 'refunded', false],
    ['refunded', 'cancelled', false],
    ['cancelled', 'unpaid', false],
    ['erased', 'unpaid', false],
  ] as const)('of a thanked order, %s and then %s, is published again: %s', (first, second, told) => {
    for (const differs of [{ state: 'posted' }, { state: 'skipped', stuck: 'perhaps-thanked' }] as const) {
      const order = posted({ ...differs, reversed: { ...reversalOf(first, after(1)), told: true } });
      const row = reversed(order, reversal(second, 2), nowMs);
      expect(row?.reversed).toEqual(told ? reversalOf(second, after(2)) : undefined);
      expect(row?.dueKind).toBe(told ? 'thanku' : undefined);
    }
  });

  it('of an order without a ThankU moves the time on, so that only newer changes undo it', () => {
    const row = reversed(stopped('cancelled', 1), reversal('refunded', 5), nowMs);
    expect(row).toMatchObject({ state: 'skipped', reason: 'cancelled', reversed: { kind: 'cancelled', at: after(5) } });
  });

  it('of an unpaid order replaces the reason, and keeps the later time', () => {
    const row = reversed(stopped('unpaid', 5), reversal('cancelled', 1), nowMs);
    expect(row).toMatchObject({ reason: 'cancelled', reversed: { kind: 'cancelled', at: after(5) } });
    expect(row?.reversed?.as).toBeUndefined();
  });

  it('keeps the reason of an order that was skipped for another cause', () => {
    const row = reversed(stopped('unpaid', 1, { reason: 'below-minimum' }), reversal('cancelled', 5), nowMs);
    expect(row).toMatchObject({ reason: 'below-minimum', reversed: { kind: 'cancelled' } });
  });

  it('changes nothing if it is neither later nor more final', () => {
    expect(reversed(stopped('cancelled', 5), reversal('refunded', 5), nowMs)).toBeUndefined();
  });
});

describe('publishing a reversal', () => {
  const untold = posted({ reversed: reversalOf('unpaid', at) });

  it('happens once', () => {
    const told = reversalPublished(untold, untold)!;
    expect(told.reversed).toEqual({ ...untold.reversed, told: true });
    expect(reversalPublished(told, untold)).toBeUndefined();
  });

  it.each<[string, Partial<ThankuState>]>([
    ['of another kind', { reversed: reversalOf('cancelled', at) }],
    ['for an order that was perhaps thanked, and now is', { state: 'skipped', stuck: 'perhaps-thanked' }],
    ['for no reversal', { reversed: undefined }],
  ])('does not count if the event was %s', (_, published) => {
    expect(reversalPublished(untold, { ...untold, ...published })).toBeUndefined();
  });
});

describe('a refund', () => {
  const order = thankuRow({ amount: '60.00', currency: 'EUR' });
  const refund = (amounts: string[], differs: Partial<ReportedRefund> = {}): ReportedRefund => ({
    refunds: amounts.map((amount, index) => ({ id: `r${index}`, amount })),
    full: false,
    at: after(1),
    ...differs,
  });

  it.each<[string, ReportedRefund, string | undefined]>([
    ['in part is recorded', refund(['20.00']), undefined],
    ['in parts that are the whole', refund(['20.00', '40.00']), 'refunded'],
    ['of which the platform says that nothing is left', refund([], { full: true }), 'refunded'],
    [
      'in a complete list is not added up: the platform says whether anything is left',
      refund(['60.00'], { refundsComplete: true }),
      undefined,
    ],
  ])('%s', (_, reported, reason) => {
    const row = refunded(order, reported, nowMs);
    expect(row?.reason).toBe(reason);
    expect(row?.state).toBe(reason === undefined ? 'waiting' : 'skipped');
    expect(row?.refunds?.['r0']).toBe(reported.refunds[0]?.amount);
  });

  it('that is already known changes nothing', () => {
    const known = refunded(order, refund(['20.00']), nowMs)!;
    expect(refunded(known, refund(['20.00']), nowMs)).toBeUndefined();
  });

  it('is added up however old it is, but an old “nothing is left” is ignored', () => {
    const changed = { ...order, changedAt: after(100) };
    expect(refunded(changed, refund(['60.00']), nowMs)).toMatchObject({ state: 'skipped' });
    const old = refund([], { full: true, changedAt: after(50) });
    expect(refunded(changed, old, nowMs)).toBeUndefined();
  });

  it('without a currency has an unknown amount if the customer paid in another currency', () => {
    const inYen = { ...order, presentmentCurrency: 'JPY' };
    expect(refunded(inYen, refund(['60.00']), nowMs)).toMatchObject({ state: 'waiting', refunds: { r0: '?' } });
  });
});
