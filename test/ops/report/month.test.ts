import { describe, expect, it } from 'vitest';
import { monthOf, monthText, timeZoneName } from '../../../ops/report/month.ts';

const nowMs = Date.parse('2026-10-31T23:30:00.000Z');

describe('a month', () => {
  it('is the current one so far, in the time zone', () => {
    expect(monthOf(undefined, 'UTC', nowMs)).toMatchObject({ month: '2026-10', complete: false, dayCount: 31 });
    const berlin = monthOf(undefined, 'Europe/Berlin', nowMs);
    expect(berlin).toMatchObject({ month: '2026-11', days: ['2026-11-01'], dayCount: 30, complete: false });
  });

  it('has all its days once it is over', () => {
    expect(monthOf('2024-02', 'UTC', nowMs)).toMatchObject({ days: { length: 29 }, complete: true });
    expect(monthOf('2026-02', 'UTC', nowMs).days.at(-1)).toBe('2026-02-28');
    expect(monthOf('2025-12', 'UTC', nowMs).untilMs).toBe(Date.parse('2026-01-01T00:00:00.000Z'));
  });

  it('must have begun', () => {
    expect(() => monthOf('2026-11', 'UTC', nowMs)).toThrow("hasn't begun");
  });

  it.each(['2026-13', '2026-1', '26-10', '2026-10-01', 'october', ''])('is not %j', (text) => {
    expect(() => monthText(text)).toThrow('expected a month');
  });

  it.each(['Mars/Olympus', '', 'local'])('has no time zone %j', (text) => {
    expect(() => timeZoneName(text)).toThrow('is not a time zone');
  });
});
