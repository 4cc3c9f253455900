/** How one attempt to create a ThankU ended. */
export type ThankuOutcome =
  | { kind: 'created'; id: string; link?: string; certificateNum?: string; certificateLink?: string }
  /** Timeout, reset, 5xx, a 2xx without an ID: send the same bytes again later. `notSent`: no connection, so nothing was created. */
  | { kind: 'retry'; reason: string; status?: number; notSent?: true }
  /** 429. `retryAfterMs` only if ThankU said so. */
  | { kind: 'rate-limited'; retryAfterMs?: number }
  /** 3xx, 404, 405, 410, 401, 403: no request of this shop can succeed until a person acts. */
  | { kind: 'refused'; reason: 'moved' | 'unauthorized'; status: number }
  /** 400 and any other 4xx: ThankU will never accept this request. `words` is its text, at most 2 KB, unscrubbed. */
  | { kind: 'rejected'; status: number; words: string };
