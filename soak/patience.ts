import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks repeatedly until it finds something other than `undefined` or `false`, and returns that. An exception counts as “not yet”.
 * @throws Error after `patienceMs`; its cause is what the last look threw
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  { patienceMs = 10 * 60_000, everyMs = 300 } = {},
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
    if (performance.now() > endMs) throw new Error(`not within ${patienceMs / 1000} s: ${what}`, { cause });
    await delay(everyMs);
  }
}
