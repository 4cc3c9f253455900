import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happened, History, whats, withoutWords, type Happening, type Noted } from '../../../lib/order/history.ts';

const failure = { what: 'attempt-failed' as const, why: 'server error', status: 500 };

describe('what happens to an order', () => {
  it('again and again is one entry with when it began, when it was last, and how often', () => {
    const twoWeeks = Array.from({ length: 350 }, (_, hour) => ({ ...failure, at: hour * 3_600_000 }));
    expect(twoWeeks.reduce<Happening[]>(happened, [])).toEqual([
      { ...failure, at: 0, lastAt: 349 * 3_600_000, times: 350 },
    ]);
  });

  it('otherwise is an entry of its own, also with other words or another status', () => {
    const history: Noted[] = [
      { ...failure, at: 1 },
      { ...failure, status: 502, at: 2 },
      { ...failure, words: 'busy', at: 3 },
      { ...failure, at: 4 },
    ];
    expect(history.reduce<Happening[]>(happened, [])).toEqual(history);
  });

  it('is kept without the partner’s words once the order is settled', () => {
    expect(withoutWords([{ ...failure, words: 'busy', at: 1 }])).toEqual([{ ...failure, at: 1 }]);
    expect(withoutWords(undefined)).toBeUndefined();
  });

  it('never makes the row large: the newest are kept', () => {
    const happenings = fc.array(
      fc.record({
        what: fc.constantFrom(...whats),
        words: fc.string({ maxLength: 500 }),
        status: fc.integer({ min: 200, max: 599 }),
        at: fc.integer({ min: 0, max: 2_000_000_000_000 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(happenings, (all) => {
        const history = History.parse(all.reduce<Happening[]>(happened, []));
        expect(history.length).toBeLessThanOrEqual(8);
        expect(history.every(({ words = '' }) => words.length <= 160)).toBe(true);
        const last = all.at(-1);
        const kept = history.at(-1);
        expect([kept?.what, kept?.lastAt ?? kept?.at]).toEqual([last?.what, last?.at]);
      }),
    );
  });
});
