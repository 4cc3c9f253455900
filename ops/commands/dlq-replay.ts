import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { audited, changing } from '../audit/audited.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { filterWords, Filters, withFilters } from '../dlq/filters.ts';
import { messageIds } from '../dlq/queues.ts';
import { runReplay } from '../dlq/run-replay.ts';

const Options = z.object({
  rate: z.number(),
  limit: z.number().default(Number.POSITIVE_INFINITY),
  yes: z.boolean().default(false),
  wait: z.boolean(),
  refreeze: z.boolean().default(false),
  asFrozen: z.boolean().default(false),
});

export function dlqReplayCommand(dlq: Command): void {
  changing(withFilters(dlq.command('replay').argument('[id...]', 'these messages only', messageIds)))
    .description('gives what failed another chance: says what would happen, and does it with --yes')
    .option('--yes', 'do it')
    .option('--rate <n>', 'so many a second at most', positive, 50)
    .option('--limit <n>', 'so many at most: try a few first', positive)
    .option('--refreeze', 'make requests anew where settings have changed since and nothing can have been sent')
    .option('--as-frozen', 'send what is frozen, although settings have changed since')
    .option('--no-wait', 'don’t wait for the orders’ results')
    .addHelpText(
      'after',
      `${examples(
        'dlq replay --shop my-shop',
        'dlq replay --reason gave-up --limit 10 --yes',
        'dlq replay --reason rejected --refreeze --rate 10 --yes --why "ticket 42"',
      )}
Exit codes: 0 all went through, 3 something stayed or failed again. Killed or interrupted, it loses nothing: repeat it.`,
    )
    .action(async (ids: string[] | undefined, _, command: Command) => {
      const context = contextOf(command);
      const filters = Filters.parse({ ...command.opts(), ids });
      const options = Options.parse(command.opts());
      await withStage(context.stage, async (aws) => {
        const trail = <Result>(work: (tell: (result: string) => void) => Promise<Result>) =>
          audited(aws, command, { about: filterWords(filters) }, work);
        await runReplay(aws, context, filters, options, options.yes ? trail : undefined);
      });
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('expected a number above 0');
}
