import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { dropDead, dropActions, isDropped } from '../dlq/drop.ts';
import { describeFilters, Filters, isNarrowed, withFilters } from '../dlq/filters.ts';
import { replayPorts } from '../dlq/ports.ts';
import { countDead, queuesMeant, messageIds } from '../dlq/queues.ts';
import { searchedJson, printSearched } from '../dlq/search.ts';
import { actionCounts, printActionCounts } from '../dlq/action-counts.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import { number } from '../cli/words.ts';

const Options = z.object({
  yes: z.boolean().default(false),
  leftOver: z.boolean().default(false),
  events: z.boolean().default(false),
  all: z.boolean().default(false),
});

export function dlqDropCommand(dlq: Command): void {
  changing(withFilters(dlq.command('drop').argument('[id...]', 'these messages only', messageIds)))
    .description('removes dead letters for good: says which, and does it with --yes')
    .option('--yes', 'do it')
    .option('--left-over', 'only letters whose orders have gone on meanwhile')
    .option('--events', 'also events that never reached their claim, with which an order may be lost')
    .option('--all', 'everything; needed where nothing else says what is meant')
    .addHelpText(
      'after',
      `${examples(
        'dlq drop --left-over',
        'dlq drop --left-over --yes',
        'dlq drop 6f1c2a90 --yes --why "a test of the agency"',
        'dlq drop --shop my-shop --reason rejected --older-than 30d --yes',
      )}
Dropping removes the message, not the order: what has failed stays failed, and stuck still shows it.`,
    )
    .action(async (ids: string[] | undefined, _, command: Command) => {
      const { stage, out } = contextOf(command);
      const filters = Filters.parse({ ...command.opts(), ids });
      const { yes, leftOver, events, all } = Options.parse(command.opts());
      if (!isNarrowed(filters) && !leftOver && !all) {
        throw new ThankflowError('usage', 'say what to drop: ids, a filter, --left-over, or --all');
      }
      await withStage(stage, async (aws) => {
        const queues = await queuesMeant(aws, filters);
        const met = actionCounts();
        const bar = progress(yes ? 'dropping' : 'looking', (await countDead(aws.sqs, queues)).waiting);
        const choice = { leftOver, events: events || (ids ?? []).length > 0 };
        const drop = () =>
          interruptible('Ending. What is not dropped yet is put back.', (signal) =>
            dropDead(replayPorts(aws), queues, filters, { ...choice, yes, signal, progress: bar, counts: met }),
          );
        const searched = await (
          yes
            ? audited(
                aws,
                command,
                { about: [...describeFilters(filters), ...(leftOver ? ['left over'] : [])] },
                async (tell) => {
                  const result = await drop();
                  tell(`dropped ${result.removed}`);
                  return result;
                },
              )
            : drop()
        ).finally(() => bar.stop());
        const { seen, matched, removed } = searched;
        const { counts, examples: named } = met;
        out.json({
          stage: stage.name,
          dryRun: !yes,
          removed,
          counts,
          examples: named,
          ...searchedJson(searched),
        });
        if (Object.keys(counts).length === 0) out.note(`None of the ${number(seen)} dead letters matches.`);
        else {
          const outcome = (action: keyof typeof dropActions) => (isDropped(action, choice) ? 'dropped' : 'kept');
          const words = (action: keyof typeof dropActions) =>
            `${yes ? '' : 'would be '}${outcome(action)}: ${dropActions[action]}`;
          printActionCounts(out, met, words, { named: (action) => action === 'event', done: yes });
          if (yes) out.done(`dropped ${number(removed)} of ${number(matched)} dead letters`);
        }
        printSearched(out, searched);
        if (!yes && matched > 0) out.note('Nothing was changed. The same command with --yes does it.');
        if (yes && counts.event !== undefined && !choice.events) process.exitCode ??= 3;
      });
    });
}
