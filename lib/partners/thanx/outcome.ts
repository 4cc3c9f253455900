/** How a call to Thanx ended. `T` is the result of a successful call. */
export type ThanxOutcome<T> =
  | { kind: 'ok'; value: T }
  /** Nothing was sent: DNS, connect or TLS failed, or it was too late to send. Safe to send again. */
  | { kind: 'not-sent'; reason: string }
  /** It was sent, but its effect is unknown: timeout, reset, 5xx, an unreadable 2xx. Never repeat POST /receipts without looking first. */
  | { kind: 'unknown'; reason: string; status?: number }
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** 3xx, 405, 410, or a 404 that isn't Thanx's own RESOURCE_NOT_FOUND: the endpoint has moved. */
  | { kind: 'moved'; status: number }
  /** 401, 403. */
  | { kind: 'unauthorized'; status: number }
  /** Token calls only: the customer is not a member. */
  | { kind: 'no-member' }
  /** Token calls only: the e-mail address is invalid. */
  | { kind: 'no-email' }
  /** 400 and any other 4xx, such as an unknown merchant: Thanx will never accept it. `words` is its text, at most 2 KB, unscrubbed. */
  | { kind: 'rejected'; status: number; code?: string; words: string };
