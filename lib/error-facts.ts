import { ownFrames } from './own-frames.ts';
import { ThankflowError } from './errors.ts';

/** The parts of an error that may be logged. Of other errors than our own, only the name: their messages may quote a body. */
export function errorFacts(cause: unknown): { error: string; causedBy?: string } {
  if (!(cause instanceof ThankflowError)) return { error: nameOf(cause) };
  const { code, message } = cause;
  return {
    error: `${code}: ${message}`,
    ...(cause.cause instanceof Error && { causedBy: nameOf(cause.cause) }),
  };
}

/** For an unexpected error: `errorFacts`, and `stack` with the lines of our code. */
export function crashFacts(error: unknown): ReturnType<typeof errorFacts> & { stack?: string } {
  // The innermost cause says more than where it was rethrown.
  const frames = chain(error)
    .map(ownFrames)
    .findLast(({ length }) => length > 0);
  return { ...errorFacts(error), ...(frames !== undefined && { stack: frames.join(', ') }) };
}

/** The errors within an `AggregateError`, nested ones too. Any other error is returned alone. */
export const errorParts = (error: unknown): unknown[] =>
  error instanceof AggregateError ? error.errors.flatMap(errorParts) : [error];

/** The system's error code in brackets: ` (ECONNREFUSED)`. Empty if it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}${codeOf(error)}`.slice(0, 120) : typeof error;

/** An error, its cause, the cause's cause, and so on. */
function chain(error: unknown, maxLength = 5): unknown[] {
  return error instanceof Error && maxLength > 1 && error.cause !== undefined
    ? [error, ...chain(error.cause, maxLength - 1)]
    : [error];
}
