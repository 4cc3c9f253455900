/** One permission to send one request to a credential's API. Never given back. */
export type Permit =
  /** Send at `sendAtMs` (epoch), which may lie ahead; woken later than `lateAtMs`, let it burn and take another. */
  | { kind: 'granted'; sendAtMs: number; lateAtMs: number }
  /** Nothing within `maxWaitMs`: come back at `retryAtMs`. */
  | { kind: 'later'; retryAtMs: number };

/**
 * What a permit is for. `follow` (following receipts and reconciling unknown outcomes) gets a share of its own while
 * receipts wait, and whatever is left over when none do.
 */
export type Use = 'submit' | 'follow';

export interface Usage {
  /** Permits granted in the last `windowMs`. */
  usedInWindow: number;
  limit: number;
  windowMs: number;
  /** Thanx said 429: nothing before, epoch ms. */
  blockedUntilMs?: number;
}

/** The rate limiter of one Thanx credential, shared by every worker. Fails closed: throws `no-permit` when its row is out of reach. */
export interface Permits {
  /**
   * @param maxWaitMs how far ahead a grant may lie
   * @param use `submit` unless said
   */
  take(maxWaitMs: number, use?: Use): Promise<Permit>;
  /** A 429 was answered: nobody sends before `untilMs`. */
  block(untilMs: number): Promise<void>;
  usage(): Promise<Usage>;
  /** How far ahead the next grant would lie as far as this worker knows, without asking anybody. */
  expectedWaitMs?(): number;
}
