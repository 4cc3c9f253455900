import { describe, expect, it } from 'vitest';
import { cardsDueFor, GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import { receiptDueFor, ReceiptState } from '../../../lib/order/receipt/state.ts';
import { dueFor, ThankuState } from '../../../lib/order/thanku/state.ts';

const at = '2026-11-20T10:00:00.000Z';
const base = {
  shop: 'my-shop',
  pid: 'my-shop-1',
  orderId: '1',
  attempts: 0,
  notBefore: 0,
  createdAt: at,
  updatedAt: at,
};
const reversed = { kind: 'cancelled', at };

/** A worker that dies right after a write loses nothing, because the row is due as what finds the rest of the work. */
describe('as what a row is next looked at', () => {
  it.each<[string, object, string | undefined]>([
    ['an order that nobody reported as paid never is', { state: 'early' }, undefined],
    ['one that waits is to be attempted', { state: 'waiting' }, 'thanku'],
    ['one that is held is to be attempted', { state: 'held' }, 'thanku'],
    ['a failed one is to be published', { state: 'failed', announced: false }, 'thanku'],
    ['a failed one that is published waits for a person', { state: 'failed', announced: true }, 'stuck'],
    ['a posted one is to be published', { state: 'posted', announced: false }, 'thanku'],
    ['its reversal is to be published', { state: 'posted', announced: true, reversed }, 'thanku'],
    ['a published one is to be settled', { state: 'posted', announced: true }, 'settle'],
    [
      'a published reversal is to be settled',
      { state: 'posted', announced: true, reversed: { ...reversed, told: true } },
      'settle',
    ],
    [
      'a skipped one that gets a receipt is to start that',
      { state: 'skipped', announced: true, receipt: 'wanted' },
      'thanku',
    ],
    ['a skipped one is to be settled', { state: 'skipped', announced: true }, 'settle'],
  ])('%s', (_, fields, kind) => {
    expect(dueFor(ThankuState.parse({ ...base, receipt: 'none', ...fields }))).toBe(kind);
  });

  it.each<[string, object, string | undefined]>([
    ['a receipt that waits is to be sent', { state: 'waiting' }, 'receipt'],
    ['one whose worker may be sending is looked at when that is over', { state: 'sending' }, 'receipt'],
    ['one of unknown outcome is looked for', { state: 'unknown', reason: 'timeout' }, 'receipt'],
    ['one that nobody can find waits for a person', { state: 'unknown', reason: 'not-there' }, 'stuck'],
    ['a rejected one is to be published', { state: 'rejected', announced: false }, 'receipt'],
    ['a rejected one that is published waits for a person', { state: 'rejected', announced: true }, 'stuck'],
    ['a submitted one is to be settled', { state: 'submitted' }, 'settle'],
    ['one that was just submitted stays where it is until then', { state: 'submitted', dueKind: 'receipt' }, 'receipt'],
    ['a decided one comes back as before until that is published', { state: 'applied', dueKind: 'follow' }, 'follow'],
  ])('%s', (_, fields, kind) => {
    expect(receiptDueFor(ReceiptState.parse({ ...base, credential: 'main', ...fields }))).toBe(kind);
  });

  it.each<[string, string[], object, string]>([
    ['open cards are to be added', ['rejected', 'unknown'], { announced: true }, 'receipt'],
    ['rejected ones are to be published', ['rejected', 'added'], { announced: false }, 'receipt'],
    ['published ones wait for a person', ['rejected', 'added'], { announced: true }, 'stuck'],
    ['cards that are through are to be settled', ['added', 'skipped'], {}, 'settle'],
  ])('%s', (_, states, fields, kind) => {
    const cards = states.map((state) => ({ last4: '1234', state }));
    expect(cardsDueFor(GiftCardsState.parse({ ...base, cards, ...fields }))).toBe(kind);
  });
});
