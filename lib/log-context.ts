import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fields } from './telemetry.ts';

const context = new AsyncLocalStorage<Fields>();

/** Adds fields to every log line that `run` writes. The messages of a batch are handled at the same time, each with its own fields. */
export const withLogFields = <Result>(fields: Fields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

/** Adds fields to the following log lines of the innermost `withLogFields`. */
export function addLogFields(fields: Fields): void {
  Object.assign(context.getStore() ?? {}, fields);
}

/** The fields of the next log line. */
export const logFields = (): Fields => ({ ...context.getStore() });
