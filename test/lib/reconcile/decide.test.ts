import { describe, expect, it } from 'vitest';
import type { ListedOrder } from '../../../lib/platforms/admin/platform-admin.ts';
import { compare, tooMany, type Scope } from '../../../lib/reconcile/decide.ts';
import { nextSpan } from '../../../lib/reconcile/state.ts';
import type { ComparedRow } from '../../../lib/store/compared-reader.ts';

const minute = 60_000;
const hour = 60 * minute;
const on = Date.parse('2026-11-20T12:00:00Z');
const at = (ms: number) => new Date(on + ms).toISOString();

const listed = (differs: Partial<ListedOrder> = {}): ListedOrder => ({
  orderId: '1',
  number: '#1',
  createdAt: at(hour),
  orderedAt: at(hour),
  changedAt: at(2 * hour),
  status: 'paid',
  wasPaid: true,
  paidAt: at(hour),
  channel: 'web',
  refunded: { refunds: [], complete: false },
  ...differs,
});
const row = (differs: Partial<ComparedRow> = {}): ComparedRow => ({ state: 'posted', createdAt: at(hour), ...differs });
const refunds = (ids: string[], complete = false) => ({ refunded: { refunds: ids.map((id) => ({ id })), complete } });
const refundedAt = (ms: number) => ({ refunded: { refunds: [{ id: 'r1', createdAt: at(ms) }], complete: false } });
const reversed = (kind: 'cancelled' | 'refunded', ms: number, as?: 'unpaid' | 'erased') => ({
  kind,
  at: at(ms),
  ...(as && { as }),
});

