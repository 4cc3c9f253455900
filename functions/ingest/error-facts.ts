import { ThankflowError } from '../../lib/errors.ts';

/** What of an error may be logged: our own words, and only the name of anybody else's, whose message may quote a body. */
export function errorFacts(cause: unknown): { error: string; causedBy?: string } {
  if (!(cause instanceof ThankflowError)) return { error: cause instanceof Error ? cause.name : typeof cause };
  const { code, message } = cause;
  return { error: `${code}: ${message}`, ...(cause.cause instanceof Error ? { causedBy: cause.cause.name } : {}) };
}
