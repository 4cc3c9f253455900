import { LRUCache } from 'lru-cache';
import { hourMs } from '../../lib/durations.ts';

/** True the first time in an hour that it is asked about a key. Forgets the keys beyond a thousand. */
export function onceAnHour(now: () => number): (key: string) => boolean {
  const seen = new LRUCache<string, true>({ max: 1000, ttl: hourMs, ttlResolution: 0, perf: { now } });
  return (key) => {
    if (seen.has(key)) return false;
    seen.set(key, true);
    return true;
  };
}
