import { minuteMs } from '../../../lib/durations.ts';
import type { Ending } from '../ending.ts';

/** How far a signed time may be from ours, in both directions. */
const toleranceMs = 5 * minuteMs;

/** @param timestamp seconds since 1970, as digits */
export const isRecent = (timestamp: string, nowMs: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp) * 1000) <= toleranceMs;

export const clockProblem: Ending = {
  outcome: 'unsigned',
  reason: "the signed time is more than five minutes from thankflow's clock: check the clock of the shop's server.",
};
