import { expect, it } from 'vitest';
import { carryRestore, mayBeForgotten, restoreKey, restoreRows } from '../../../lib/restore/restored.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { memoryTables } from '../../support/memory-tables.ts';

const restored = { to: '2026-03-01T10:00:00.000Z', at: '2026-03-01T12:00:00.000Z' };

it.each([
  ['2025-01-01T00:00:00Z', true],
  ['2026-03-01T11:59:59Z', true],
  // The shop's clock may be ahead.
  ['2026-03-01T12:09:00Z', true],
  ['2026-03-01T12:11:00Z', false],
])('what was paid at %s may be forgotten: %s', (paidAt, expected) => {
  expect(mayBeForgotten({ paidAt }, restored)).toBe(expected);
  expect(mayBeForgotten({ paidAt }, undefined)).toBe(false);
});

it.each([
  ['2026-03-01T11:59:59Z', true],
  ['2026-03-01T12:11:00Z', false],
])(
  'what was placed at %s, and reported as paid long after the restore, may have been paid before it: %s',
  (orderedAt, expected) => {
    expect(mayBeForgotten({ paidAt: '2026-03-05T09:00:00Z', orderedAt }, restored)).toBe(expected);
  },
);

it('a shop that is set up again inherits the stage’s restore', async () => {
  const { documents, control } = memoryTables();
  const stage = restoreRows(documents, control);
  const shop = shopControl(documents, control)('oak');
  await carryRestore(stage, shop);
  expect((await shop.get()).restored).toBeUndefined();
  await stage.insert(restoreKey, restored);
  await carryRestore(stage, shop);
  expect((await shop.get()).restored).toEqual(restored);
});
