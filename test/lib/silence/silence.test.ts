import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';
import { historyMs, silenceOf } from '../../../lib/silence/silence.ts';

const weekMs = 7 * dayMs;
/** A Monday, 00:00 UTC. */
const mondayMs = Date.parse('2026-03-02T00:00:00.000Z');

/** An instant of the fifth week, after four whole ones. */
const inWeek5 = (day: number, hour: number, minute = 0): number =>
  mondayMs + 4 * weekMs + day * dayMs + hour * hourMs + minute * minuteMs;

interface Pattern {
  everyMs: number;
  /** From 0, Monday, to 6. */
  days?: readonly number[];
  /** Opens and closes, in hours of the day. */
  open?: readonly [number, number];
}

/** A shop's orders from the first Monday until `untilMs`, evenly while it is open. */
function ordersOf(
  { everyMs, days = [0, 1, 2, 3, 4, 5, 6], open = [0, 24] }: Pattern,
  untilMs: number,
  fromMs = mondayMs - dayMs,
) {
  const orders: number[] = [];
  for (let atMs = mondayMs - weekMs; atMs <= untilMs; atMs += everyMs) {
    const [day, hour] = [Math.floor((atMs - mondayMs + weekMs) / dayMs) % 7, (atMs % dayMs) / hourMs];
    if (atMs >= fromMs && days.includes(day) && hour >= open[0] && hour < open[1]) orders.push(atMs);
  }
  return orders;
}

/** The decision, which sees only what the job reads for it. */
function silence(orders: readonly number[], nowMs: number) {
  const lastMs = orders.at(-1) ?? 0;
  return silenceOf(
    orders.filter((atMs) => atMs >= lastMs - historyMs),
    nowMs,
  );
}

/** The instants at which the shop is silent, of those from `fromMs` until before `untilMs`. Orders after an instant aren't known yet. */
function silentAt(orders: readonly number[], fromMs: number, untilMs: number, stepMs = hourMs): string[] {
  const instants = Array.from(
    { length: Math.ceil((untilMs - fromMs) / stepMs) },
    (_, index) => fromMs + index * stepMs,
  );
  let known = 0;
  return instants
    .filter((nowMs) => {
      while ((orders[known] ?? Infinity) <= nowMs) known += 1;
      return silence(orders.slice(0, known), nowMs) !== undefined;
    })
    .map((nowMs) => new Date(nowMs).toISOString());
}

const always: Pattern = { everyMs: 10 * minuteMs };
const days: Pattern = { everyMs: 5 * minuteMs, open: [7, 23] };
const office: Pattern = { everyMs: 10 * minuteMs, days: [0, 1, 2, 3, 4], open: [8, 18] };
const thriceADay: Pattern = { everyMs: 8 * hourMs };

describe('a shop whose webhooks stop', () => {
  it.each<[string, Pattern, stopsMs: number, notBeforeMs: number, usualOrders: number]>([
    ['round the clock: after six hours', always, inWeek5(2, 12), inWeek5(2, 18), 36],
    // The nights last from 22:55 to 7:00.
    ['at night: two hours after the first order’s time', days, inWeek5(2, 23), inWeek5(3, 9), 25],
    ['at noon: like round the clock', days, inWeek5(2, 12), inWeek5(2, 18), 72],
    ['on Tuesday night: on Wednesday, whatever weekends are like', office, inWeek5(1, 18), inWeek5(2, 10), 13],
    ['at the weekend: on Monday', office, inWeek5(4, 18), inWeek5(7, 10), 13],
  ])('%s', (_what, pattern, stopsMs, notBeforeMs, usualOrders) => {
    const orders = ordersOf(pattern, stopsMs);
    expect(silence(orders, notBeforeMs)).toBeUndefined();
    expect(silence(orders, notBeforeMs + 1)).toMatchObject({ sinceMs: orders.at(-1), usualOrders });
  });

  it('after few orders: once twelve are missing', () => {
    const orders = ordersOf(thriceADay, inWeek5(2, 8));
    expect(silence(orders, inWeek5(6, 8) - 1)).toBeUndefined();
    expect(silence(orders, inWeek5(6, 8))).toMatchObject({ usualOrders: 12 });
  });

  it('is silent in every hour of the days that follow', () => {
    expect(silentAt(ordersOf(always, inWeek5(2, 12)), inWeek5(2, 19), inWeek5(9, 0))).toHaveLength(6 * 24 + 5);
  });

  it('says how long the shop was quiet at this time, at most', () => {
    expect(silence(ordersOf(days, inWeek5(2, 12)), inWeek5(3, 8))).toEqual({
      sinceMs: inWeek5(2, 12),
      longestMs: 8 * hourMs + 5 * minuteMs,
      usualOrders: 144,
    });
  });
});

