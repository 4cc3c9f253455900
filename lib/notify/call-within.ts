import { callAdmin, type CallAdmin } from '../platforms/admin/call.ts';
import { AdminRefusal } from '../platforms/admin/refusal.ts';

/** The part of the time that a call needs at least. With less, it would be broken off, and its outcome unknown. */
const leastShare = 1 / 4;

/**
 * The longest answers are lists of an order's notes to its customer. A worker tells of several orders and targets at once, and all of their answers together
 * must fit into its memory.
 */
export const maxAnswerBytes = 1024 * 1024;

/**
 * The calls of one attempt at a notification. The time-out is for all of them together, from the first one on, because the worker must record what became of
 * it before its lease ends.
 * @param call sends them; replaced where time is simulated
 * @throws AdminRefusal `unavailable` for a call that can't be finished: it isn't begun
 */
export const callWithin =
  (timeoutMs: number, now: () => number, call: typeof callAdmin = callAdmin) =>
  (url: string): CallAdmin => {
    let untilMs: number | undefined;
    return async (request) => {
      untilMs ??= now() + timeoutMs;
      const leftMs = untilMs - now();
      if (leftMs < timeoutMs * leastShare)
        throw new AdminRefusal('unavailable', `${new URL(url).host} took too long for the calls before`);
      return await call(url, leftMs, maxAnswerBytes)(request);
    };
  };
