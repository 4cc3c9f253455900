import { ThankflowError } from '../../lib/errors.ts';
import { whyNotSecret, withPemOnOneLine } from '../cli/ask.ts';
import { credentialLines } from '../platform/credential-forms.ts';

/** Why an answer isn't valid; `undefined`: it is. */
export type CheckAnswer = (answer: string) => string | undefined;

/** How `connect` asks. */
export interface Questions {
  /** A person answers. Otherwise options and stdin do. */
  readonly isInteractive: boolean;
  /** @throws `usage` if nobody can answer it: `flag` is missing */
  text(question: { flag: string; message: string; initial?: string; check?: CheckAnswer }): Promise<string>;
  /** `initial` if nobody can answer it. */
  confirm(question: { message: string; initial: boolean }): Promise<boolean>;
  /** Not shown. `line`: its name on stdin. `undefined`: nothing was entered. */
  secret(question: { line: string; message: string; check?: CheckAnswer }): Promise<string | undefined>;
}

/** The secrets that `connect` reads from stdin, one `name=value` per line. */
export const secretLines: readonly string[] = ['thanku', 'webhook', ...credentialLines];

/**
 * Reads secrets from a text of `name=value` lines. Errors name lines by their number, and never quote them.
 * @throws ThankflowError `usage` or `bad-secret`
 */
export function readSecretLines(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [index, line] of withPemOnOneLine(text).split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(0, equals));
    const value = line.slice(equals + 1);
    const where = `line ${index + 1} of stdin`;
    if (!secretLines.includes(name) || found.has(name))
      throw new ThankflowError(
        'usage',
        `${where}: expected name=value with one of ${secretLines.join(', ')}, each once`,
      );
    const why = whyNotSecret(value);
    if (why !== undefined) throw new ThankflowError('bad-secret', `${where} (${name}): ${why}. Nothing was written.`);
    found.set(name, value);
  }
  return found;
}

/** Nobody is there to ask: options and stdin have all answers. */
export const withoutPerson = (secrets: ReadonlyMap<string, string>): Questions => ({
  isInteractive: false,
  async text({ flag, initial, check }) {
    if (initial === undefined) throw new ThankflowError('usage', `without a terminal, ${flag} is required`);
    const why = check?.(initial);
    if (why !== undefined) throw new ThankflowError('usage', `${flag}: ${why}`);
    return initial;
  },
  confirm: async ({ initial }) => initial,
  async secret({ line, check }) {
    const value = secrets.get(line);
    const why = value === undefined ? undefined : check?.(value);
    if (why !== undefined) throw new ThankflowError('bad-secret', `${line} on stdin: ${why}. Nothing was written.`);
    return value;
  },
});
