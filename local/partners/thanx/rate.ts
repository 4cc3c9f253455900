/** A limit of Thanx: at most `requests` in any `windowMs`. */
export interface RateLimit {
  requests: number;
  windowMs: number;
}

/** @see https://docs.thanx.com/partner/overview (Global Rate Limits) */
export const documentedLimits: RateLimit[] = [
  { requests: 5, windowMs: 1000 },
  { requests: 2000, windowMs: 900_000 },
];

export interface RateUsage extends RateLimit {
  /** Arrivals in the window that ends now, including refused ones. */
  current: number;
  /** The highest number of arrivals in any window of this length, including refused ones. */
  highest: number;
}

/** Counts a credential's calls in windows at any position. Refused calls don't count towards the limits, only in `current` and `highest`. */
export class RateWindows {
  #limits: RateLimit[];
  #arrivals: number[] = [];
  #accepted: number[] = [];
  #highest: number[];
  #refused = 0;

  constructor(limits: RateLimit[]) {
    this.#limits = limits;
    this.#highest = limits.map(() => 0);
  }

  /** Counts an arrival. Returns whether it's within the limits. */
  arrive(atMs: number): boolean {
    const longest = Math.max(...this.#limits.map(({ windowMs }) => windowMs));
    this.#arrivals = later(this.#arrivals, atMs - longest);
    this.#accepted = later(this.#accepted, atMs - longest);
    this.#arrivals.push(atMs);
    this.#highest = this.#limits.map(({ windowMs }, index) =>
      Math.max(this.#highest[index] ?? 0, countSince(this.#arrivals, atMs - windowMs)),
    );
    const fits = this.#limits.every(({ requests, windowMs }) => countSince(this.#accepted, atMs - windowMs) < requests);
    if (fits) this.#accepted.push(atMs);
    else this.#refused += 1;
    return fits;
  }

  usage(nowMs: number): { windows: RateUsage[]; refused: number } {
    const windows = this.#limits.map((limit, index) => ({
      ...limit,
      current: countSince(this.#arrivals, nowMs - limit.windowMs),
      highest: this.#highest[index] ?? 0,
    }));
    return { windows, refused: this.#refused };
  }
}

const later = (times: readonly number[], afterMs: number) => times.filter((time) => time > afterMs);

/** How many of these ascending times are after `afterMs`. */
function countSince(times: readonly number[], afterMs: number): number {
  const last = times.findLastIndex((time) => time <= afterMs);
  return times.length - 1 - last;
}

/** The windows of each credential. */
export class Rates {
  readonly #windows = new Map<string, RateWindows>();
  readonly #limits: () => RateLimit[];
  readonly #now: () => number;

  /** @param limits the current ones */
  constructor(limits: () => RateLimit[], now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  of(clientId: string): RateWindows {
    const windows = this.#windows.get(clientId) ?? new RateWindows(this.#limits());
    this.#windows.set(clientId, windows);
    return windows;
  }

  usage() {
    return Object.fromEntries([...this.#windows].map(([id, windows]) => [id, windows.usage(this.#now())]));
  }

  clear(): void {
    this.#windows.clear();
  }
}
