import { ThankflowError } from '../../lib/errors.ts';
import type { IngestPorts } from './ports.ts';

/** One call to AWS. The clients are set to the same, so that a call that was given up does not go on. */
export const callTimeoutMs = 400;
/** All calls of one webhook. Wix hangs up after 1,250 ms, a cold start included. */
const totalMs = 1000;
/** What every call is given, even when the others have used the time up: the chance of an order is worth it. */
const leastMs = 100;

/** Runs a call with at most `callTimeoutMs`, and so that `reserveMs` of the whole are left for those after it. */
export type RunWithin = <Result>(reserveMs: number, call: () => Promise<Result>) => Promise<Result>;

/** The time budget of one webhook, from now on. A call that takes too long rejects with `unavailable`. */
export function timeBudget({ now, sleep }: Pick<IngestPorts, 'now' | 'sleep'>): RunWithin {
  const endMs = now() + totalMs;
  return async (reserveMs, call) => {
    const timeoutMs = Math.max(leastMs, Math.min(callTimeoutMs, endMs - reserveMs - now()));
    const timer = new AbortController();
    const tooLate = async () => {
      await sleep(timeoutMs, timer.signal);
      throw new ThankflowError('unavailable', `no answer within ${timeoutMs} ms`);
    };
    try {
      return await Promise.race([call(), tooLate()]);
    } finally {
      timer.abort();
    }
  };
}
