import { expiringMap, LruMap } from '../lru-map.ts';
import { within, type Timer } from '../within.ts';

/** Reads a value. `undefined`: the key doesn't exist. It rejects if the value can't be read. */
export type Source<Value> = (key: string) => Promise<Value | undefined>;

/** How long it's remembered that a key doesn't exist, if `ttlMs` isn't shorter. */
const missingTtlMs = 5000;
/** How long an expired value is used after its source failed, before the source is read again. */
const retryAfterFailureMs = 5000;

export interface CacheOptions {
  /** How long a value is fresh. With 0 nothing is cached, but concurrent reads still share one call. */
  ttlMs: number;
  maxEntries: number;
  now: () => number;
  /** How old a value may be that is used while its source fails. Default: any age. */
  maxAgeMs?: number;
  /** How often `refresh` and `readAgain` bypass the cache for a key at most. */
  refreshEveryMs?: number;
  /** How long others may join a call. A call made before the process was frozen has timed out when it wakes. */
  sharedForMs?: number;
}

/** How long to wait for the source before an expired value is used. The call continues in the background. */
export interface Patience {
  ms: number;
  timer: Timer;
}

export interface Cache<Value> {
  /** At most `ttlMs` old, or older if its source fails or outlasts `patience`. Rejects only if there is no value. */
  get(key: string, patience?: Patience): Promise<Value | undefined>;
  /**
   * Reads the source instead of the cache, for a value that turned out to be wrong. At most once per `refreshEveryMs` and key, so that callers
   * can't cause a flood of reads; in between it's a `get`. If the source fails, returns the cached value.
   */
  refresh(key: string): Promise<Value | undefined>;
  /** Like `refresh`, but rejects if the source fails, or failed a moment ago: then nobody knows whether the cached value is still right. */
  readAgain(key: string): Promise<Value | undefined>;
}

/**
 * Caches a source in memory, with a limited number of entries. Concurrent reads of a key share one call, and expired values are used while the
 * source fails or hangs. Missing keys are stored separately, so that a flood of unknown keys evicts no values.
 */
export function cached<Value extends object | string>(source: Source<Value>, options: CacheOptions): Cache<Value> {
  const { ttlMs, maxEntries, now, refreshEveryMs = 30_000, sharedForMs = 10_000, maxAgeMs = Infinity } = options;
  const known = new LruMap<Known<Value>>(maxEntries);
  const missing = expiringMap<true>(Math.min(missingTtlMs, ttlMs), maxEntries, now);
  const refreshed = expiringMap<true>(refreshEveryMs, maxEntries, now);
  const failed = expiringMap<{ cause: unknown }>(Math.min(retryAfterFailureMs, refreshEveryMs), maxEntries, now);
  const calls = new Map<string, Call<Value>>();

  async function read(key: string, askedAtMs: number): Promise<Value | undefined> {
    const value = await source(key);
    // A call that was made later has already answered.
    if (askedAtMs < (known.peek(key)?.askedAtMs ?? 0)) return value;
    if (value === undefined) {
      known.delete(key);
      missing.set(key, true);
    } else {
      missing.delete(key);
      // Counted from the call on, because the process may have been frozen before it saw the answer.
      known.set(key, { value, askedAtMs, freshUntilMs: askedAtMs + ttlMs });
    }
    return value;
  }

  async function ask(key: string): Promise<Value | undefined> {
    const askedAtMs = now();
    const shared = calls.get(key);
    if (shared !== undefined && askedAtMs - shared.askedAtMs < sharedForMs) return await shared.answer;
    const answer = read(key, askedAtMs).finally(() => {
      if (calls.get(key)?.answer === answer) calls.delete(key);
    });
    calls.set(key, { answer, askedAtMs });
    return await answer;
  }

  async function get(key: string, patience?: Patience): Promise<Value | undefined> {
    if (missing.get(key)) return undefined;
    const entry = known.get(key);
    if (entry === undefined || now() > entry.askedAtMs + maxAgeMs) return await ask(key);
    if (now() <= entry.freshUntilMs) return entry.value;
    try {
      return await (patience === undefined ? ask(key) : within(patience.ms, patience.timer, ask(key)));
    } catch {
      // An expired value is better than none.
      if (known.peek(key) === entry) known.set(key, { ...entry, freshUntilMs: now() + retryAfterFailureMs });
      return entry.value;
    }
  }

  async function readAgain(key: string): Promise<Value | undefined> {
    if (refreshed.get(key)) return await get(key);
    const failure = failed.get(key);
    if (failure !== undefined) throw failure.cause;
    try {
      const value = await ask(key);
      refreshed.set(key, true);
      return value;
    } catch (cause) {
      failed.set(key, { cause });
      throw cause;
    }
  }

  async function refresh(key: string): Promise<Value | undefined> {
    try {
      return await readAgain(key);
    } catch (cause) {
      const entry = known.get(key);
      if (entry === undefined) throw cause;
      return entry.value;
    }
  }

  return { get, refresh, readAgain };
}

interface Known<Value> {
  value: Value;
  askedAtMs: number;
  freshUntilMs: number;
}

interface Call<Value> {
  answer: Promise<Value | undefined>;
  askedAtMs: number;
}
