/** Whether `fetch` got no answer: there was no connection, it broke, or it took too long. */
export const isConnectionError = (error: unknown): boolean =>
  (error instanceof TypeError && error.message === 'fetch failed') ||
  (error instanceof DOMException && error.name === 'TimeoutError');
