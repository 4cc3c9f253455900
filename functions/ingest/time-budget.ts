import { ThankflowError } from '../../lib/errors.ts';
import type { Patience } from '../../lib/secrets/cache.ts';
import { within } from '../../lib/within.ts';
import type { IngestPorts } from './ports.ts';

/** One attempt at a call to AWS. The clients are set to the same, so that an attempt that was given up does not go on. */
export const callTimeoutMs = 400;
/** All calls of one webhook. Wix hangs up after 1,250 ms, a cold start included. */
const totalMs = 1000;
/** What every call is given, even when the others have used the time up: the chance of an order is worth it. */
const leastMs = 100;

/** The calls of a webhook: the time that each leaves for those after it, and what to say when it fails or is too slow. */
const steps = {
  settings: { reserveMs: 600, failed: "the shop's settings could not be read in time" },
  secret: { reserveMs: 400, failed: "the shop's webhook secret could not be read in time" },
  'secret again': {
    reserveMs: 400,
    failed: 'the signature does not match, and a newer secret could not be looked for',
  },
  /** Queue and, if that fails, table; or the bucket, twice. */
  'card key': { reserveMs: 400, failed: 'the key for gift cards could not be read in time' },
  queue: { reserveMs: 200, failed: 'the queue did not take it in time' },
  table: { reserveMs: 0, failed: 'neither the queue nor the table took it in time' },
  bucket: { reserveMs: 400, failed: 'the quarantine bucket did not take it in time' },
  'bucket again': { reserveMs: 0, failed: 'it could not be read, and the quarantine bucket did not take it in time' },
} as const satisfies Record<string, { reserveMs: number; failed: string }>;

export type Step = keyof typeof steps;

/**
 * Makes a call with at most `callTimeoutMs`, and so that time is left for those after it. What fails or takes too long rejects
 * with `unavailable`, the step's own words and the cause.
 */
export type RunWithin = <Result>(step: Step, call: () => Promise<Result>) => Promise<Result>;

/** What is remembered serves after this: two sources that hang leave most of the time for the queue and the table. */
export const patienceMs = 150;

/** For the questions that may have a remembered answer. */
export const patience = ({ sleep }: Pick<IngestPorts, 'sleep'>): Patience => ({ ms: patienceMs, sleep });

/** The time budget of one webhook, from now on. */
export function timeBudget({ now, sleep }: Pick<IngestPorts, 'now' | 'sleep'>): RunWithin {
  const endMs = now() + totalMs;
  return async (step, call) => {
    const { reserveMs, failed } = steps[step];
    const timeoutMs = Math.max(leastMs, Math.min(callTimeoutMs, endMs - reserveMs - now()));
    try {
      return await within(timeoutMs, sleep, call());
    } catch (cause) {
      throw new ThankflowError('unavailable', failed, { cause });
    }
  };
}
