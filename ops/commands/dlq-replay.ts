import { InvalidArgumentError, type Command } from 'commander';
import { examples, onStage } from '../cli/context.ts';
import { changing } from '../audit/audited.ts';
import { Filters, withFilters } from '../dlq/filters.ts';
import { messageIds } from '../dlq/queues.ts';
import { ReplayOptions, runReplay } from '../dlq/run-replay.ts';

export function dlqReplayCommand(dlq: Command): void {
  changing(withFilters(dlq.command('replay').argument('[id...]', 'only these messages', messageIds)))
    .description('try again what failed; without --yes, only say what would happen')
    .option('--yes', 'replay them')
    .option('--rate <n>', 'at most this many a second', positive, 50)
    .option('--limit <n>', 'at most this many, to try a few first', positive)
    .option('--refreeze', 'create new requests if the settings have changed and nothing can have been sent')
    .option('--as-frozen', 'send the frozen requests, although the settings have changed')
    .option('--no-wait', 'don’t wait for the orders’ results')
    .addHelpText(
      'after',
      `${examples(
        'dlq replay --shop my-shop',
        'dlq replay --reason gave-up --limit 10 --yes',
        'dlq replay --reason rejected --refreeze --rate 10 --yes --why "ticket 42"',
      )}
Exit codes: 0 all succeeded, 3 something was left or failed again. If the command is interrupted or killed, nothing is
lost: run it again.`,
    )
    .action(async (ids: string[] | undefined, _, command: Command) => {
      const filters = Filters.parse({ ...command.opts(), ids });
      await onStage(command, (on) => runReplay(on, command, filters, ReplayOptions.parse(command.opts())));
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('expected a number above 0');
}
