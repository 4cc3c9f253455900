import { array, assert, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { RateWindows } from '../../../../local/partners/thanx/rate.ts';

const limits = [
  { requests: 5, windowMs: 1000 },
  { requests: 20, windowMs: 15_000 },
];

it('lets the fifth in and not the sixth, wherever the second begins', () => {
  const windows = new RateWindows(limits);
  const arrivals = [0, 300, 600, 900, 999, 999.9, 1000, 1299, 1300];
  expect(arrivals.map((atMs) => windows.arrive(atMs))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(windows.usage(1300)).toMatchObject({ refused: 2, windows: [{ highest: 7 }, { highest: 9, current: 9 }] });
});

it('never accepts more than a limit in any window, and refuses nothing below it', () => {
  assert(
    property(array(nat(700), { maxLength: 120 }), (gaps) => {
      const windows = new RateWindows(limits);
      const accepted: number[] = [];
      let atMs = 0;
      for (const gap of gaps) {
        atMs += gap;
        const now = atMs;
        const full = limits.some(
          ({ requests, windowMs }) => accepted.filter((time) => time > now - windowMs).length >= requests,
        );
        const taken = windows.arrive(now);
        expect(taken).toBe(!full);
        if (taken) accepted.push(now);
      }
    }),
  );
});
