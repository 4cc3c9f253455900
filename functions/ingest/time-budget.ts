import { ThankflowError } from '../../lib/errors.ts';
import type { Patience } from '../../lib/secrets/cache.ts';
import { within } from '../../lib/within.ts';
import type { IngestPorts } from './ports.ts';

/** Limit of one call to AWS. The clients have the same timeout, so that no call continues in the background. */
export const callTimeoutMs = 400;
/** Limit for all calls of a webhook. Wix hangs up after 1,250 ms, including the cold start. */
const totalMs = 1000;
/**
 * Limit of a request for a platform's public key. It isn't part of `totalMs`: the host is on the Internet, and platforms that publish their keys
 * wait for ten seconds and more. Two of them and the calls to AWS fit into the function's timeout.
 */
export const keyTimeoutMs = 1500;
/** Every call gets at least this much, even if the others have used up the time: it may save an order. */
const minMs = 100;

/** The calls of a webhook: how much time each leaves for the next ones, and the reason if it fails or is too slow. */
const steps = {
  'public key': { ownMs: keyTimeoutMs, failed: "the platform's public key could not be fetched in time" },
  'public key again': {
    ownMs: keyTimeoutMs,
    failed: "the signature doesn't match, and a newer public key could not be fetched in time",
  },
  settings: { reserveMs: 600, failed: "the shop's settings could not be read in time" },
  secret: { reserveMs: 400, failed: "the shop's webhook secret could not be read in time" },
  'secret again': {
    reserveMs: 400,
    failed: "the signature doesn't match, and a newer secret could not be read in time",
  },
  /** Leaves time for the queue and then the table, or for the bucket, twice. */
  'card key': { reserveMs: 400, failed: 'the key for gift cards could not be read in time' },
  queue: { reserveMs: 200, failed: 'the queue did not take it in time' },
  table: { reserveMs: 0, failed: 'neither the queue nor the table took it in time' },
  bucket: { reserveMs: 400, failed: 'the quarantine bucket did not take it in time' },
  'bucket again': { reserveMs: 0, failed: 'it could not be read, and the quarantine bucket did not take it in time' },
} as const satisfies Record<string, ({ reserveMs: number } | { ownMs: number }) & { failed: string }>;

export type Step = keyof typeof steps;

/**
 * Makes a call within `callTimeoutMs`, or less if the steps after it need the time.
 * @throws ThankflowError `unavailable`, with the step's `failed` text and the cause, if the call fails or is too slow
 */
export type RunWithin = <Result>(step: Step, call: () => Promise<Result>) => Promise<Result>;

/** After this, a cached value is used instead: two sources that hang still leave most of the time for the queue and the table. */
export const patienceMs = 150;

export const patience = ({ timer }: Pick<IngestPorts, 'timer'>): Patience => ({ ms: patienceMs, timer });

/** Starts the time budget of one webhook. */
export function timeBudget({ now, timer }: Pick<IngestPorts, 'now' | 'timer'>): RunWithin {
  let endMs = now() + totalMs;
  return async (step, call) => {
    const limit = steps[step];
    const startMs = now();
    const timeoutMs =
      'ownMs' in limit ? limit.ownMs : Math.max(minMs, Math.min(callTimeoutMs, endMs - limit.reserveMs - startMs));
    try {
      return await within(timeoutMs, timer, call());
    } catch (cause) {
      throw new ThankflowError('unavailable', limit.failed, { cause });
    } finally {
      if ('ownMs' in limit) endMs += now() - startMs;
    }
  };
}
