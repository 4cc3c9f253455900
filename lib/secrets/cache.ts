import { LRUCache } from 'lru-cache';
import { within, type Sleep } from '../within.ts';

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
  /** The source is asked past the cache at most this often for each key, ms. */
  refreshEveryMs?: number;
  /**
   * How long others may join a question that is under way, ms: no longer than it can still be answered. One that was asked
   * before its process was frozen has run out of time when the process wakes.
   */
  sharedForMs?: number;
}

/** How long to wait for a source before an expired value serves; the question goes on. */
export interface Patience {
  ms: number;
  sleep: Sleep;
}

export interface Cache<Value> {
  /**
   * The value, at most `ttlMs` old, or older while its source fails, or hangs for longer than the caller's patience (absent:
   * until it fails). Rejects only if there is no value to serve.
   */
  get(key: string, patience?: Patience): Promise<Value | undefined>;
  /**
   * Asks the source now instead of believing the cache, for a value that turned out wrong. At most once per
   * `refreshEveryMs` for each key: in between it is a `get`, so that nobody can make us ask at will. A value that cannot be
   * renewed still serves.
   */
  refresh(key: string): Promise<Value | undefined>;
  /**
   * The same, but rejects where the source cannot be asked, or could not a moment ago: then nobody knows whether the value
   * that is remembered still holds.
   */
  readAgain(key: string): Promise<Value | undefined>;
}

/**
 * Remembers what `source` answers, in memory and bounded. Concurrent questions for a key share one call; what expired
 * still serves while its source fails or hangs. Missing keys are kept apart, so that a flood of unknown ones evicts nothing:
 * lru-cache's own `fetch` puts a placeholder among the values for each of them, hence the questions of our own.
 */
export function cached<Value extends object | string>(source: Source<Value>, options: CacheOptions): Cache<Value> {
  const { ttlMs, maxEntries, now, missingTtlMs = 5000, retryAfterFailureMs = 5000, refreshEveryMs = 30_000 } = options;
  const { sharedForMs = 10_000 } = options;
  const known = new LRUCache<string, Known<Value>>({ max: maxEntries });
  const missing = expiring<true>(Math.min(missingTtlMs, ttlMs), maxEntries, now);
  const refreshed = expiring<true>(refreshEveryMs, maxEntries, now);
  const failed = expiring<{ cause: unknown }>(Math.min(retryAfterFailureMs, refreshEveryMs), maxEntries, now);
  const asking = new Map<string, Question<Value>>();

  async function read(key: string, askedAtMs: number): Promise<Value | undefined> {
    const value = await source(key);
    // Older news than what is known: this question was asked before one that was answered sooner.
    if (askedAtMs < (known.peek(key)?.askedAtMs ?? 0)) return value;
    if (value === undefined) {
      known.delete(key);
      missing.set(key, true);
    } else {
      missing.delete(key);
      // From the question on: a process may have been frozen before it saw the answer.
      known.set(key, { value, askedAtMs, freshUntilMs: askedAtMs + ttlMs });
    }
    return value;
  }

  async function ask(key: string): Promise<Value | undefined> {
    const askedAtMs = now();
    const shared = asking.get(key);
    if (shared !== undefined && askedAtMs - shared.askedAtMs < sharedForMs) return await shared.answer;
    const answer = read(key, askedAtMs).finally(() => {
      if (asking.get(key)?.answer === answer) asking.delete(key);
    });
    asking.set(key, { answer, askedAtMs });
    return await answer;
  }

  async function get(key: string, patience?: Patience): Promise<Value | undefined> {
    if (missing.has(key)) return undefined;
    const entry = known.get(key);
    if (entry === undefined) return await ask(key);
    if (now() <= entry.freshUntilMs) return entry.value;
    try {
      return await (patience === undefined ? ask(key) : within(patience.ms, patience.sleep, ask(key)));
    } catch {
      // Nothing newer is to be had, and what expired is better than nothing.
      if (known.peek(key) === entry) known.set(key, { ...entry, freshUntilMs: now() + retryAfterFailureMs });
      return entry.value;
    }
  }

  async function readAgain(key: string): Promise<Value | undefined> {
    if (refreshed.has(key)) return await get(key);
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

interface Question<Value> {
  answer: Promise<Value | undefined>;
  askedAtMs: number;
}

/** What is remembered for `ttlMs`, at most `max` entries. */
function expiring<Value extends object | true>(ttlMs: number, max: number, now: () => number): LRUCache<string, Value> {
  // To lru-cache a ttl of 0 means for ever; `ttlResolution: 0` makes it read our clock each time.
  return new LRUCache({ max, ttl: Math.max(1, ttlMs), ttlResolution: 0, perf: { now } });
}
