import { LRUCache } from 'lru-cache';

/** Where the truth is: `undefined` means that there is no such key; a rejection means that nobody could be asked. */
export type Source<Value> = (key: string) => Promise<Value | undefined>;

export interface CacheOptions {
  /** How long a value is believed, ms. 0 is as good as no cache, but concurrent questions still share one answer. */
  ttlMs: number;
  maxEntries: number;
  now: () => number;
  /** How long "there is no such key" is believed, ms: never longer than `ttlMs`. */
  missingTtlMs?: number;
  /** How long after a failure of its source an expired value serves without asking again, ms. */
  retryAfterFailureMs?: number;
  /** `refresh` asks the source at most this often for each key, ms. */
  refreshEveryMs?: number;
}

export interface Cache<Value> {
  /** The value, at most `ttlMs` old, or older while its source fails. Rejects only if there is no value to serve. */
  get(key: string): Promise<Value | undefined>;
  /**
   * Asks the source now instead of believing the cache, for a value that turned out wrong. At most once per
   * `refreshEveryMs` for each key: in between it is a `get`, so that nobody can make us ask at will.
   */
  refresh(key: string): Promise<Value | undefined>;
}

/**
 * Remembers what `source` answers, in memory and bounded. Concurrent questions for a key share one call; what expired
 * still serves while its source fails. Missing keys are kept apart, so that a flood of unknown ones evicts nothing:
 * lru-cache's own `fetch` puts a placeholder among the values for each of them, hence the questions of our own.
 */
export function cached<Value extends object | string>(source: Source<Value>, options: CacheOptions): Cache<Value> {
  const { ttlMs, maxEntries, now, missingTtlMs = 5000, retryAfterFailureMs = 5000, refreshEveryMs = 30_000 } = options;
  const known = new LRUCache<string, { value: Value; freshUntilMs: number }>({ max: maxEntries });
  const missing = keySet(Math.min(missingTtlMs, ttlMs), maxEntries, now);
  const refreshed = keySet(refreshEveryMs, maxEntries, now);
  const asking = new Map<string, Promise<Value | undefined>>();

  async function answer(key: string): Promise<Value | undefined> {
    let value: Value | undefined;
    try {
      value = await source(key);
    } catch (cause) {
      const expired = known.get(key);
      if (expired === undefined) throw cause;
      known.set(key, { value: expired.value, freshUntilMs: now() + retryAfterFailureMs });
      return expired.value;
    }
    if (value === undefined) {
      known.delete(key);
      missing.set(key, true);
    } else {
      missing.delete(key);
      known.set(key, { value, freshUntilMs: now() + ttlMs });
    }
    return value;
  }

  async function ask(key: string): Promise<Value | undefined> {
    const question = asking.get(key) ?? answer(key).finally(() => asking.delete(key));
    asking.set(key, question);
    return await question;
  }

  async function get(key: string): Promise<Value | undefined> {
    if (missing.has(key)) return undefined;
    const entry = known.get(key);
    return entry !== undefined && now() <= entry.freshUntilMs ? entry.value : await ask(key);
  }

  async function refresh(key: string): Promise<Value | undefined> {
    if (refreshed.has(key)) return await get(key);
    refreshed.set(key, true);
    return await ask(key);
  }

  return { get, refresh };
}

/** Keys that are remembered for `ttlMs`, at most `max` of them. */
function keySet(ttlMs: number, max: number, now: () => number): LRUCache<string, true> {
  // To lru-cache a ttl of 0 means for ever; `ttlResolution: 0` makes it read our clock each time.
  return new LRUCache({ max, ttl: Math.max(1, ttlMs), ttlResolution: 0, perf: { now } });
}
