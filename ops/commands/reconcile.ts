import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { since } from '../cli/option-values.ts';
import { compareAndQueue, fromNow } from '../reconcile/run.ts';

const Options = z.object({
  shop: z.string(),
  since: z.number().optional(),
  yes: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  fromNow: z.boolean().default(false),
});

export function reconcileCommand(program: Command): void {
  changing(program.command('reconcile'))
    .description("compare a shop's orders with its platform's, and queue those whose webhooks never arrived")
    .requiredOption('--shop <id>', "the shop's ID")
    .option(
      '--since <when>',
      'orders changed since: 12h, 30d, 4w, a date or a time. Default: since the last pass',
      (text) => since(text),
    )
    .option('--dry-run', 'only print the statement')
    .option('--yes', 'queue what is missing without asking')
    .option('--from-now', 'never queue what is missing now: only orders paid from now on count; asks first')
    .addHelpText(
      'after',
      `${examples('reconcile --shop my-shop', 'reconcile --shop my-shop --since 7d --stage prod', 'reconcile --shop my-shop --since 2026-11-01 --yes --stage prod --why "webhook deleted on Nov 1"')}
It needs the shop's credential for the platform's API (secrets put platform).
No order is thanked twice, and none that was paid before \`ordersPaidFrom\`.
With --since, orders count from that time on, even if reconciliation was
switched on later. If it is interrupted, run it again.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something is missing and was not
queued.`,
    )
    .action(async (_, command: Command) => {
      const { fromNow: isFromNow, ...options } = Options.parse(command.opts());
      if (isFromNow && (options.dryRun || options.since !== undefined))
        throw new ThankflowError('usage', '--from-now goes only with --yes: it queues nothing');
      await onStage(command, (on) =>
        isFromNow ? fromNow(on, command, options) : compareAndQueue(on, command, options),
      );
    });
}
