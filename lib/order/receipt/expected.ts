import * as z from 'zod';
import { hourMs } from '../../durations.ts';
import { openObject } from '../../open-object.ts';

/** By when Thanx is expected to have decided about a merchant's receipts, in ms after they were submitted. */
export const Expected = openObject({
  /** About most of them (`mostShare`). Then the receipt is polled first. */
  mostMs: z.number().int().nonnegative(),
  /** About all of them, except a few. */
  allMs: z.number().int().nonnegative(),
});
export type Expected = z.infer<typeof Expected>;

/** The undecided rest is polled again. A poll is two calls, so a receipt costs 2 × 1.38 calls, of the 2.8 that Thanx's limits leave for it (ADR 61). */
export const mostShare = 0.62;

/** In hours after a receipt was submitted: Thanx decides about it between these. */
export const DecidedInHours = openObject({ from: z.number(), to: z.number() });
export type DecidedInHours = z.infer<typeof DecidedInHours>;

/** Thanx's reviewers take 24 to 72 hours. */
export const reviewHours: DecidedInHours = { from: 24, to: 72 };

/** As if decisions were spread evenly. */
export const expectedWithin = ({ from, to }: DecidedInHours): Expected => ({
  mostMs: Math.round((from + mostShare * (to - from)) * hourMs),
  allMs: Math.round(to * hourMs),
});
