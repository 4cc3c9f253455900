import { describe, expect, it } from 'vitest';
import {
  isSettled,
  mayExist,
  reversalKind,
  reversalOf,
  isReversalUnpublished,
  unansweredOf,
  type ThankuState,
} from '../../../../lib/order/thanku/state.ts';
import { at, nowMs, thankuRow } from '../rows.ts';

type Case = [what: string, differs: Partial<ThankuState>, expected: boolean];
const reversed = { kind: 'cancelled' as const, at };

describe('whether an unknown ThankU may exist', () => {
  it.each<Case>([
    ['untried', {}, false],
    ['refused each time', { attempts: 2, unanswered: 0 }, false],
    ['not answered once', { attempts: 2, unanswered: 1 }, true],
    ['being attempted, or whose worker died', { attempts: 1, unanswered: 0, lease: { id: 'x', until: 1 } }, true],
    ['attempted by an older version, and refused', { attempts: 2, refusals: 2 }, false],
    ['attempted by an older version', { attempts: 2, refusals: 1 }, true],
    ['simulated: ThankU stores nothing', { attempts: 2, unanswered: 1, simulated: true }, false],
  ])('depends on how the attempts ended: %s', (_, differs, expected) => {
    expect(mayExist(thankuRow(differs))).toBe(expected);
  });

  it('never counts fewer than zero unanswered attempts', () => {
    expect(unansweredOf(thankuRow({ attempts: 1, refusals: 2 }))).toBe(0);
  });
});

describe('an order is settled', () => {
  it.each<Case>([
    ['once all are through', { settledAt: at, dueKind: undefined }, true],
    ['even if a person has to look', { settledAt: at, dueKind: 'stuck' }, true],
    ['not while something is to be told', { settledAt: at, dueKind: 'thanku' }, false],
    ['not before', { settledAt: undefined, dueKind: undefined }, false],
  ])('%s', (_, differs, expected) => {
    expect(isSettled(thankuRow({ state: 'posted', dueAt: nowMs, ...differs }))).toBe(expected);
  });
});

describe('whether a reversal is still to be published', () => {
  it.each<Case>([
    ['for an order with a ThankU', { state: 'posted', reversed }, true],
    ['for an order that may have one', { state: 'skipped', stuck: 'perhaps-thanked', reversed }, true],
    ['not twice', { state: 'posted', reversed: { ...reversed, told: true } }, false],
    ['not for an order without a ThankU', { state: 'skipped', reversed }, false],
    ['not for a simulated order', { state: 'simulated', reversed }, false],
    ['not without a reversal', { state: 'posted' }, false],
  ])('%s', (_, differs, expected) => {
    expect(isReversalUnpublished(thankuRow(differs))).toBe(expected);
  });

  it.each(['cancelled', 'refunded', 'unpaid', 'erased'] as const)('keeps its kind: %s', (kind) => {
    const kept = reversalOf(kind, at);
    expect(reversalKind(kept)).toBe(kind);
    // Older versions know two kinds.
    expect(['cancelled', 'refunded']).toContain(kept.kind);
  });
});
