import { ThankflowError } from '../errors.ts';
import { errorFacts, errorParts } from '../error-facts.ts';
import type { Telemetry } from '../telemetry.ts';

/**
 * Whether all that failed is that something stored can't be read: a newer version wrote a value that this one doesn't know, or it is damaged. It
 * stays as it is, and trying again only helps once another version runs.
 */
export const isUnreadable = (error: unknown): boolean =>
  errorParts(error).every((part) => part instanceof ThankflowError && part.code === 'bad-row');

/** The message of what can't be read, for a list that goes on without it. Throws every other error. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof ThankflowError) || error.code !== 'bad-row') throw error;
  return error.message;
}

/** Does what a wake-up asks for. A row that can't be read is told and left alone: the due index brings it back to every version. */
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
