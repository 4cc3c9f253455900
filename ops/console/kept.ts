import type { Context } from 'hono';
import { html } from 'hono/html';
import { LruMap } from '../../lib/lru-map.ts';
import { ago } from '../cli/words.ts';
import { isAnswer } from '../stage/link.ts';
import type { Html } from './elements.ts';

export interface Kept<Value> {
  /** When reading it began. */
  atMs: number;
  value: Value;
}

/** How old the reading is that a page shows, and a button for a new one. */
export const lookAgain = (path: string, { atMs }: Kept<unknown>, since = ''): Html =>
  html`<form class="actions" action="${path}">
    <span class="soft">Read ${ago(atMs, Date.now())}. ${since}</span> <button>Look again</button>
  </form>`;

const remembered = 100;

/**
 * Keeps what pages have read, by path, for readings that cost something or disturb others. A page is read again when a person opens it, but not when it
 * updates itself: scripts don't ask for HTML, as browsers do.
 */
export function keptReadings<Value>() {
  const readings = new LruMap<{ isRunning: boolean; kept: Promise<Kept<Value>> }>(remembered);
  return async ({ req }: Context, read: () => Promise<Value>): Promise<Kept<Value>> => {
    const known = readings.get(req.path);
    const isOpened = req.header('accept')?.includes('text/html') === true;
    if (known !== undefined && (known.isRunning || !isOpened)) return await known.kept;
    const atMs = Date.now();
    const reading = { isRunning: true, kept: read().then((value) => ({ atMs, value })) };
    readings.set(req.path, reading);
    try {
      return await reading.kept;
    } catch (error) {
      // A stage that didn't answer may answer now. What isn't there isn't searched for each time.
      if (!isAnswer(error)) readings.delete(req.path);
      throw error;
    } finally {
      reading.isRunning = false;
    }
  };
}
