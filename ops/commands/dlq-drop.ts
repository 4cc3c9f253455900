import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { dropDead, dropActions, isDropped } from '../dlq/drop.ts';
import { actionCounts, printActionCounts } from '../dlq/action-counts.ts';
import { describeFilters, Filters, isNarrowed, withFilters } from '../dlq/filters.ts';
import { countDead, queuesMeant, messageIds } from '../dlq/queues.ts';
import { replayPorts } from '../dlq/ports.ts';
import { searchedJson, printSearched } from '../dlq/search.ts';
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
  changing(withFilters(dlq.command('drop').argument('[id...]', 'only these messages', messageIds)))
    .description('delete dead letters; without --yes, only list them')
    .option('--yes', 'delete them')
    .option('--left-over', 'only letters of orders that have since been resolved')
    .option('--events', 'also events, although an order may be stored nowhere else')
    .option('--all', 'all dead letters; required if there is no filter')
    .addHelpText(
      'after',
      `${examples(
        'dlq drop --left-over',
        'dlq drop --left-over --yes',
        'dlq drop 6f1c2a90 --yes --why "a test of the agency"',
        'dlq drop --shop my-shop --reason rejected --older-than 30d --yes',
      )}
This deletes messages, not orders: a failed order stays failed, and \`stuck\` still lists it.`,
    )
    .action(async (ids: string[] | undefined, _, command: Command) => {
      const filters = Filters.parse({ ...command.opts(), ids });
      const { yes, leftOver, events, all } = Options.parse(command.opts());
      if (!isNarrowed(filters) && !leftOver && !all) {
        throw new ThankflowError('usage', 'say what to drop: IDs, a filter, --left-over or --all');
      }
      await onStage(command, async ({ aws, stage, out }) => {
        const queues = await queuesMeant(aws, filters);
        const met = actionCounts();
        const { waiting, held } = await countDead(aws.sqs, queues);
        const bar = progress(yes ? 'dropping' : 'reading', waiting + held);
        const choice = { leftOver, events: events || (ids ?? []).length > 0 };
        const about = [...describeFilters(filters), ...(leftOver ? ['left over'] : [])];
        const searched = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
          const result = await interruptible('Stopping. Messages that weren’t dropped are put back.', (signal) =>
            dropDead(replayPorts(aws), queues, filters, { ...choice, yes, signal, progress: bar, counts: met }),
          );
          tell(`dropped ${result.removed}`);
          return result;
        }).finally(() => bar.stop());
        const { seen, matched, removed } = searched;
        const { counts, examples: named } = met;
        out.json({ stage: stage.name, dryRun: !yes, removed, counts, examples: named, ...searchedJson(searched) });
        if (Object.keys(counts).length === 0) out.note(`None of the ${number(seen)} dead letters matches.`);
        else {
          const outcome = (action: keyof typeof dropActions) => (isDropped(action, choice) ? 'dropped' : 'kept');
          const words = (action: keyof typeof dropActions) =>
            `${yes ? '' : 'would be '}${outcome(action)}: ${dropActions[action]}`;
          printActionCounts(out, met, words, { named: (action) => action === 'event', done: yes });
          if (yes) out.done(`dropped ${number(removed)} of ${number(matched)} dead letters`);
        }
        printSearched(out, searched);
        if (!yes && matched > 0) out.note('Nothing was changed. To do it, add --yes.');
        if (yes && counts.event !== undefined && !choice.events) process.exitCode ??= 3;
      });
    });
}
