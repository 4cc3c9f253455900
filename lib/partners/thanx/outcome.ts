/** What can come of any call to Thanx. `T` is what success gives. */
export type ThanxOutcome<T> =
  | { kind: 'ok'; value: T }
  /** The request never left: DNS, connect or TLS failed, or its time to be sent had passed. Safe to send again. */
  | { kind: 'not-sent'; reason: string }
  /** It left and nobody can say what it did: timeout, reset, 5xx, an unreadable 2xx. Never send a POST /receipts again blindly. */
  | { kind: 'unknown'; reason: string; status?: number }
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** 3xx, 405, 410, and a 404 that is not Thanx's own RESOURCE_NOT_FOUND: the endpoint is not where it was. */
  | { kind: 'moved'; status: number }
  /** 401, 403. */
  | { kind: 'unauthorized'; status: number }
  /** Token calls only: the customer is not a member. */
  | { kind: 'no-member' }
  /** Token calls only: nobody can have this e-mail address. */
  | { kind: 'no-email' }
  /** 400 (and any other 4xx, a merchant Thanx does not know included): never going to be taken. `words` are the vendor's, at most 2 KB, unscrubbed. */
  | { kind: 'rejected'; status: number; code?: string; words: string };
