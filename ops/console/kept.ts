import type { Context } from 'hono';
import { isAnswer } from './stage-link.ts';

export interface Kept<Value> {
  /** When reading it began. */
  atMs: number;
  value: Value;
}

/**
 * Keeps what pages have read, for readings that cost something or disturb others. It's read again when a person opens the page, but not when the page
 * updates itself: scripts don't ask for HTML, as browsers do.
 */
export function keptReading<Value>(): (context: Context, read: () => Promise<Value>) => Promise<Kept<Value>> {
  let last: Promise<Kept<Value>> | undefined;
  let isReading = false;
  return async (context, read) => {
    const isOpened = context.req.header('accept')?.includes('text/html') === true;
    if (last !== undefined && (isReading || !isOpened)) return await last;
    const atMs = Date.now();
    isReading = true;
    last = read().then((value) => ({ atMs, value }));
    try {
      return await last;
    } catch (error) {
      // A stage that didn't answer may answer now. What isn't there isn't searched for each time.
      if (!isAnswer(error)) last = undefined;
      throw error;
    } finally {
      isReading = false;
    }
  };
}
