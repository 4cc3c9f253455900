import type { SQSClientConfig } from '@aws-sdk/client-sqs';

type RetryStrategy = Extract<NonNullable<SQSClientConfig['retryStrategy']>, { recordSuccess: unknown }>;

/** Node's codes for a broken connection. "Socket hang up" is ECONNRESET; a timeout is ETIMEDOUT or has no code. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE']);

const attempt = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/**
 * Retries once, immediately, if the connection broke: the other end closes idle connections, and a frozen process doesn't notice until it
 * uses one. Nothing else is retried: a timeout has used up its time, and a service would refuse the same call again.
 *
 * All of ingest's calls may be repeated: reads, an event that arrives twice, and a row and an object with keys of their own.
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
