import * as z from 'zod';

const RateWindow = z.object({ requests: z.int().positive(), windowMs: z.int().positive() });
/** The row holds a burst's instants one by one. */
const mostInBurst = 200;

/**
 * What a partner allows: `requests` in any `windowMs`, in two windows that may lie anywhere. Limits count at arrival, we
 * only know when we send, so both windows are kept longer than the partner's by what may lie between the two.
 */
export const Limits = z.object({
  burst: RateWindow.extend({ requests: z.int().positive().max(mostInBurst) }),
  sustained: RateWindow,
  /**
   * How much the time from a worker's clock to the partner's door varies: network (300 ms), clocks (± 50 ms), and the
   * millisecond that a clock doesn't show.
   */
  jitterMs: z.int().nonnegative().default(401),
  /** How late a worker may wake up for its permit and still use it. While bursting every ms of it costs speed. */
  lateMs: z.int().nonnegative().default(3),
  /** The same once permits are spread and are far enough apart for it to cost nothing. */
  spreadLateMs: z.int().nonnegative().default(100),
  /**
   * How long nothing is sent when the row that counts is not there. Default: the sustained window, as if it had been
   * used up just now. Less is safe only where nothing can have been sent before.
   */
  coldStartMs: z.int().nonnegative().optional(),
});
export type Limits = z.infer<typeof Limits>;

/** The windows as they are kept: longer by whatever may lie between sending and arriving. */
export const burstMs = (limits: Limits): number => limits.burst.windowMs + limits.jitterMs;
export const sustainedMs = (limits: Limits): number => limits.sustained.windowMs + limits.jitterMs;

/** Up to this much of the sustained window a backlog is sent as fast as the burst allows; from there on it is spread. */
export const spreadFrom = 0.6;
/** Of every so many permits one is for following and reconciling while receipts wait: 5 %. */
export const permitsPerFollow = 20;

/**
 * The slowest that permits come, per second: right after a burst, when the rest of the window has to last until the
 * burst's first permits leave it.
 */
export function slowestPerSecond(limits: Limits): number {
  const burst = limits.sustained.requests * spreadFrom;
  const burstTakesMs = (burst / limits.burst.requests) * (burstMs(limits) + limits.lateMs);
  const lastsMs = sustainedMs(limits) - burstTakesMs;
  const fastest = limits.burst.requests / ((burstMs(limits) + limits.lateMs) / 1000);
  return lastsMs <= 0 ? fastest : Math.min(fastest, ((limits.sustained.requests - burst) / lastsMs) * 1000);
}
