import { dayMs, hourMs } from '../durations.ts';

const weekMs = 7 * dayMs;
const weeks = 4;

/** With fewer weeks nothing is said. */
const minWeeks = 3;

/**
 * The hours beside count too. A clock change moves a shop's day by an hour of UTC and makes its night an hour longer, and the day's first order
 * may be an hour late.
 */
const besideMs = 2 * hourMs;

/** No shop is reported earlier. */
export const minQuietMs = 6 * hourMs;

/** So many orders don't stay away by chance. docs/operating.md, “A shop falls silent”, has the figures. */
const minUsualOrders = 12;

/** How far before the last order the decision looks back. */
export const historyMs = weeks * weekMs + besideMs;

/** A shop from which no order arrives for far longer than usual. */
export interface Silence {
  /** The last order, epoch ms. */
  sinceMs: number;
  /** How long it had been quiet at this time of the week: the 99th percentile of the four weeks before. */
  longestMs: number;
  /** How many orders arrived in the same stretch, at least, in all of the four weeks but one. */
  usualOrders: number;
}

/**
 * Whether a shop has been quiet for far longer than usual. It compares now with the same time of the week, and the same stretch before it, in
 * the four weeks before. If no order before such a time is known, as of a new shop, it is not silent.
 *
 * - **Longer:** it has been quiet for over two hours more than the 99th percentile of how long it had been quiet at this hour of the week, or at
 *   most two hours before or after. This counts time, not gaps: a week's sample is the longest quiet at any instant of these hours. Otherwise
 *   the hundreds of short gaps of a Friday afternoon would hide the weekend, which begins there.
 * - **Many orders are missing:** the last order was so long ago that usually `minUsualOrders` arrive in that time. Four weeks are few: without
 *   this, a shop with three orders a day would be reported for nothing every few days, and a new or small one all the time.
 *
 * A time zone isn't needed: a week has the same hours in UTC.
 * @param createdMs epoch ms, ascending: all orders from `historyMs` before the last one
 */
export function silenceOf(createdMs: readonly number[], nowMs: number): Silence | undefined {
  const sinceMs = createdMs.at(-1);
  if (sinceMs === undefined) return undefined;
  // After a week, the week before is part of the silence.
  const agosMs = Array.from({ length: weeks }, (_, index) => (index + 1) * weekMs);
  const beforeMs = agosMs.filter((agoMs) => nowMs - agoMs <= sinceMs);
  if (beforeMs.length < minWeeks) return undefined;
  const samples = beforeMs.map((agoMs) => ({
    quietMs: longestQuietMs(createdMs, nowMs - agoMs - besideMs, nowMs - agoMs + besideMs),
    orders: countUntil(createdMs, nowMs - agoMs) - countUntil(createdMs, sinceMs - agoMs),
  }));
  const longestMs = percentile(
    samples.map(({ quietMs }) => quietMs),
    99,
  );
  const thresholdMs = Math.max(minQuietMs, longestMs + besideMs);
  // Of four weeks, one may be a holiday, and two a sale.
  const usualOrders = percentile(
    samples.map(({ orders }) => orders),
    50,
  );
  return nowMs - sinceMs > thresholdMs && usualOrders >= minUsualOrders
    ? { sinceMs, longestMs, usualOrders }
    : undefined;
}

/** The longest time that the shop had been quiet at any instant of a span, its ends included; `Infinity` if no order before it is known. */
function longestQuietMs(createdMs: readonly number[], fromMs: number, untilMs: number): number {
  const before = countUntil(createdMs, fromMs - 1);
  let lastMs = createdMs[before - 1] ?? -Infinity;
  let longestMs = 0;
  for (const atMs of createdMs.slice(before, countUntil(createdMs, untilMs))) {
    longestMs = Math.max(longestMs, atMs - lastMs);
    lastMs = atMs;
  }
  return Math.max(longestMs, untilMs - lastMs);
}

/** How many of the ascending times are at or before `untilMs`. */
function countUntil(createdMs: readonly number[], untilMs: number): number {
  let [low, high] = [0, createdMs.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((createdMs[middle] ?? Infinity) <= untilMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By nearest rank: of four samples, the 99th percentile is the largest, and the 50th the second smallest. */
function percentile(samples: readonly number[], percent: number): number {
  const ascending = samples.toSorted((one, other) => one - other);
  return ascending[Math.ceil((percent / 100) * ascending.length) - 1] ?? Infinity;
}
