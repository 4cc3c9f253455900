import type { Limits } from '../../lib/permits/limits.ts';

type RateWindow = Limits['burst'];

/** A partner that counts every arrival in both windows, wherever they lie, and refuses what is one too many. */
export class StrictServer {
  readonly arrivals: number[] = [];
  readonly #limits: Limits;
  readonly #accepted: number[] = [];
  refused = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Calls must arrive in the order of time. Refused: how long until one would be taken. */
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

  /** From the first call to the last that was taken. */
  get tookMs(): number {
    return (this.#accepted.at(-1) ?? 0) - (this.#accepted[0] ?? 0);
  }

  /** The most arrivals in any window of this length, refused ones included. */
  most({ windowMs }: Pick<RateWindow, 'windowMs'>): number {
    let most = 0;
    for (let first = 0, last = 0; last < this.arrivals.length; last++) {
      while ((this.arrivals[last] ?? 0) - (this.arrivals[first] ?? 0) >= windowMs) first += 1;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
