import { retryAfterMs } from '../../partners/retry-after.ts';
import type { Outcome } from '../notification.ts';
import type { Posted } from './post-publicly.ts';

/** Redirects of this kind say that the URL in the settings is outdated. Others may be a page for maintenance. */
const moved: ReadonlySet<number> = new Set([301, 308]);

/**
 * What an answer means, as Standard Webhooks suggests. No answer is final for one webhook: whatever is wrong with the receiver can be repaired, and
 * then the webhook is still to come.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#delivery-success-and-failure
 */
export function webhookOutcome(posted: Posted): Outcome {
  switch (posted.kind) {
    case 'not-public':
      return { kind: 'stop', reason: 'moved', code: 'address not public', words: posted.words };
    case 'no-answer':
      return { kind: 'retry', code: posted.code };
    case 'answer':
      return answerOutcome(posted);
  }
}

function answerOutcome({ status, retryAfter, date, location }: Extract<Posted, { kind: 'answer' }>): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'stop', reason: 'moved', code: 'gone', status };
  const words = location === undefined ? undefined : hostIn(location);
  if (moved.has(status)) return { kind: 'stop', reason: 'moved', code: 'redirected', status, words };
  const afterMs = retryAfterMs(retryAfter, date);
  return { kind: 'retry', code: codeFor(status), status, ...(afterMs !== undefined && { afterMs }) };
}

function codeFor(status: number): string {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server error' : 'refused';
}

/** Where a redirect leads, without what may be secret: `to https://www.shop.example`. */
function hostIn(location: string): string | undefined {
  const { protocol, host } = URL.parse(location) ?? { protocol: '', host: '' };
  return /^https?:$/.test(protocol) ? `to ${protocol}//${host}`.slice(0, 120) : undefined;
}
