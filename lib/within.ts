import { ThankflowError } from './errors.ts';

/** Resolves after `ms`; rejects when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Settles like `call`, which isn't aborted if it takes longer than `ms`.
 * @throws ThankflowError `unavailable` after `ms`
 */
export async function within<Result>(ms: number, sleep: Sleep, call: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const tooLate = async () => {
    await sleep(ms, timer.signal);
    throw new ThankflowError('unavailable', `no answer within ${ms} ms`);
  };
  try {
    return await Promise.race([call, tooLate()]);
  } finally {
    timer.abort();
  }
}
