import { expect, it } from 'vitest';
import { actionFor } from '../../../functions/notify-shop/action.ts';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';

it('waits as long as a target asks if that is longer than the usual wait, but not for more than a day', () => {
  const nowMs = Date.parse('2026-01-31T12:00:00Z');
  const waitMs = (afterMs: number | undefined) => {
    const outcome = { kind: 'retry', code: 'rate-limited', status: 429, afterMs } as const;
    const { step } = actionFor(outcome, { attempts: 0 }, { nowMs, random: 0 });
    return step.do === 'retry' ? step.atMs - nowMs : undefined;
  };
  expect([undefined, 1000, hourMs, dayMs, 2 * dayMs, Infinity].map(waitMs)).toEqual([
    minuteMs,
    minuteMs,
    hourMs,
    dayMs,
    dayMs,
    dayMs,
  ]);
});
