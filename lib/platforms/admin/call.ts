import { minuteMs } from '../../durations.ts';
import { codeOf } from '../../error-facts.ts';
import { readBounded } from '../../partners/exchange.ts';
import { retryAfterMs } from '../../partners/retry-after.ts';
import { AdminRefusal } from './refusal.ts';

export interface AdminRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Where the vendor has a service of its own, such as one for access tokens. Default: the shop's address. */
  origin?: string;
  /** Below the shop's address: `/wp-json/wc/v3/orders?page=1`. */
  path: string;
  headers: Record<string, string>;
  /** Text, of the content type in `headers`. */
  body?: string;
}

export interface AdminAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** Sends one request to a shop's platform. @throws AdminRefusal `unavailable` if there is no answer */
export type CallAdmin = (request: AdminRequest) => Promise<AdminAnswer>;

/** A page of 250 orders without their contents takes about 100 KB, and a large order 1 MB. */
const longestAnswerBytes = 8 * 1024 * 1024;

/**
 * Redirects are not followed: they would carry the credential to another host.
 * @param maxAnswerBytes more isn't read
 */
export const callAdmin =
  (baseUrl: string, timeoutMs: number, maxAnswerBytes = longestAnswerBytes): CallAdmin =>
  async ({ method, origin = baseUrl, path, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const init = { method, headers, redirect: 'manual', signal } as const;
      const answer = await fetch(origin + path, body === undefined ? init : { ...init, body });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: await readBounded(answer.body, maxAnswerBytes),
      };
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      // A host that is mistyped or down fails immediately, and fetch wraps the system's error.
      const why = cause.name === 'TimeoutError' ? ` within ${timeoutMs / 1000} s` : codeOf(cause.cause);
      throw new AdminRefusal('unavailable', `no answer from ${new URL(origin).host}${why}`, { cause });
    }
  };

/** How far a shop's clock may be from ours. Ours is AWS's, which is exact. */
const maxClockDifferenceMs = 5 * minuteMs;

/**
 * Refuses answers that say nothing about the request, the same for all platforms.
 * @param nowMs `undefined`: their clock makes no difference
 * @throws AdminRefusal `unauthorized`, `throttled`, `unavailable` or `clock`
 */
export function checkAnswer({ status, headers }: AdminAnswer, nowMs: number | undefined): void {
  if (status === 401) throw new AdminRefusal('unauthorized', 'the platform refuses the credential (401)');
  if (status === 429) {
    const waitMs = retryAfterMs(headers['retry-after'], headers['date']);
    throw new AdminRefusal('throttled', 'the platform limits the calls (429)', {
      ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    });
  }
  if (status >= 300 && status < 400)
    throw new AdminRefusal('unavailable', `the platform redirects to another address (${status}): check the URL`);
  if (status >= 500) throw new AdminRefusal('unavailable', `the platform failed (${status})`);
  if (nowMs === undefined) return;
  const theirsMs = Date.parse(headers['date'] ?? '');
  const differenceMs = theirsMs - nowMs;
  if (Math.abs(differenceMs) > maxClockDifferenceMs) {
    const minutes = Math.round(Math.abs(differenceMs) / minuteMs);
    throw new AdminRefusal(
      'clock',
      `the shop's clock is ${minutes} minutes ${differenceMs > 0 ? 'ahead of' : 'behind'} ours (${new Date(nowMs).toISOString().slice(0, 16)}Z), so its orders can't be compared by time`,
    );
  }
}
