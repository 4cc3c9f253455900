import { describe, expect, it } from 'vitest';
import { cardsRestored } from '../../../../lib/order/gift-cards/restored.ts';
import { at, cardsRow, nowMs } from '../rows.ts';

describe('gift cards in a restored table', () => {
  it('that are open are looked for before they are sent', () => {
    const row = cardsRestored(
      cardsRow(['waiting', { state: 'sending', firstSentAt: '2026-02-01T00:00:00.000Z' }, 'added', 'rejected'], {
        attempt: { id: 'old', deadAt: 0 },
        waitsFor: 'brake',
      }),
      nowMs,
    );
    expect(row?.cards.map(({ state, mayBeAdded, firstSentAt }) => [state, mayBeAdded, firstSentAt])).toEqual([
      ['unknown', true, at],
      ['unknown', true, '2026-02-01T00:00:00.000Z'],
      ['added', undefined, undefined],
      ['rejected', undefined, undefined],
    ]);
    expect(row).toMatchObject({ attempt: undefined, waitsFor: undefined, dueKind: 'receipt', dueAt: nowMs });
    expect(row && cardsRestored(row, nowMs)).toBeUndefined();
  });

  it('of which none is open stay as they are', () => {
    expect(cardsRestored(cardsRow(['added', 'rejected', 'skipped']), nowMs)).toBeUndefined();
  });
});
