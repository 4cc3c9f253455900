/**
 * A shop's budget of query costs: a leaky bucket. It holds 20 seconds' worth, and refills continuously.
 * @see https://shopify.dev/docs/api/usage/limits#rate-limits (100 points per second on the standard plan)
 */
export class CostBucket {
  readonly #now: () => number;
  readonly #maximum: number;
  readonly #restoreRate: number;
  #available: number;
  #atMs: number;

  constructor(now: () => number, { maximum, restoreRate } = { maximum: 2000, restoreRate: 100 }) {
    this.#now = now;
    this.#maximum = maximum;
    this.#restoreRate = restoreRate;
    this.#available = maximum;
    this.#atMs = now();
  }

  /** Whether a query of this cost may run. */
  admits(cost: number): boolean {
    this.#refill();
    return this.#available >= cost;
  }

  take(cost: number): void {
    this.#refill();
    this.#available -= cost;
  }

  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number } {
    this.#refill();
    const currentlyAvailable = Math.floor(this.#available);
    return { maximumAvailable: this.#maximum, currentlyAvailable, restoreRate: this.#restoreRate };
  }

  #refill(): void {
    const nowMs = this.#now();
    const restored = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#restoreRate;
    this.#available = Math.min(this.#maximum, this.#available + restored);
    this.#atMs = nowMs;
  }
}
