import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fields } from './telemetry.ts';

const context = new AsyncLocalStorage<Fields>();

/**
 * Puts fields on every log line that is written while `run` lasts. The messages of a batch are handled at the same time: each
 * has fields of its own.
 */
export const withLogFields = <Result>(fields: Fields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

/** Adds what was only learnt on the way, to the lines from here to the end of the innermost `withLogFields`. */
export function addLogFields(fields: Fields): void {
  Object.assign(context.getStore() ?? {}, fields);
}

/** What the next line is to carry. */
export const logFields = (): Fields => ({ ...context.getStore() });
