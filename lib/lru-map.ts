/**
 * A map of at most `max` entries, which forgets the least recently used one for a new one. The package lru-cache can do far more, and
 * loading it cost each cold start 6 %.
 */
export class LruMap<Value extends object | string | true> {
  readonly #entries = new Map<string, Value>();
  readonly #max: number;
  constructor(max: number) {
    this.#max = max;
  }

  /** Doesn't count as use. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    // A Map keeps the order in which its entries were set.
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#max) break;
      this.#entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/** A map whose values expire `ttlMs` after they were set, with at most `max` entries. */
export function expiringMap<Value>(ttlMs: number, max: number, now: () => number) {
  const entries = new LruMap<{ value: Value; untilMs: number }>(max);
  return {
    get(key: string): Value | undefined {
      const entry = entries.peek(key);
      return entry !== undefined && now() <= entry.untilMs ? entry.value : undefined;
    },
    set: (key: string, value: Value): void => entries.set(key, { value, untilMs: now() + ttlMs }),
    delete: (key: string): void => entries.delete(key),
  };
}
