/** What became of one attempt to create a ThankU. Permanent and retryable are told apart here, where the answer is read. */
export type ThankuOutcome =
  | { kind: 'created'; id: string; link?: string; certificateNum?: string; certificateLink?: string }
  /** Timeout, reset, 5xx, a 2xx without an id: the same bytes again, later. `notSent`: no connection, so nothing was made. */
  | { kind: 'retry'; reason: string; status?: number; notSent?: true }
  /** 429. `retryAfterMs` only if the vendor said so. */
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** 3xx, 404, 405, 410, 401, 403: nothing this shop sends can succeed until a person looks. */
  | { kind: 'refused'; reason: 'moved' | 'unauthorized'; status: number }
  /** 400 (and any other 4xx): this request will never be taken. `words` are the vendor's, at most 2 KB, unscrubbed. */
  | { kind: 'rejected'; status: number; words: string };
