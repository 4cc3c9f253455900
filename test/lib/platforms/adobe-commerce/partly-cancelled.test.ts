import { describe, expect, it } from 'vitest';
import { fetchedWith, paidWith, readWith } from './adobe-event.ts';

/* Cancelling an order of which a part was invoiced cancels the rest. Then nobody pays that, and Commerce goes on with the part. */

const part = { grand_total: '100.0000', total_paid: '60.0000', subtotal: '95.0000', total_canceled: '40.0000' };

describe('an order whose rest was cancelled', () => {
  it('is paid, by the part that was invoiced', () => {
    for (const state of ['processing', 'complete'])
      expect(paidWith({ ...part, state })).toMatchObject({ amount: '60.00', subtotal: '50.00', refunds: [] });
    const fetched = { grand_total: 100, total_paid: 60, total_canceled: 40, state: 'complete' };
    expect(fetchedWith(fetched)).toMatchObject({ type: 'paid', order: { amount: '60' } });
  });

  it('is refunded in full once the part is', () => {
    expect(paidWith({ ...part, total_refunded: '10.0000' })).toMatchObject({ amount: '50.00' });
    expect(readWith({ ...part, total_refunded: '60.0000' })).toMatchObject({ type: 'refunded', full: true });
  });

  it.each([
    ['the part isn’t paid in full', { ...part, total_paid: '50.0000' }],
    ['all of it was cancelled', { grand_total: '100.0000', total_paid: '0.0000', total_canceled: '100.0000' }],
    ['nothing was cancelled', { ...part, total_canceled: null }],
  ])('isn’t paid if %s', (_, fields) => {
    expect(readWith(fields)).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it.each(['-0.0000', '-1.4210854715202E-14', {}, ''])('isn’t one if the sum is %j', (sum) => {
    expect(paidWith({ total_canceled: sum })).toMatchObject({ amount: '49.90' });
  });
});