describe('a shop that is as quiet as ever', () => {
  it.each([
    ['round the clock', always],
    ['closed at night', days],
    ['closed at weekends', office],
    ['with three orders a day', thriceADay],
    ['with an order a week', { everyMs: weekMs }],
    // Counted by gaps, the four weekends are far less than one in a hundred of those that begin on Friday afternoons.
    ['closed at weekends, with an order every twenty seconds', { ...office, days: [3, 4], everyMs: 20_000 }],
  ])('is never silent: %s', (_what, pattern) => {
    expect(silentAt(ordersOf(pattern, inWeek5(7, 12)), inWeek5(0, 0), inWeek5(7, 12))).toEqual([]);
  });

  it.each([-1, 1])('is not silent when clocks change by %i h during a weekend', (hours) => {
    const changesMs = inWeek5(6, 1);
    const orders = ordersOf({ ...office, everyMs: 2 * minuteMs }, changesMs);
    const opensMs = inWeek5(7, 8 + hours);
    expect(silentAt(orders, changesMs, opensMs + minuteMs, 5 * minuteMs)).toEqual([]);
    expect(silence(orders, opensMs + 6 * hourMs)).toBeDefined();
  });
});

describe('too little history', () => {
  it.each<[string, number[]]>([
    ['no order ever', []],
    ['one order', [inWeek5(0, 0)]],
    ['two weeks', ordersOf(always, inWeek5(2, 12), inWeek5(2 - 14, 12))],
    ['a season of two weeks', [inWeek5(-200, 0), ...ordersOf(always, inWeek5(2, 12), inWeek5(2 - 14, 12))]],
    ['an order a week', ordersOf({ everyMs: weekMs }, inWeek5(0, 12))],
  ])('never makes a silence: %s', (_what, orders) => {
    expect(silentAt(orders, inWeek5(2, 20), inWeek5(60, 0), 5 * hourMs)).toEqual([]);
  });

  it('of three weeks makes a silence once two of them, and the end of the first, can be compared: after a week', () => {
    const young = ordersOf(always, inWeek5(2, 12), inWeek5(2 - 21, 12));
    expect(silentAt(young, inWeek5(2, 20), inWeek5(9, 12))).toEqual([]);
    expect(silence(young, inWeek5(9, 16))).toBeDefined();
  });

  it('of a shop younger than four weeks before the silence waits until the same hours of the first week are known', () => {
    const young = ordersOf(always, inWeek5(2, 12), inWeek5(2, 19) - 4 * weekMs);
    expect(silence(young, inWeek5(2, 21))).toBeUndefined();
    expect(silence(young, inWeek5(2, 21, 1))).toBeDefined();
  });
});

describe('a week that was unlike the others', () => {
  const orders = ordersOf(always, inWeek5(2, 12));
  const without = (fromMs: number, untilMs: number) => orders.filter((atMs) => atMs < fromMs || atMs >= untilMs);

  it('a holiday makes the shop’s quiet usual at that time of the week, as long as it lasted', () => {
    const holiday = without(inWeek5(2 - 14, 12), inWeek5(3 - 14, 12));
    expect(silence(holiday, inWeek5(3, 11))).toBeUndefined();
    expect(silence(holiday, inWeek5(3, 14))).toBeUndefined();
    expect(silence(holiday, inWeek5(3, 14, 1))).toBeDefined();
    // Elsewhere it changes nothing.
    expect(silence(without(inWeek5(4 - 14, 12), inWeek5(5 - 14, 12)), inWeek5(2, 19))).toBeDefined();
  });

  it('two weeks of a sale don’t make many orders usual', () => {
    const few = ordersOf(thriceADay, inWeek5(2, 8));
    const sale = orders.filter((atMs) => atMs >= inWeek5(2 - 14, 8) && atMs < inWeek5(2, 8));
    const both = [...few, ...sale].toSorted((one, other) => one - other);
    expect(silence(both, inWeek5(4, 8))).toBeUndefined();
    expect(silence(both, inWeek5(6, 8))).toBeDefined();
  });

  it('an order ends the silence at once, and the silence is then part of the history', () => {
    const [stopsMs, againMs] = [inWeek5(1, 0), inWeek5(2, 12)];
    const stopped = ordersOf(always, stopsMs);
    expect(silence(stopped, againMs)).toBeDefined();
    expect(silence([...stopped, againMs], againMs)).toBeUndefined();
    expect(silence([...stopped, againMs], againMs + 6 * hourMs)).toBeUndefined();
    expect(silence([...stopped, againMs], againMs + 6 * hourMs + 1)).toBeDefined();
  });
});
