import { describe, expect, it } from 'vitest';
import { ThankuState } from '../../../lib/order/thanku/state.ts';
import type { Order } from '../../../lib/order/order.ts';
import { whatIf } from '../../../ops/shops/what-if.ts';
import { WhatIfTally } from '../../../ops/shops/what-if-tally.ts';
import { orderWith, rowOf, settingsWith } from '../../lib/order/support.ts';

const row = (differs: Record<string, unknown> = {}): ThankuState =>
  ThankuState.parse({
    ...rowOf('2026-03-01T10:00:01.000Z'),
    state: 'posted',
    receipt: 'none',
    amount: '45.00',
    currency: 'EUR',
    paidAt: '2026-03-01T10:00:00.000Z',
    cause: 'PlantTrees',
    impact: 2,
    ...differs,
  });
const per = (amount: string) => ({ impact: { per: amount, currency: 'EUR' } });
const perItem = { impact: { perItem: 3 } };
const vip = { orders: { tags: { any: ['vip'] } } };

/** The change in words, or why there is none. */
function say(
  file: Record<string, unknown>,
  {
    of = {},
    now = per('20'),
    order,
  }: { of?: Record<string, unknown>; now?: Record<string, unknown> | undefined; order?: Order } = {},
) {
  const found = whatIf({ row: row(of), order }, settingsWith(file), settingsWith(now));
  if (found.kind === 'computed') return `${found.before.inWords} → ${found.after.inWords}`;
  return found.kind === 'not-computed' ? found.why : found.kind;
}

describe('what settings would have given for a past order', () => {
  it('is computed from the row’s amount, currency and time of payment', () => {
    expect(say(per('10'))).toBe('2 trees → 4 trees');
    expect(say(per('10'), { of: { currency: 'CHF' } })).toBe('2 trees → 1 tree');
    const campaigns = [{ name: 'c', from: '2026-03-01', until: '2026-03-02', factor: '3' }];
    expect(say({ ...per('20'), campaigns })).toBe('2 trees → 6 trees');
    expect(say({ ...per('20'), campaigns }, { of: { paidAt: '2026-03-02T00:00:00.000Z' } })).toBe('2 trees → 2 trees');
    expect(say({ cause: 'CleanOcean', ...per('20') })).toBe('2 trees → 2 kg of plastic');
  });

  it('knows who is thanked by amount, currency and time', () => {
    expect(say({ ...per('20'), orders: { minimum: { amount: '50', currency: 'EUR' } } })).toBe(
      '2 trees → not thanked (below the minimum)',
    );
    expect(say({ ...per('20'), ...vip, orders: { ...vip.orders, currencies: ['CHF'] } })).toBe(
      '2 trees → not thanked (another currency)',
    );
    const skipped = { state: 'skipped', reason: 'below-minimum', impact: undefined, cause: undefined };
    expect(say(per('20'), { of: skipped })).toBe('not thanked (below the minimum) → 2 trees');
    expect(say(per('20'), { of: { paidAt: '2025-12-31T23:59:59.999Z' } })).toBe(
      '2 trees → not thanked (paid before `ordersPaidFrom`)',
    );
  });

  it('needs items where they decide, unless the file changes nothing about that', () => {
    expect(say(perItem)).toBe('items-deleted');
    expect(say({ ...per('20'), rules: [{ skus: ['A'], impact: { fixed: 9 } }] })).toBe('items-deleted');
    expect(say({ ...perItem, holdHours: 2 }, { now: perItem, of: { impact: 6 } })).toBe('6 trees → 6 trees');
    expect(say({ impact: { perItem: 4 } }, { now: perItem, of: { impact: 6 } })).toBe('items-deleted');
    const order = orderWith({ items: [{ title: 'x', quantity: 2, giftCard: false, sku: 'A' }] });
    expect(say(perItem, { order })).toBe('2 trees → 6 trees');
  });

  it('does not need items in a campaign with its own rule, nor outside one that changes', () => {
    const own = [{ name: 'c', from: '2026-03-01', until: '2026-03-02', impact: { fixed: 5 } }];
    expect(say({ ...perItem, campaigns: own })).toBe('2 trees → 5 trees');
    const times = [{ name: 'c', from: '2026-03-01', until: '2026-03-02', factor: '2' }];
    expect(say({ ...perItem, campaigns: times }, { now: perItem })).toBe('items-deleted');
    const later = [{ name: 'c', from: '2026-04-01', until: '2026-04-02', factor: '2' }];
    expect(say({ ...perItem, campaigns: later }, { now: perItem })).toBe('2 trees → 2 trees');
  });

  it('needs tags where they decide, unless the file changes nothing about that', () => {
    expect(say({ ...per('10'), ...vip })).toBe('tags-deleted');
    expect(say({ ...per('10'), ...vip }, { now: { ...per('20'), ...vip } })).toBe('2 trees → 4 trees');
    const of = { state: 'skipped', reason: 'tags', impact: undefined, cause: undefined };
    expect(say({ ...per('10'), ...vip }, { of, now: { ...per('20'), ...vip } })).toMatch(
      /^not thanked .* → not thanked/,
    );
    expect(say(per('10'), { of, now: { ...per('20'), ...vip } })).toBe('not thanked (by its tags) → 4 trees');
    const below = { ...of, reason: 'below-minimum' };
    expect(say({ ...per('10'), ...vip }, { of: below, now: { ...per('20'), ...vip } })).toBe('tags-deleted');
    expect(say({ ...per('10'), ...vip }, { order: orderWith({ amount: '45', tags: ['VIP'] }) })).toBe(
      '2 trees → 4 trees',
    );
  });

  it.each([
    ['early', { state: 'early' }, 'reversed'],
    ['cancelled before its thanks', { state: 'skipped', reason: 'cancelled' }, 'reversed'],
    ['without an amount', { amount: undefined }, 'not-recorded'],
    ['without its units', { impact: undefined }, 'not-recorded'],
    [
      'cancelled after its thanks',
      { reversed: { kind: 'cancelled', at: '2026-03-02T00:00:00.000Z' } },
      '2 trees → 4 trees',
    ],
  ])('an order %s', (_, of, expected) => {
    expect(say(per('10'), { of })).toBe(expected);
  });
});

