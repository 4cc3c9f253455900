import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 300;

/**
 * Looks again and again until it finds something other than `undefined` or `false`, and gives that. An exception counts as not yet.
 * @throws what the last look threw, or that it is still not so, after `patienceMs`
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  patienceMs = 10 * 60_000,
): Promise<Found> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    let cause: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > endMs) throw new Error(`still not so after ${patienceMs / 1000} s: ${what}`, { cause });
    await delay(everyMs);
  }
}
