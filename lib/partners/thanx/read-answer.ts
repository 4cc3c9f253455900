import * as z from 'zod';
import { jsonOrUndefined } from '../../json.ts';
import { maxWordsBytes, optionalField } from '../lenient.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { Sent } from '../connection.ts';

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

/**
 * `{"error":{"code","message"}}` of the consumer API, `{"error":"access_denied","error_description":…}` of OAuth, `{"code":400,"message"}` of the
 * Loyalty API, or none of them.
 */
const ErrorAnswer = z.object({
  code: optionalField(z.number()),
  message: optionalField(z.string()),
  error: optionalField(
    z.union([z.string(), z.object({ code: optionalField(z.string()), message: optionalField(z.string()) })]),
  ),
  error_description: optionalField(z.string()),
});

/** An answer's error: all of its text, and its code if that is a plain name, which may be stored. */
export function thanxErrorOf(body: string): { code?: string; loyaltyCode?: number | undefined; text: string } {
  const parsed = ErrorAnswer.safeParse(jsonOrUndefined(body));
  if (!parsed.success) return { text: '' };
  const { error, error_description: description, message: loyalty } = parsed.data;
  const code = typeof error === 'string' ? error : error?.code;
  const message = typeof error === 'string' ? undefined : (error?.message ?? loyalty);
  const text = [code, message, description].filter((part) => part !== undefined).join(' ');
  const isName = code !== undefined && /^[A-Za-z0-9_.-]{1,64}$/.test(code);
  return { text, loyaltyCode: parsed.data.code, ...(isName && { code }) };
}

/**
 * Interprets an answer, in the same way for all calls.
 * @param success the schema of a 2xx answer. If it doesn't match, the outcome is `unknown`, because the call may have had its effect
 */
export function readAnswer<T>(sent: Sent, success: z.ZodType<T>): ThanxOutcome<T> {
  if (sent.kind !== 'answer') return sent;
  const { status, body } = sent;
  if (status >= 200 && status < 300) {
    const answer = success.safeParse(jsonOrUndefined(body));
    return answer.success
      ? { kind: 'ok', value: answer.data }
      : { kind: 'unknown', reason: 'unreadable answer', status };
  }
  if (status === 429) {
    const wait = retryAfterMs(sent.retryAfter, sent.date);
    return wait === undefined ? { kind: 'rate-limited' } : { kind: 'rate-limited', retryAfterMs: wait };
  }
  if (status === 401 || status === 403) return { kind: 'unauthorized', status };
  const { code, loyaltyCode } = thanxErrorOf(body);
  // The endpoint exists, but what the request names (a merchant, a location) doesn't.
  const namesNothing = status === 404 && (code === 'RESOURCE_NOT_FOUND' || loyaltyCode === status);
  if ((status >= 300 && status < 400) || (status === 404 && !namesNothing) || status === 405 || status === 410) {
    return { kind: 'moved', status };
  }
  // Request Timeout and Too Early come from a proxy in front of the API, so nobody knows what reached it.
  if (status < 400 || status >= 500 || status === 408 || status === 425) {
    return { kind: 'unknown', reason: 'server error', status };
  }
  const words = Buffer.from(body).subarray(0, maxWordsBytes).toString();
  return { kind: 'rejected', status, words, ...(code !== undefined && { code }) };
}
