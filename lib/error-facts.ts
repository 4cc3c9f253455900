import { ThankflowError } from './errors.ts';
import { ownFrames } from './own-frames.ts';

/** What of an error may be logged: our own words, and only the name of anybody else's, whose message may quote a body. */
export function errorFacts(cause: unknown): { error: string; causedBy?: string } {
  if (!(cause instanceof ThankflowError)) return { error: nameOf(cause) };
  const { code, message } = cause;
  return {
    error: `${code}: ${message}`,
    ...(cause.cause instanceof Error && { causedBy: nameOf(cause.cause) }),
  };
}

/** The same with the lines of our code that it came through, for an error that nobody expected. */
export function crashFacts(error: unknown): ReturnType<typeof errorFacts> & { stack?: string } {
  // Where it began says more than where it was passed on.
  const frames = chain(error)
    .map(ownFrames)
    .findLast(({ length }) => length > 0);
  return { ...errorFacts(error), ...(frames !== undefined && { stack: frames.join(', ') }) };
}

/** The errors that an `AggregateError` gathered; of any other error itself. */
export const errorParts = (error: unknown): unknown[] =>
  error instanceof AggregateError ? error.errors.flatMap(errorParts) : [error];

/** The system's code of an error, such as ` (ECONNREFUSED)`: short, and quotes nothing. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}${codeOf(error)}`.slice(0, 120) : typeof error;

/** An error, its cause, the cause of that, and so on. */
function chain(error: unknown, longest = 5): unknown[] {
  return error instanceof Error && longest > 1 && error.cause !== undefined
    ? [error, ...chain(error.cause, longest - 1)]
    : [error];
}
