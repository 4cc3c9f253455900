import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { levelPublisher, zerosInARow } from '../../../functions/housekeeping/levels.ts';

const minuteMs = 60_000;
let nowMs: number;
let points: Map<number, number>;
beforeEach(() => {
  nowMs = 0;
  points = new Map();
});

const startProcess = () =>
  levelPublisher({ count: (_, value = 1) => points.set(nowMs / minuteMs, value) }, () => nowMs);

/** The state of the alarm at a minute. AWS documents that it keeps its state while data is missing; here only five zeros in a row end it. */
function alarmAt(minute: number, before: boolean): boolean {
  const recent = Array.from({ length: 5 }, (_, ago) => points.get(minute - ago));
  if (recent.some((level) => level !== undefined && level > 0)) return true;
  return recent.every((level) => level === 0) ? false : before;
}

/** Runs housekeeping every minute. @returns the alarm's state at each minute; `undefined`: the run didn't happen, or couldn't count */
function run(levels: readonly (number | undefined)[], restarts: ReadonlySet<number> = new Set()): boolean[] {
  let publish = startProcess();
  let isOn = false;
  return levels.map((level, minute) => {
    nowMs = minute * minuteMs;
    if (restarts.has(minute)) publish = startProcess();
    if (level !== undefined) publish({ OrdersStuck: level });
    return (isOn = alarmAt(minute, isOn));
  });
}
const minutes = (count: number, level: number | undefined) => Array.from({ length: count }, () => level);

describe('a gauge', () => {
  it('that stays at zero has data for a quarter of an hour after a process has started, and none after that', () => {
    run(minutes(120, 0));
    expect([...points.keys()]).toEqual(Array.from({ length: zerosInARow }, (_, minute) => minute));
    expect([...points.values()]).toEqual(minutes(zerosInARow, 0));
  });

  it('above zero has data every minute, and a quarter of an hour of zeros after it', () => {
    run([...minutes(60, 0), ...minutes(60, 3), ...minutes(60, 0)]);
    expect([...points.keys()].filter((minute) => minute >= 60)).toHaveLength(60 + zerosInARow);
    expect(points.get(60)).toBe(3);
  });

  it('publishes each gauge for itself', () => {
    const counted: string[] = [];
    const publish = levelPublisher({ count: (gauge, value) => counted.push(`${gauge} ${value}`) }, () => nowMs);
    for (let minute = 0; minute < 30; minute++) {
      nowMs = minute * minuteMs;
      publish({ Paused: 0, ShopsHeld: 2 });
    }
    expect(counted.filter((one) => one === 'Paused 0')).toHaveLength(zerosInARow);
    expect(counted.filter((one) => one === 'ShopsHeld 2')).toHaveLength(30);
  });
});

describe('the alarm on a gauge', () => {
  it('begins in the first minute, however long there was no data, and ends after five zeros', () => {
    const states = run([...minutes(1000, 0), ...minutes(10, 1), ...minutes(10, 0)]);
    expect(states.slice(998, 1002)).toEqual([false, false, true, true]);
    expect(states.slice(1009, 1016)).toEqual([true, true, true, true, true, false, false]);
  });

  it('ends if the process that raised it was killed', () => {
    const states = run([...minutes(60, 0), 1, ...minutes(10, 0)], new Set([61]));
    expect(states.slice(60)).toEqual([true, true, true, true, true, false, ...minutes(5, 0).map(() => false)]);
  });

  it('ends if a process comes back that has not seen what another one raised', () => {
    const one = startProcess();
    for (let minute = 0; minute < 60; minute++) {
      nowMs = minute * minuteMs;
      one({ OrdersStuck: 0 });
    }
    nowMs = 60 * minuteMs;
    startProcess()({ OrdersStuck: 1 });
    let isOn = alarmAt(60, false);
    for (let minute = 61; minute < 70; minute++) {
      nowMs = minute * minuteMs;
      one({ OrdersStuck: 0 });
      isOn = alarmAt(minute, isOn);
    }
    expect(isOn).toBe(false);
  });

  it('keeps its state while nothing can be counted, and ends if there is nothing afterwards', () => {
    const states = run([...minutes(60, 0), 1, ...minutes(60, undefined), ...minutes(10, 0)]);
    expect(states.slice(60, 121)).toEqual(minutes(61, 1).map(() => true));
    expect(states.at(-1)).toBe(false);
  });

  it('follows the level within five minutes, whatever happens to processes and counts', () => {
    const level = fc.oneof(fc.constant(undefined), fc.nat(2));
    const stretch = fc.tuple(level, fc.integer({ min: 1, max: 30 })).map(([value, count]) => minutes(count, value));
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 12 }),
        fc.array(fc.nat(360)),
        fc.nat(2),
        (stretches, restarts, last) => {
          points.clear();
          const states = run([...stretches.flat(), ...minutes(5, last)], new Set(restarts));
          expect(states.at(-1)).toBe(last > 0);
        },
      ),
    );
  });
});
