import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidedShareAt,
  decisionNoted,
  expectedFrom,
  type DecisionTimes,
} from '../../../../lib/order/receipt/decision-times.ts';
import { expectedWithin } from '../../../../lib/order/receipt/expected.ts';
import { nextPollAt, polledBefore } from '../../../../lib/order/receipt/poll-times.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-03-01T12:00:00.000Z');
const hours = (ms: number | undefined) => (ms ?? Number.NaN) / hour;

/** What is known after so many receipts, two hours apart, of a merchant whose receipts are decided after `decidedAfter(number)`. */
function learned(count: number, decidedAfter: (number: number) => number): DecisionTimes | undefined {
  const decisions: { atMs: number; afterMs: number; byMs: number }[] = [];
  let times: DecisionTimes | undefined;
  for (let number = 0; number < count; number++) {
    const since = start + number * 2 * hour;
    // What has been seen until then.
    for (const seen of decisions.filter(({ atMs }) => atMs <= since).toSorted((a, b) => a.atMs - b.atMs))
      times = decisionNoted(times, seen, seen.atMs) ?? times;
    decisions.splice(0, decisions.length, ...decisions.filter(({ atMs }) => atMs > since));
    const polled = { since, userId: `u${number}`, expected: times && expectedFrom(times) };
    let atMs = since;
    while (atMs - since < decidedAfter(number)) atMs = nextPollAt(polled, atMs);
    decisions.push({ atMs, afterMs: polledBefore(polled, atMs + minute) - since, byMs: atMs - since });
  }
  return times;
}
/** Evenly spread, and the same in each run. */
const between = (from: number, to: number) => (number: number) => (from + ((number * 0.618) % 1) * (to - from)) * hour;

describe('when a merchant’s receipts are decided', () => {
  it('is what Thanx says, as long as nothing is known', () => {
    const expected = expectedFrom({ seen: [], updatedAt: new Date(start).toISOString() });
    const said = expectedWithin({ from: 24, to: 72 });
    expect(hours(expected.mostMs)).toBeCloseTo(hours(said.mostMs), 1);
    expect(hours(expected.allMs)).toBeLessThanOrEqual(72);
    expect(hours(expected.allMs)).toBeGreaterThan(66);
  });

  it.each([
    ['earlier', 'within minutes', between(0.05, 0.15), 0, 1],
    ['earlier', 'after a third of a day', between(6, 10), 6, 12],
    ['neither', 'as Thanx says', between(24, 72), 46, 62],
    ['later', 'after a week', between(160, 176), 130, 190],
  ])('moves %s if they are decided %s', (_, __, decidedAfter, from, to) => {
    const times = learned(600, decidedAfter);
    const mostAt = hours(times && expectedFrom(times).mostMs);
    expect(mostAt).toBeGreaterThanOrEqual(from);
    expect(mostAt).toBeLessThanOrEqual(to);
  });

  it('is learned anew if the merchant’s reviewers become slower', () => {
    const [fast, slow] = [between(2, 4), between(24, 72)];
    const times = learned(900, (number) => (number < 400 ? fast(number) : slow(number)));
    expect(hours(times && expectedFrom(times).mostMs)).toBeGreaterThan(40);
  });

  it('needs one row of less than a kilobyte, and one write an hour', () => {
    const first = decisionNoted(undefined, { afterMs: 50 * hour, byMs: 75 * hour }, start);
    expect(first?.seen).toEqual([[3000, 4500]]);
    expect(decisionNoted(first, { afterMs: 0, byMs: hour }, start + hour - 1)).toBeUndefined();
    expect(decisionNoted(first, { afterMs: 0, byMs: hour }, start + hour)?.seen).toEqual([
      [3000, 4500],
      [0, 60],
    ]);
    const times = learned(700, between(600, 700));
    expect(times?.seen).toHaveLength(40);
    expect(JSON.stringify(times).length).toBeLessThan(900);
  });

  it('is later for a larger share', () => {
    const ages = fc
      .tuple(fc.nat(43_200), fc.nat(43_200))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.array(ages, { maxLength: 40 }), (seen) => {
        const [some, most, all] = [0.05, 0.62, 0.95].map((share) => decidedShareAt({ seen }, share));
        expect(some!).toBeLessThanOrEqual(most!);
        expect(most!).toBeLessThanOrEqual(all!);
        expect(all!).toBeLessThanOrEqual(30 * 24 * hour + minute);
      }),
    );
  });
});
