import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { audited, changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { exactTime } from '../cli/option-values.ts';
import { instant, number } from '../cli/words.ts';
import { restorePorts } from '../restore/ports.ts';
import { printRestore } from '../restore/print.ts';
import { restore } from '../restore/restore.ts';

const Options = z.object({ to: z.number(), yes: z.boolean().default(false) });

export function restoreTablesCommand(parent: Command): void {
  changing(parent.command('tables'))
    .description('before anything runs on restored tables: pause everything, and mark what may have been sent')
    .requiredOption('--to <when>', 'the time to which the tables were restored, as given to DynamoDB', (text) =>
      exactTime(text),
    )
    .option('--yes', 'do it; without it, only say what would happen')
    .addHelpText(
      'after',
      `${examples(
        'restore tables --to 2026-11-29T09:30Z --stage prod',
        'restore tables --to 2026-11-29T09:30Z --yes --stage prod --why "orders deleted, ticket 42"',
      )}
Follow docs/restore.md: stop the stage first, restore the tables, then run this. It pauses all shops and credentials,
searches at Thanx before it sends any receipt, counts all limits as spent, and repeats all erasures since that time.
If it is interrupted, run it again with the same time. Afterwards, start the stage and resume one shop after the other.
Exit code 3: some rows can't be read.`,
    )
    .action(async (_, command: Command) => {
      const { to: toMs, yes } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const running = await aws.stillRunning();
        if (yes && running.length > 0)
          throw new ThankflowError('refused', [
            `the stage still runs: ${running.join(', ')}. Nothing was changed.`,
            'Stop it first, as docs/restore.md says, and wait five minutes.',
          ]);
        const by = await aws.caller();
        const about = [`to ${instant(toMs)}`];
        const report = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
          const done = await restore(restorePorts(aws), { toMs, by, dryRun: !yes });
          const { thankus = [], receipts = [], erased } = done ?? {};
          if (done === undefined) tell('finished before');
          else
            tell(
              `${thankus.length} ThankUs, ${receipts.length} receipts marked; ${erased?.customers ?? 0} erasures repeated`,
            );
          return done;
        });
        if (report === undefined) {
          out.json({ stage: stage.name, outcome: 'finished-before' });
          return out.note('This restore was finished before. Nothing was changed.');
        }
        out.json({ stage: stage.name, dryRun: !yes, ...report });
        printRestore(out, report, !yes);
        for (const what of running) out.note(`Still running: ${what}`);
        if (report.unreadable.length > 0) process.exitCode = 3;
        if (!yes) return out.note('Nothing was changed. To do it, add --yes.');
        out.done(`the tables are safe: ${number(report.shops.length)} shops are paused`);
        out.note('Next: start the stage, and resume one shop after the other. docs/restore.md says how.');
      });
    });
}
