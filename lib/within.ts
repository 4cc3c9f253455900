import { ThankflowError } from './errors.ts';

/** Calls `wake` after `ms`, unless the function that it returns is called first. */
export type Timer = (ms: number, wake: () => void) => () => void;

export const realTimer: Timer = (ms, wake) => {
  const timeout = setTimeout(wake, ms);
  return () => clearTimeout(timeout);
};

/**
 * Settles like `call`, which isn't aborted if it takes longer than `ms`.
 * @param said what the error says then
 * @throws ThankflowError `unavailable` after `ms`
 */
export async function within<Result>(
  ms: number,
  timer: Timer,
  call: Promise<Result>,
  said = `no answer within ${ms} ms`,
): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const cancel = timer(ms, () => late.reject(new ThankflowError('unavailable', said)));
  try {
    return await Promise.race([call, late.promise]);
  } finally {
    cancel();
  }
}
