import type { Limits } from '../../lib/permits/limits.ts';

type RateWindow = Limits['burst'];

/** A partner that counts every arrival in both windows at any position, and refuses every call above a limit. */
export class StrictServer {
  readonly arrivals: number[] = [];
  readonly #limits: Limits;
  readonly #accepted: number[] = [];
  refused = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Calls must arrive in chronological order. Returns when a refused call may be repeated; `undefined` for an accepted one. */
  arrive(atMs: number): { retryAfterMs: number } | undefined {
    this.arrivals.push(atMs);
    const free = [this.#limits.burst, this.#limits.sustained].map(
      ({ requests, windowMs }) => (this.#accepted.at(-requests) ?? -Infinity) + windowMs,
    );
    const retryAfterMs = Math.max(...free) - atMs;
    if (retryAfterMs > 0) {
      this.refused += 1;
      return { retryAfterMs };
    }
    this.#accepted.push(atMs);
    return undefined;
  }

  get accepted(): number {
    return this.#accepted.length;
  }

  acceptedBetween(fromMs: number, toMs: number): number {
    return this.#accepted.filter((atMs) => atMs >= fromMs && atMs < toMs).length;
  }

  /** From the first to the last accepted call. */
  get tookMs(): number {
    return (this.#accepted.at(-1) ?? 0) - (this.#accepted[0] ?? 0);
  }

  /** The highest number of arrivals in any window of this length, including refused ones. */
  highest({ windowMs }: Pick<RateWindow, 'windowMs'>): number {
    let highest = 0;
    for (let first = 0, last = 0; last < this.arrivals.length; last++) {
      while ((this.arrivals[last] ?? 0) - (this.arrivals[first] ?? 0) >= windowMs) first += 1;
      highest = Math.max(highest, last - first + 1);
    }
    return highest;
  }
}
