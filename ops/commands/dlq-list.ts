import { InvalidArgumentError, type Command } from 'commander';
import { examples, onStage } from '../cli/context.ts';
import { Filters, withFilters } from '../dlq/filters.ts';
import { countDead, queuesMeant } from '../dlq/queues.ts';
import { searchPorts } from '../dlq/ports.ts';
import * as z from 'zod';
import { listing, listingJson, printListing } from '../dlq/listing.ts';
import { nothingChanged, searchDead, searchedJson, printSearched } from '../dlq/search.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';

const Options = z.object({ limit: z.number() });

export function dlqListCommand(dlq: Command): void {
  withFilters(dlq.command('list'))
    .description('list dead letters by reason, oldest first; changes nothing')
    .option('--limit <n>', 'list at most this many one by one', limit, 20)
    .addHelpText(
      'after',
      `${examples('dlq list', 'dlq list --shop my-shop --reason rejected --older-than 2d', 'dlq list --queue loyalty-main-dlq --limit 100 --stage prod --json')}
While the command runs, other readers can't see the messages. It makes them visible again at the end, also after Ctrl-C.
SQS counts each read as a receive. In a dead letter queue, that has no effect.`,
    )
    .action(async (_, command: Command) => {
      const filters = Filters.parse(command.opts());
      const listed = listing(Options.parse(command.opts()).limit);
      await onStage(command, async ({ aws, stage, out }) => {
        const queues = await queuesMeant(aws, filters);
        const nowMs = Date.now();
        const bar = progress('reading', (await countDead(aws.sqs, queues)).waiting);
        const searched = await interruptible(
          'Putting everything back. Press Ctrl-C again to leave that to SQS, which takes a few minutes.',
          (signal) =>
            searchDead(
              searchPorts(aws),
              queues,
              filters,
              async (dead) => {
                listed.add(dead);
                return 'keep';
              },
              { nowMs, signal, progress: bar },
            ),
        ).finally(() => bar.stop());
        const { seen, matched, notRestored } = searched;
        out.json({ stage: stage.name, ...listingJson(listed), ...searchedJson(searched) });
        if (matched > 0) printListing(out, listed, nowMs);
        else out.note(seen > 0 ? `None of the ${seen} dead letters matches.` : 'No dead letters.');
        if (seen > 0 && notRestored === 0) out.note(nothingChanged);
        if (searched.ended === 'stopped') out.note('Interrupted: the list is incomplete.');
        printSearched(out, searched);
      });
    });
}

function limit(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 1000) return value;
  throw new InvalidArgumentError('expected a number from 0 to 1000');
}
