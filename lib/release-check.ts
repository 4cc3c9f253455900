/**
 * The event that asks a scheduled function whether it could run: it has started, read its environment and made its clients. It then does
 * nothing. Other functions are asked with events that their triggers could send (functions/release-check/checks.ts).
 */
export const releaseCheck = { releaseCheck: true } as const;

export const isReleaseCheck = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'releaseCheck' in event && event.releaseCheck === true;
