import { expect, it } from 'vitest';
import { tooLow } from '../../../lib/limit/lowered.ts';
import { LimitSettings } from '../../../lib/shops/limit-settings.ts';

const nowMs = Date.parse('2026-10-05T12:00:00Z');
const row = { day: '2026-10-05', monthUnits: 8, dayUnits: 3, open: [] };
const limitOf = (limit: object) => LimitSettings.parse({ timeZone: 'UTC', ...limit });
const pathsOf = (limit: object, before: object | undefined, atMs = nowMs) =>
  tooLow(limitOf(limit), { limit: before && limitOf(before) }, row, atMs).map(({ path }) => path.at(-1));

it('refuses a limit below what is given', () => {
  expect(pathsOf({ perMonth: 8, perDay: 3 }, undefined)).toEqual([]);
  expect(pathsOf({ perMonth: 7, perDay: 2 }, { perMonth: 9 })).toEqual(['perMonth', 'perDay']);
  expect(tooLow(limitOf({ perMonth: 7 }), {}, row, nowMs)[0]?.message).toMatch(/^7 is less than the 8 units/);
});

it('allows it in another month, if nothing is given, or if it stays as it is', () => {
  expect(pathsOf({ perMonth: 1 }, undefined, Date.parse('2026-11-01T00:00:00Z'))).toEqual([]);
  expect(pathsOf({ perMonth: 7 }, { perMonth: 7 })).toEqual([]);
  expect(tooLow(limitOf({ perMonth: 1 }), {}, undefined, nowMs)).toEqual([]);
  expect(tooLow(undefined, {}, row, nowMs)).toEqual([]);
});

it.each([
  [{}, 'expected `perMonth`, `perDay` or both'],
  [{ perMonth: 5, perDay: 6 }, 'never be reached'],
  [{ perMonth: 5, timeZone: 'Europe/Atlantis' }, 'expected the name of a time zone'],
  [{ perMonth: 0 }, '>=1'],
  [{ perMonth: 5, warnAt: '101%' }, 'expected a percentage'],
])('settings such as %j are refused', (limit, message) => {
  expect(() => limitOf(limit)).toThrow(message);
});
