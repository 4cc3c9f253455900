/** The right to send one request to a credential's API. It can't be returned. */
export type Permit =
  /** Send between `sendAtMs`, which may be in the future, and `lateAtMs` (epoch). If you are too late, take another one. */
  | { kind: 'granted'; sendAtMs: number; lateAtMs: number }
  /** None within `maxWaitMs`: ask again at `retryAtMs` (epoch). */
  | { kind: 'later'; retryAtMs: number };

/**
 * What a permit is for. `poll`, also for reconciling, has its own share, and whatever receipts leave. `poll-on` goes on with a poll that has taken a
 * permit for its token, which would be wasted otherwise. It counts towards the share, and never has to wait for it.
 */
export type Use = 'submit' | 'poll' | 'poll-on';

export interface Usage {
  /** Permits granted in the last `windowMs`. */
  usedInWindow: number;
  limit: number;
  windowMs: number;
  /** After a 429: nothing may be sent before this, epoch ms. */
  blockedUntilMs?: number;
}

/**
 * The rate limiter of one Thanx credential, shared by all workers. It fails closed.
 * @throws ThankflowError `no-permit`, from `take`, `block` and `usage`, if its row can't be read or written
 */
export interface Permits {
  /**
   * @param maxWaitMs how far in the future the permit may be
   * @param use default: `submit`
   */
  take(maxWaitMs: number, use?: Use): Promise<Permit>;
  /** Stops all workers until `untilMs` (epoch), after a 429. */
  block(untilMs: number): Promise<void>;
  usage(): Promise<Usage>;
  /** How far in the future the next permit would be, as far as this worker knows without reading the row. */
  expectedWaitMs?(): number;
}
