/**
 * How long functions remember partners' tokens and the customer key, in ms: ten times as long as settings and webhook secrets. Reading them each
 * minute would cost as much as an order's row. A partner that refuses a token, or what was made with a shop's own one, makes functions read it
 * again at once, so only a token that still works is used for that long after it was replaced. The customer key isn't replaced (docs/operating.md, "The customer key").
 */
export const partnerTtlMs = (cacheTtlMs: number): number => 10 * cacheTtlMs;

/** How often a refused token makes functions read it again at most, in ms. `secrets put` waits for `cacheTtlMs` before an order tries. */
export const partnerRefreshMs = (cacheTtlMs: number): number => Math.min(30_000, cacheTtlMs);
