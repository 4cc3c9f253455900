import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until `look` gives something other than `undefined` or `false`, and gives that.
 * Looks cost more time of a busy machine than what they look for, so they come less often the longer it takes, unless
 * `everyMs` says how often.
 * An exception from `look` (a failed `expect`, say) counts as not yet; the last one is thrown after `timeoutMs`, which on a busy
 * machine must be enough for all the retries and leases that add up.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 90_000, everyMs }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<Exclude<Awaited<T>, undefined | false>> {
  const untilMs = Date.now() + timeoutMs;
  let waitMs = everyMs ?? 60;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen as Exclude<Awaited<T>, undefined | false>;
      last = new Error(`still not so after ${timeoutMs} ms`);
    } catch (error) {
      last = error;
    }
    if (Date.now() >= untilMs) throw last;
    await delay(waitMs);
    if (everyMs === undefined) waitMs = Math.min(waitMs * 1.5, 400);
  }
}
