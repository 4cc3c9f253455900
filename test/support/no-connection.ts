import type { Connection } from '../../lib/partners/connection.ts';

/** A connection that is good, and over which nothing can be sent. */
export const noConnection = (openedAtMs: number, baseUrl = ''): Connection => ({
  baseUrl,
  openedAtMs,
  isUsable: () => true,
  exchange: () => Promise.reject(new Error('nothing listens here')),
  close: () => undefined,
});
