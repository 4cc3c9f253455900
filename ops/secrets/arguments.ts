import { CommanderError } from 'commander';
import { hasVendorShape, withoutSecrets } from '../../lib/shops/file/secret-like.ts';
import type { Failure } from '../cli/failures.ts';

/** Words that commander did not expect, and quotes. */
const unexpected: Record<string, string> = {
  'commander.excessArguments': 'too many arguments',
  'commander.unknownOption': 'unknown option',
  'commander.unknownCommand': 'unknown command',
};

const notice = [
  'Secrets are not taken as arguments: `secrets put` asks for them, or reads them from stdin.',
  'What you typed is not repeated here, but your shell keeps it in its history, and others on this machine could see it in the list of processes. If it was a secret, delete it from the history and replace it.',
];

/**
 * A failure that repeats no secret of the arguments, and says where it is now. After `secrets`, any word that was not expected
 * may be one; elsewhere only words in the shape of one.
 */
export function withoutSecretArguments(failure: Failure, error: unknown, args: readonly string[]): Failure {
  const what = error instanceof CommanderError && args.includes('secrets') ? unexpected[error.code] : undefined;
  const suggestions = failure.lines.filter((line) => line.startsWith('(Did you mean '));
  const lines =
    what !== undefined && suggestions.length > 0
      ? [what, ...suggestions]
      : what !== undefined
        ? [what, ...notice]
        : args.some(hasVendorShape)
          ? [...failure.lines.map(withoutSecrets), ...notice]
          : failure.lines;
  return { ...failure, lines, message: lines.join('\n') };
}
