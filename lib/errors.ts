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
  | 'platform-refused' // a shop's platform didn't do what was asked of its admin API: see `AdminRefusal.kind`
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
