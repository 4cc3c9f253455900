import { describe, expect, it } from 'vitest';
import { isUntouched, reinstatedTooLate, undoes } from '../../../../lib/order/thanku/reversal.ts';
import { reversalOf, type ThankuState } from '../../../../lib/order/thanku/state.ts';
import { at, nowMs, thankuRow } from '../rows.ts';

/** So many seconds after noon. */
const after = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();
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

describe('undoing a reversal', () => {
  it.each([
    ['by a later change', after(2), true],
    ['not by a change of the same time: it may be a replay', after(1), false],
    ['not by an earlier one', after(0), false],
    ['not by a webhook without a time', undefined, false],
  ])('%s', (_, changedAt, expected) => {
    expect(undoes(changedAt, stopped('cancelled', 1))).toBe(expected);
  });

  it('needs a reversal', () => {
    expect(undoes(after(1), thankuRow())).toBe(false);
  });

  it.each<[string, Partial<ThankuState>, boolean]>([
    ['nothing was sent', {}, true],
    ['a ThankU was attempted', { attempts: 1 }, false],
    ['a receipt was begun', { receipt: 'created' }, false],
    ['its customer was erased', { erase: true }, false],
    ['its shop’s settings left it out', { reason: 'below-minimum' }, false],
    ['it is not skipped', { state: 'posted' }, false],
    ['it was not reversed', { reversed: undefined }, false],
  ])('lets the order be claimed again only if nothing was sent: %s', (_, differs, expected) => {
    expect(isUntouched(stopped('cancelled', 1, differs))).toBe(expected);
  });
});

describe('an order that is paid again after something was sent', () => {
  it('waits for a person, immediately if it is already settled', () => {
    const marked = reinstatedTooLate(stopped('cancelled', 1, { attempts: 1 }), true, nowMs);
    expect(marked).toMatchObject({ stuck: 'reinstated', dueKind: 'thanku' });
    const settled = stopped('cancelled', 1, { settledAt: at, dueKind: undefined, dueAt: undefined });
    expect(reinstatedTooLate(settled, true, nowMs)).toMatchObject({
      stuck: 'reinstated',
      dueKind: 'stuck',
      dueAt: nowMs,
    });
  });

  it.each<[string, ThankuState, boolean]>([
    ['a person knows already', stopped('cancelled', 1, { stuck: 'seen' }), true],
    ['it was not reversed', thankuRow({ state: 'skipped' }), true],
    ['it has its ThankU, and lost nothing', posted({ reversed: reversalOf('cancelled', at) }), false],
    [
      'it was simulated, and lost nothing',
      posted({ state: 'simulated', reversed: reversalOf('cancelled', at) }),
      false,
    ],
    ['its shop left it out before', stopped('cancelled', 1, { reason: 'below-minimum' }), true],
  ])('does not wait for a person if %s', (_, order, lost) => {
    expect(reinstatedTooLate(order, lost, nowMs)).toBeUndefined();
  });

  it.each<[string, ThankuState, boolean]>([
    ['it has its ThankU, and lost its receipt', posted({ reversed: reversalOf('cancelled', at) }), true],
    ['its customer was erased', stopped('cancelled', 1, { reason: 'erased' }), false],
    [
      'its shop left it out, and it has a receipt',
      stopped('cancelled', 1, { reason: 'tags', receipt: 'created' }),
      false,
    ],
  ])('waits for a person if %s', (_, order, lost) => {
    expect(reinstatedTooLate(order, lost, nowMs)).toMatchObject({ stuck: 'reinstated' });
  });
});
