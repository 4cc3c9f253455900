import * as z from 'zod';

const RateWindow = z.object({ requests: z.int().positive(), windowMs: z.int().positive() });
/** The row stores the time of every request in a burst. */
const maxInBurst = 200;

/**
 * A partner's limits: `requests` in any `windowMs`, for two sliding windows. The partner counts requests when they arrive, but we only know
 * when we send them. So our windows are longer, by as much as the time in between may vary.
 */
export const Limits = z.object({
  burst: RateWindow.extend({ requests: z.int().positive().max(maxInBurst) }),
  sustained: RateWindow,
  /** How much the time between sending and arrival varies: network (300 ms), clocks (± 50 ms), and a clock's rounding (1 ms). */
  jitterMs: z.int().nonnegative().default(401),
  /** How late a worker may wake and still use its permit: its function has a seventh of a processor. Each ms makes bursts slower (ADR 11). */
  lateMs: z.int().nonnegative().default(80),
  /** `lateMs` for spread permits, which are far enough apart for it to cost nothing. */
  spreadLateMs: z.int().nonnegative().default(100),
  /** How long nothing is sent if there is no row. Default: the sustained window, as if it were used up. */
  coldStartMs: z.int().nonnegative().optional(),
});
export type Limits = z.infer<typeof Limits>;

/** Our windows: the partner's, plus the jitter. */
export const burstMs = (limits: Limits): number => limits.burst.windowMs + limits.jitterMs;
export const sustainedMs = (limits: Limits): number => limits.sustained.windowMs + limits.jitterMs;

/** A backlog is sent as fast as the burst limit allows until this share of the sustained window is used. Then it is spread. */
export const spreadFrom = 0.6;
/** Polling leaves the rest of the sustained window to receipts. */
export const pollUntil = 0.98;
/** While receipts wait, one of this many permits is for polling and reconciling: 5 %. */
export const permitsPerPoll = 20;

/** The lowest rate of permits, per second: right after a burst, the rest has to last for the window. */
export function slowestPerSecond(limits: Limits): number {
  const burst = limits.sustained.requests * spreadFrom;
  const burstTakesMs = (burst / limits.burst.requests) * (burstMs(limits) + limits.lateMs);
  const lastsMs = sustainedMs(limits) - burstTakesMs;
  const fastest = limits.burst.requests / ((burstMs(limits) + limits.lateMs) / 1000);
  return lastsMs <= 0 ? fastest : Math.min(fastest, ((limits.sustained.requests - burst) / lastsMs) * 1000);
}
