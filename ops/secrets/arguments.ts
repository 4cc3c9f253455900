import { CommanderError } from 'commander';
import { hasVendorShape, withoutSecrets } from '../../lib/shops/file/secret-like.ts';
import type { Failure } from '../cli/failures.ts';

/** Commander's errors that quote an unexpected word. */
const unexpected: Record<string, string> = {
  'commander.excessArguments': 'too many arguments',
  'commander.unknownOption': 'unknown option',
  'commander.unknownCommand': 'unknown command',
};

/** The commands that ask for secrets. */
const asks = ['secrets', 'connect'];

const notice = [
  'Secrets can’t be arguments: `secrets put` and `connect` ask for them, or read them from stdin.',
  'Your input isn’t repeated here, but your shell’s history has it, and others on this machine could see it in the process list. If it was a secret, delete it from the history and replace it.',
];

/**
 * Removes secrets in the arguments from a failure, and says where they are now. After `secrets` and `connect`, any unexpected word may be one;
 * elsewhere only words that look like one.
 */
export function withoutSecretArguments(failure: Failure, error: unknown, args: readonly string[]): Failure {
  const what =
    error instanceof CommanderError && asks.some((name) => args.includes(name)) ? unexpected[error.code] : undefined;
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
