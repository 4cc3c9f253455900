import { dayMs, hourMs, minuteMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { LruMap } from '../../lib/lru-map.ts';
import type { Source } from '../../lib/secrets/cache.ts';

/** How long a public key is believed: an hour, and a day if its host fails. Adobe allows a day. */
export const publicKeyLifetime = { ttlMs: hourMs, maxAgeMs: dayMs, maxEntries: 1000 };

/** Strangers may name keys in the headers of what they send. A shop's real webhooks have a few keys in years. */
const maxFetchesPerMinute = 10;

const tooMany = `public keys of the shop were fetched ${maxFetchesPerMinute} times within a minute: see the lines before, which say why`;

/** The name of a shop's public key in the cache: one shop's webhooks must not use up the requests of another. */
export const keyOf = (shop: string, url: string): string => `${shop} ${url}`;

/**
 * Where public keys come from, a limited number per shop and minute.
 * @param fetchKey returns `undefined` if the host says that the document doesn't exist, and rejects if that is unknown
 */
export function publicKeySource(
  fetchKey: (url: string) => Promise<string | undefined>,
  now: () => number,
): Source<string> {
  const fetches = new LruMap<{ count: number }>(1000);
  return async (key) => {
    const [shop = '', url = ''] = key.split(' ');
    const minute = `${shop} ${Math.floor(now() / minuteMs)}`;
    const count = fetches.get(minute)?.count ?? 0;
    if (count >= maxFetchesPerMinute) throw new ThankflowError('unavailable', tooMany);
    fetches.set(minute, { count: count + 1 });
    return await fetchKey(url);
  };
}