describe('an order at the platform, and its row', () => {
  it.each<[string, Partial<ListedOrder>, ComparedRow | undefined, Partial<Scope>, string]>([
    ['paid, no row', {}, undefined, {}, 'missing'],
    ['paid, thanked', {}, row(), {}, 'known'],
    ['paid before', { paidAt: at(-1) }, undefined, {}, 'before'],
    ['paid at the very moment', { paidAt: at(0) }, undefined, {}, 'missing'],
    ['paid at an unknown time, made before', { paidAt: undefined, createdAt: at(-1) }, undefined, {}, 'undated'],
    ['paid at an unknown time, made after', { paidAt: undefined, createdAt: at(0) }, undefined, {}, 'missing'],
    ['not paid', { status: undefined, wasPaid: false }, undefined, {}, 'unpaid'],
    ['not paid, but known', { status: undefined, wasPaid: false }, row({ state: 'waiting' }), {}, 'known'],
    ['cancelled, no row', { status: 'cancelled' }, undefined, {}, 'reversal'],
    ['cancelled, never paid', { status: 'cancelled', wasPaid: false }, undefined, {}, 'unpaid'],
    ['cancelled, thanked', { status: 'cancelled' }, row(), {}, 'reversal'],
    [
      'cancelled, never paid here, waiting',
      { status: 'cancelled', wasPaid: false },
      row({ state: 'waiting' }),
      {},
      'reversal',
    ],
    [
      'cancelled, and known to be',
      { status: 'cancelled' },
      row({ reversed: reversed('cancelled', hour) }),
      {},
      'known',
    ],
    [
      'refunded, known as cancelled',
      { status: 'refunded' },
      row({ reversed: reversed('cancelled', hour) }),
      {},
      'known',
    ],
    [
      'cancelled, known as unpaid',
      { status: 'cancelled' },
      row({ reversed: reversed('cancelled', 0, 'unpaid') }),
      {},
      'reversal',
    ],
    [
      'unpaid, known as unpaid',
      { status: 'unpaid' },
      row({ reversed: reversed('cancelled', 0, 'unpaid') }),
      {},
      'known',
    ],
    ['paid again, skipped', {}, row({ state: 'skipped', reversed: reversed('cancelled', hour) }), {}, 'restored'],
    [
      'paid again, but the reversal is newer',
      {},
      row({ state: 'skipped', reversed: reversed('cancelled', 3 * hour) }),
      {},
      'known',
    ],
    ['paid again, thanked before', {}, row({ reversed: reversed('cancelled', hour) }), {}, 'known'],
    [
      'paid again, a person has seen it',
      {},
      row({ state: 'skipped', stuck: 'seen', reversed: reversed('cancelled', hour) }),
      {},
      'known',
    ],
    ['refunded in part, thanked', refunds(['r1']), row(), {}, 'refund'],
    ['refunded in part since the claim', refundedAt(2 * hour), row(), {}, 'refund'],
    ['refunded in part before the claim, by an ID that the row lacks', refundedAt(0), row(), {}, 'known'],
    ['refunded in part, waiting', refunds(['r1']), row({ state: 'waiting' }), {}, 'refund'],
    ['refunded in part, and known to be', refunds(['r1']), row({ refunds: { r1: '?' } }), {}, 'known'],
    ['refunded in part before the claim', refunds(['r1'], true), row({ refunds: { r1: '0' } }), {}, 'known'],
    ['refunded in part once more', refunds(['r1', 'r2']), row({ refunds: { r1: '1.00' } }), {}, 'refund'],
    ['a refund that was taken back', refunds([], true), row({ refunds: { r1: '1.00' } }), {}, 'refund'],
    ['a refund that may be further down the list', refunds([]), row({ refunds: { r1: '1.00' } }), {}, 'known'],
    ['a refund from before the claim, not listed', refunds([], true), row({ refunds: { r1: '0' } }), {}, 'known'],
    ['refunds named like what every object has', refunds(['constructor']), row({ refunds: {} }), {}, 'refund'],
    [
      'refunded in part, but known as cancelled',
      refunds(['r1']),
      row({ reversed: reversed('cancelled', 3 * hour) }),
      {},
      'known',
    ],
    ['refunded in part, erased', refunds(['r1']), row({ state: 'skipped', reason: 'erased' }), {}, 'known'],
    ['refunded in part, no row', refunds(['r1']), undefined, {}, 'missing'],
    ['paid, erased', {}, row({ state: 'skipped', reversed: reversed('cancelled', hour, 'erased') }), {}, 'known'],
    [
      'paid again, where reversals are final',
      {},
      row({ state: 'skipped', reversed: reversed('cancelled', hour) }),
      { undoesReversals: false },
      'known',
    ],
    ['paid, only a refund was reported', {}, row({ state: 'early' }), {}, 'missing'],
    [
      'paid, only a cancellation was reported',
      {},
      row({ state: 'early', reversed: reversed('cancelled', 3 * hour) }),
      {},
      'known',
    ],
    [
      'paid again after a reported cancellation',
      {},
      row({ state: 'early', reversed: reversed('cancelled', hour) }),
      {},
      'missing',
    ],
    ['cancelled, only a refund was reported', { status: 'cancelled' }, row({ state: 'early' }), {}, 'reversal'],
    ['of a channel that is left out', {}, undefined, { channels: { none: ['web'] } }, 'other-channel'],
    [
      'of no channel, where some are left out',
      { channel: undefined },
      undefined,
      { channels: { none: ['web'] } },
      'missing',
    ],
    ['of a channel that counts', {}, undefined, { channels: { any: ['web'] } }, 'missing'],
    [
      'of no channel, where some count',
      { channel: undefined },
      undefined,
      { channels: { any: ['web'] } },
      'other-channel',
    ],
    [
      'cancelled, of a channel that is left out, but known',
      { status: 'cancelled' },
      row(),
      { channels: { none: ['web'] } },
      'reversal',
    ],
  ])('%s', (_, differs, its, scope, comparison) => {
    const about = { paidFromMs: on, undoesReversals: true, ...scope };
    expect(compare(listed(differs), its, about)).toBe(comparison);
  });
});

it.each([
  [20, 20, false],
  [21, 20, true],
  [50, 1000, false],
  [51, 1000, true],
])('%i missing of %i: too many? %j', (missing, of, many) => {
  expect(tooMany({ missing, listed: of })).toBe(many);
});

describe('the span of a pass', () => {
  const since = at(0);
  it.each([
    ['the first ends fifteen minutes ago', { cursorMs: on }, hour, [0, 45 * minute]],
    ['nothing is old enough', { cursorMs: on }, 15 * minute, undefined],
    ['the next begins two hours before', { cursorMs: on + 5 * hour }, 7 * hour, [3 * hour, 6.75 * hour]],
    ['never before it was switched on', { cursorMs: on + hour }, 3 * hour, [0, 2.75 * hour]],
    [
      'a later slice begins where the last ended',
      { cursorMs: on + 5 * hour, passUntilMs: on + 6 * hour },
      9 * hour,
      [5 * hour, 6 * hour],
    ],
  ])('%s', (_, state, nowMs, span) => {
    const expected = span && { fromMs: on + span[0]!, untilMs: on + span[1]! };
    expect(nextSpan({ since, ...state }, on + nowMs)).toEqual(expected);
  });
});
