import { dayMs, hourMs } from '../../lib/durations.ts';
import { historyMs, minQuietMs, silenceOf } from '../../lib/silence/silence.ts';

const weekMs = 7 * dayMs;

/** How busy a shop is in each hour of a day, relative to its other hours. `day` 0 is a Monday. */
export type Hours = (hour: number, day: number) => number;

export const hoursOf = {
  'round the clock': () => 1,
  'quiet nights': (hour) => (hour < 6 ? 0.05 : hour < 8 || hour === 23 ? 0.4 : 1.3),
  'closed at night': (hour) => (hour < 6 || hour > 21 ? 0 : hour < 8 ? 0.4 : 1.3),
  'closed at night and at weekends': (hour, day) => (day > 4 || hour < 8 || hour > 17 ? 0 : 1),
} satisfies Record<string, Hours>;

/** Weeks and days are not alike: the standard deviations of their logarithms. */
const spread = { week: 0.15, day: 0.3 };

/** A shop's orders in some weeks, each at a random time: epoch ms, ascending. */
export function ordersOfShop(hours: Hours, perWeek: number, weeks: number, random: () => number): number[] {
  const slots = Array.from({ length: 7 * 24 }, (_, slot) => hours(slot % 24, Math.floor(slot / 24)));
  const whole = slots.reduce((sum, share) => sum + share, 0);
  const factor = (deviation: number) => Math.exp(deviation * normal(random));
  const orders: number[] = [];
  for (let week = 0; week < weeks; week++) {
    const ofWeek = factor(spread.week);
    let ofDay = 1;
    for (const [slot, share] of slots.entries()) {
      if (slot % 24 === 0) ofDay = factor(spread.day);
      const perHour = (perWeek * share * ofWeek * ofDay) / whole;
      if (perHour === 0) continue;
      // Times between random arrivals are exponential.
      for (let hour = -Math.log(1 - random()) / perHour; hour < 1; hour -= Math.log(1 - random()) / perHour)
        orders.push(week * weekMs + (slot + hour) * hourMs);
    }
  }
  return orders.map(Math.floor);
}

/** By Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const historyWeeks = 5;
/** A shop with fewer than twelve orders a week is found late, or never. */
const maxHours = 20 * 24;

export interface Measured {
  falseReports: number;
  /** From the last webhook to the report, for each time that they stop; `Infinity` if there was none. */
  foundAfterHours: number[];
}

/** How often a shop whose webhooks all arrive is reported, and when one is whose webhooks stop. Looks once an hour. */
export function measureSilence(
  orders: readonly number[],
  { weeks, stops, random }: { weeks: number; stops: number; random: () => number },
): Measured {
  let falseReports = 0;
  let reportedSinceMs: number | undefined;
  for (let nowMs = historyWeeks * weekMs; nowMs < weeks * weekMs; nowMs += hourMs) {
    const sinceMs = silentSince(orders, nowMs, nowMs);
    if (sinceMs === undefined || sinceMs === reportedSinceMs) continue;
    falseReports += 1;
    reportedSinceMs = sinceMs;
  }
  const foundAfterHours = Array.from({ length: stops }, () => {
    const stopsMs = Math.floor((historyWeeks + random() * (weeks - historyWeeks)) * weekMs);
    for (let hour = 1; hour < maxHours; hour++)
      if (silentSince(orders, stopsMs + hour * hourMs, stopsMs) !== undefined) return hour;
    return Infinity;
  });
  return { falseReports, foundAfterHours };
}

/** Since when the shop is silent, if its webhooks arrive until `stopsMs`. */
function silentSince(orders: readonly number[], nowMs: number, stopsMs: number): number | undefined {
  const known = countBefore(orders, Math.min(nowMs, stopsMs) + 1);
  const lastMs = orders[known - 1] ?? 0;
  // Spares the slice of most hours.
  if (nowMs - lastMs <= minQuietMs) return undefined;
  return silenceOf(orders.slice(countBefore(orders, lastMs - historyMs), known), nowMs)?.sinceMs;
}

function countBefore(orders: readonly number[], atMs: number): number {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((orders[middle] ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
