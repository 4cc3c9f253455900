import { describe, expect, it } from 'vitest';
import { compareReceipt } from '../../../../functions/submit-to-thanx/receipt/same-receipt.ts';
import type { ListedReceipt } from '../../../../lib/partners/thanx/list-receipts.ts';
import { listed } from '../listed.ts';
import { anyMarker, planWith } from '../marker.ts';

const plan = { ...planWith(anyMarker), purchasedAt: '2026-03-01T10:00:00.250Z' };
const bare = { comments: undefined };

describe('a listed receipt', () => {
  it.each<[string, Partial<ListedReceipt>, ReturnType<typeof compareReceipt>]>([
    ['with our marker', { amount: '1', purchasedAtMs: 0 }, 'same'],
    ['with our marker, said to be another merchant’s', { merchantId: 'm2' }, 'doubtful'],
    ['with another comment', { comments: `${anyMarker}0` }, 'other'],
    ['without comments, its time cut to the second', bare, 'doubtful'],
    ['without comments or amount', { ...bare, amount: undefined }, 'doubtful'],
    ['without comments or time', { ...bare, purchasedAtMs: undefined }, 'doubtful'],
    ['without comments, over another amount', { ...bare, amount: '59.91' }, 'other'],
    ['without comments, of another time', { ...bare, purchasedAtMs: Date.parse(plan.purchasedAt) + 1000 }, 'other'],
    ['without comments, of another merchant', { ...bare, merchantId: 'm2' }, 'other'],
  ])('%s', (_, differs, expected) => {
    expect(compareReceipt(plan, listed('1', differs))).toBe(expected);
  });
});
