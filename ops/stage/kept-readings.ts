import { LruMap } from '../../lib/lru-map.ts';
import { isAnswer } from './link.ts';

export interface Kept<Value> {
  /** When reading it began, epoch ms. */
  atMs: number;
  value: Value;
}

const remembered = 100;

/**
 * Keeps what was read of a stage, by name, if reading it costs something or disturbs others.
 * @returns a function that reads only what isn't known, or what a person asks for (`isAsked`)
 */
export function keptReadings<Value>() {
  const readings = new LruMap<{ isRunning: boolean; kept: Promise<Kept<Value>> }>(remembered);
  return async (name: string, isAsked: boolean, read: () => Promise<Value>): Promise<Kept<Value>> => {
    const known = readings.get(name);
    if (known !== undefined && (known.isRunning || !isAsked)) return await known.kept;
    const atMs = Date.now();
    const reading = { isRunning: true, kept: read().then((value) => ({ atMs, value })) };
    readings.set(name, reading);
    try {
      return await reading.kept;
    } catch (error) {
      // A stage that didn't answer may answer now. What isn't there isn't searched for each time.
      if (!isAnswer(error)) readings.delete(name);
      throw error;
    } finally {
      reading.isRunning = false;
    }
  };
}
