import { ThankflowError } from './errors.ts';

/** Resolves after `ms`; rejects when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Settles as `call` does, or rejects with `unavailable` after `ms`. The call itself goes on: nobody waits for it any more. */
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
