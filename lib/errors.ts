/** What can go wrong, by a stable code. Route by `code`, never by message. */
export type ErrorCode =
  | 'bad-environment' // a function was started without a variable it needs
  | 'bad-row' // a table row does not parse
  | 'bad-secret' // a secret's content does not parse; the message never quotes it
  | 'no-access' // AWS denies a secret: it doesn't exist, or the function's role may not read it
  | 'bad-settings' // a shop's settings were refused
  | 'settings-newer' // a newer version applied a shop's settings, and this one doesn't know all of them
  | 'unavailable' // an AWS call failed or was too slow
  | 'no-permit' // the limiter's row cannot be reached or won: send nothing
  | 'not-found' // what a command names is not there
  | 'refused' // a command may not be done as things stand; nothing was changed
  | 'usage'; // the command line was called wrongly

/**
 * The one error root. `message` is written for the person who reads it and holds nothing personal or secret. A message of
 * several lines is given as `lines`, so that no text in one of them can pass for another.
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
