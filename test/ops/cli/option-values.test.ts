import { describe, expect, it } from 'vitest';
import { durationMs, exactTime, since } from '../../../ops/cli/option-values.ts';

const nowMs = Date.parse('2026-11-20T22:43:00.000Z');

describe('--since', () => {
  it.each([
    ['30m', '2026-11-20T22:13:00.000Z'],
    ['90s', '2026-11-20T22:41:30.000Z'],
    ['12h', '2026-11-20T10:43:00.000Z'],
    ['3d', '2026-11-17T22:43:00.000Z'],
    ['2w', '2026-11-06T22:43:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20 22:10', '2026-11-20T22:10:00.000Z'],
    ['2026-11-20T22:10Z', '2026-11-20T22:10:00.000Z'],
    ['2026-11-20T23:10+01:00', '2026-11-20T22:10:00.000Z'],
  ])('%s', (text, at) => {
    expect(new Date(since(text, nowMs)).toISOString()).toBe(at);
  });

  it.each(['', 'yesterday', '3', '3y', '-3d', '30 m', '2026-13-01', '2026-02-30T99:00', '20.11.2026', '2026-11-21'])(
    'refuses %j',
    (text) => {
      expect(() => since(text, nowMs)).toThrow(/expected an age|future/);
    },
  );
});

describe('an exact time', () => {
  it.each([
    ['2026-11-20T22:10:05Z', '2026-11-20T22:10:05.000Z'],
    ['2026-11-20 23:10+01:00', '2026-11-20T22:10:00.000Z'],
  ])('%s', (text, at) => {
    expect(new Date(exactTime(text, nowMs)).toISOString()).toBe(at);
  });

  it.each(['30m', '2026-11-20', '2026-11-20T22:10', '2026-11-20 22:10:05', '2026-11-20T22:10 Z', '2026-11-20T22:50Z'])(
    'refuses %j, which depends on when or where it is read, or is in the future',
    (text) => {
      expect(() => exactTime(text, nowMs)).toThrow(/expected an exact time|expected an age|future/);
    },
  );
});

it('a duration of any unit is in milliseconds', () => {
  expect(['90s', '30m', '12h', '3d', '2w'].map(durationMs)).toEqual([
    90_000, 1_800_000, 43_200_000, 259_200_000, 1_209_600_000,
  ]);
});