it('is summed by cause, with what could not be computed', () => {
  const tally = new WhatIfTally();
  const add = (file: Record<string, unknown>, of: Record<string, unknown> = {}) =>
    tally.add(whatIf({ row: row(of) }, settingsWith(file), undefined), {
      words: 'an order of 45.00 EUR',
      simulated: of['simulated'] === true,
    });
  add(per('10'));
  add(per('10'));
  add(per('20'), { simulated: true });
  add({ cause: 'CleanOcean', use100Grams: true, impact: { fixed: 1 } });
  add(perItem);
  add(per('10'), { state: 'early' });
  tally.addUnreadable();
  expect(tally.counts).toEqual({
    orders: 7,
    unchanged: 1,
    affected: 3,
    more: 2,
    less: 0,
    reversed: 1,
    simulated: 1,
  });
  expect(tally.notComputed).toEqual({ 'items-deleted': 1, 'row-unreadable': 1 });
  expect(tally.units).toEqual([
    {
      cause: 'PlantTrees',
      in100Grams: false,
      before: 8,
      after: 10,
      beforeInWords: '8 trees',
      afterInWords: '10 trees',
    },
    {
      cause: 'CleanOcean',
      in100Grams: true,
      before: 0,
      after: 1,
      beforeInWords: '0 g of plastic',
      afterInWords: '100 g of plastic',
    },
  ]);
  expect([...tally.examples]).toEqual([
    'an order of 45.00 EUR: 2 trees → 4 trees',
    'an order of 45.00 EUR: 2 trees → 100 g of plastic',
  ]);
});
