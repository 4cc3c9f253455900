/** Whether `fetch` got no answer: there was no connection, it broke, it took too long, or it was aborted. */
export const isConnectionError = (error: unknown): boolean =>
  (error instanceof TypeError && error.message === 'fetch failed') ||
  (error instanceof DOMException && ['TimeoutError', 'AbortError'].includes(error.name));
