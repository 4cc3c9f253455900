import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWithin, type Expected } from '../../../../lib/order/receipt/expected.ts';
import { nextPollAt, polledBefore, pollForMs } from '../../../../lib/order/receipt/poll-times.ts';

const minute = 60_000;
const hour = 60 * minute;
const since = Date.parse('2026-03-01T12:00:00.000Z');

/** A receipt's ages at its polls, each exactly when it is due. */
function agesAt(userId: string, untilMs: number, expected?: Expected): number[] {
  const ages: number[] = [];
  for (let atMs = since; ;) {
    atMs = nextPollAt({ since, userId, expected }, atMs);
    if (atMs - since > untilMs) return ages;
    ages.push(atMs - since);
  }
}
const users = Array.from({ length: 500 }, (_, number) => `u${number}`);
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Polls until Thanx decides, if it decides at any time between `from` and `to`. */
const pollsFor = (userId: string, { from, to }: { from: number; to: number }, expected?: Expected) =>
  agesAt(userId, to, expected)
    .map((age) => Math.min(1, (to - age) / (to - from)))
    .reduce((sum, undecided) => sum + undecided, 1);

describe('a submitted receipt', () => {
  it('is polled when most receipts are decided, and when all are', () => {
    for (const userId of users) {
      const [first, second] = agesAt(userId, pollForMs);
      expect(first).toBeGreaterThanOrEqual(53.7 * hour);
      expect(first).toBeLessThan(60 * hour);
      expect(second).toBeGreaterThanOrEqual(72 * hour);
      expect(second).toBeLessThan(78 * hour);
    }
  });

  it('costs at most 2.8 calls of a customer who has no other, if Thanx decides within 24 to 72 hours', () => {
    const window = { from: 24 * hour, to: 72 * hour };
    expect(2 * mean(users.map((userId) => pollsFor(userId, window)))).toBeLessThanOrEqual(2.8);
  });

  it('is polled ever more rarely after that, for thirty days, and then once more', () => {
    for (const userId of users) {
      const [last, ...before] = agesAt(userId, pollForMs).toReversed();
      expect(last).toBe(pollForMs);
      const ages = before.toReversed();
      const gaps = ages.slice(2).map((age, at) => age - ages[at + 1]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(18 * hour);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(96 * hour);
      expect(gaps.at(-2)).toBeGreaterThan(gaps[0]!);
      expect(ages.length).toBeLessThanOrEqual(13);
    }
  });

  it.each([
    ['within minutes', { from: 0, to: 0.1 }, 5 * minute],
    ['within hours', { from: 2, to: 6 }, 6 * hour],
    ['after a week', { from: 150, to: 200 }, 220 * hour],
  ])('of a merchant whose receipts are decided %s is polled then', (_, { from, to }, latest) => {
    const expected = expectedWithin({ from, to });
    for (const userId of users) {
      const [first = 0] = agesAt(userId, pollForMs, expected);
      expect(first).toBeGreaterThanOrEqual(expected.mostMs);
      expect(first).toBeLessThanOrEqual(latest);
    }
    const window = { from: from * hour, to: to * hour };
    expect(2 * mean(users.map((userId) => pollsFor(userId, window, expected)))).toBeLessThanOrEqual(2.8);
  });

  it.each([
    [0, 720],
    [600, 720],
    [719, 720],
  ])('of a merchant whose receipts are decided in %i to %i hours is polled twice before the polls end', (from, to) => {
    const expected = expectedWithin({ from, to });
    for (const userId of users) {
      const ages = agesAt(userId, pollForMs, expected);
      expect(ages.at(-1)).toBe(to * hour);
      expect(pollsFor(userId, { from: from * hour, to: to * hour }, expected)).toBeLessThanOrEqual(2);
    }
  });

  it('is next polled later than now, and within four and a half days', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(pollForMs), (userId, ageMs) => {
        const waitMs = nextPollAt({ since, userId }, since + ageMs) - since - ageMs;
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(3 * hour, pollForMs - ageMs || hour));
        expect(waitMs).toBeLessThanOrEqual(108 * hour);
      }),
    );
  });

  it('comes due at instants at which its customer’s other receipts come due too', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(96 * hour), fc.nat(96 * hour), (userId, ageMs, otherAgeMs) => {
        const nowMs = since + 96 * hour;
        const [one, other] = [ageMs, otherAgeMs].map((age) => nextPollAt({ since: nowMs - age, userId }, nowMs));
        expect(Math.abs(one! - other!) % (6 * hour)).toBe(0);
      }),
    );
  });
});

describe('the poll before this one', () => {
  it('is the last one that was due, however late this one is', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10), fc.nat(80), (userId, which, lateMinutes) => {
        const ages = [0, ...agesAt(userId, pollForMs)];
        const nowMs = since + ages[which + 1]! + lateMinutes * minute;
        expect(polledBefore({ since, userId }, nowMs)).toBe(since + ages[which]!);
      }),
    );
  });

  it('is the submission, as long as there was none', () => {
    expect(polledBefore({ since, userId: 'u1' }, since + 50 * hour)).toBe(since);
    expect(polledBefore({ since, userId: 'u1' }, since - minute)).toBe(since);
  });
});
