import { expect, it } from 'vitest';
import { spanToLookAt } from '../../ops/reconcile/span.ts';
import { settingsWith } from '../lib/order/support.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const minute = 60_000;
const since = (ms: number) => spanToLookAt(settingsWith(), undefined, ms, nowMs);

it('--since looks at what changed since then, but for the last quarter of an hour', () => {
  expect(since(nowMs - 60 * minute).span).toEqual({ fromMs: nowMs - 60 * minute, untilMs: nowMs - 15 * minute });
});

it.each([15, 5, -60])('--since refuses to look at nothing: %i minutes ago', (minutes) => {
  expect(() => since(nowMs - minutes * minute)).toThrow('Choose an earlier time');
});
