import { ThankflowError } from '../errors.ts';
import { errorFacts, errorParts } from '../error-facts.ts';
import type { Telemetry } from '../telemetry.ts';

/** Whether stored data can't be read: a newer version wrote it, or it's damaged. Retrying doesn't help. */
export const isUnreadable = (error: unknown): boolean =>
  errorParts(error).every((part) => part instanceof ThankflowError && part.code === 'bad-row');

/** Returns the message of a `bad-row` error, for lists that continue without the row. Throws any other error. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof ThankflowError) || error.code !== 'bad-row') throw error;
  return error.message;
}

/** Runs `work`. If a row can't be read, logs that and returns `otherwise`: the row stays in the due index, for any version that can read it. */
export async function leavingUnreadable<Result>(
  telemetry: Telemetry,
  work: () => Promise<Result>,
  otherwise: Result,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    for (const part of errorParts(error))
      telemetry.error('a row is left alone: this version cannot read it', errorFacts(part));
    telemetry.count('RowUnreadable');
    return otherwise;
  }
}
