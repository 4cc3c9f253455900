import { ownFrames } from './own-frames.ts';

/** Stable error codes. Decide by `code`, never by the message. */
export type ErrorCode =
  | 'bad-environment' // a function lacks an environment variable
  | 'bad-row' // a row or a message doesn't parse
  | 'bad-secret' // a secret doesn't parse; the message never quotes it
  | 'no-access' // AWS denies a secret: it doesn't exist, or the function's role may not read it
  | 'bad-settings' // a shop's settings are invalid
  | 'settings-newer' // a newer version applied a shop's settings, and this one doesn't know all of their keys
  | 'unavailable' // an AWS call failed or was too slow
  | 'no-permit' // the limiter's row can't be read or written: send nothing
  | 'not-found' // what a command names doesn't exist
  | 'refused' // a command isn't possible in the current state; nothing was changed
  | 'usage'; // the command line is wrong

/**
 * The base of all our errors. `message` is written for the person who reads it, and contains nothing personal or secret. Give a message of
 * several lines as a list, so that a line break in a value can't start a new line.
 */
export class ThankflowError extends Error {
  override readonly name = 'ThankflowError';
  readonly code: ErrorCode;
  readonly lines: readonly string[];
  constructor(code: ErrorCode, message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options);
    this.code = code;
    this.lines = lines;
  }
}

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
