import type { SQSClientConfig } from '@aws-sdk/client-sqs';

type RetryStrategy = Extract<NonNullable<SQSClientConfig['retryStrategy']>, { recordSuccess: unknown }>;

/** Node's codes of a connection that broke; "socket hang up" comes as ECONNRESET. A time-out is ETIMEDOUT or has none. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE']);

const attempt = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/**
 * Makes one more attempt, at once, where the connection broke: the other end closes idle connections, and a process that was
 * frozen meanwhile only learns of it when it uses one. Nothing else is tried again: a time-out has used its time up, and what a
 * service refuses it would refuse again.
 *
 * Everything that ingest calls may be repeated: reads, an event that comes twice, a row and an object under their own keys.
 * @see https://nodejs.org/api/http.html#requestreusedsocket
 */
export const connectionRetry: RetryStrategy = {
  acquireInitialRetryToken: async () => attempt(0),
  async refreshRetryTokenForRetry(token, { error }) {
    const code = error !== undefined && 'code' in error ? String(error.code) : '';
    if (token.getRetryCount() === 0 && brokenConnection.has(code)) return attempt(1);
    throw new Error('no further attempt');
  },
  recordSuccess: () => undefined,
};
