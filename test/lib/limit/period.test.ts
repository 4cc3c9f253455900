import { expect, it } from 'vitest';
import { dayAt, monthOf, nextStartMs } from '../../../lib/limit/period.ts';

it.each([
  ['2026-10-04T21:59:59.999Z', 'Europe/Berlin', '2026-10-04'],
  ['2026-10-04T22:00:00.000Z', 'Europe/Berlin', '2026-10-05'],
  ['2026-10-04T22:00:00.000Z', 'America/New_York', '2026-10-04'],
  ['2026-12-31T10:00:00.000Z', 'Pacific/Kiritimati', '2027-01-01'],
])('%s is in %s on %s', (at, timeZone, day) => {
  expect(dayAt(Date.parse(at), timeZone)).toBe(day);
});

it.each([
  ['day', '2026-10-04T12:00:00.000Z', 'Europe/Berlin', '2026-10-04T22:00:00.000Z'],
  // A day of 25 hours, and one of 23.
  ['day', '2026-10-24T22:00:00.000Z', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['day', '2026-03-28T23:00:00.000Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['month', '2026-10-04T12:00:00.000Z', 'Europe/Berlin', '2026-10-31T23:00:00.000Z'],
  ['month', '2026-12-01T00:00:00.000Z', 'UTC', '2027-01-01T00:00:00.000Z'],
] as const)('the next %s after %s begins in %s at %s', (period, at, timeZone, start) => {
  expect(new Date(nextStartMs(period, Date.parse(at), timeZone)).toISOString()).toBe(start);
  expect(new Date(nextStartMs(period, Date.parse(at) + 0.5, timeZone)).toISOString()).toBe(start);
});

it('knows the month of a day', () => {
  expect(monthOf('2026-10-05')).toBe('2026-10');
});
