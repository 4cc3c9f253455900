import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { Compared } from '../../lib/reconcile/compare-slice.ts';
import { audited, changing } from '../audit/audited.ts';
import { agreed } from '../cli/ask.ts';
import { examples, onStage } from '../cli/context.ts';
import { interruptible } from '../cli/interrupt.ts';
import { since } from '../cli/option-values.ts';
import { progress } from '../cli/progress.ts';
import { instant, number } from '../cli/words.ts';
import { keys } from '../../lib/store/keys.ts';
import { adminOfShop, compareAll } from '../reconcile/find.ts';
import { printStatement } from '../reconcile/print.ts';
import { spanToLookAt } from '../reconcile/span.ts';
import { reconcileFromNow, reconcileSoon, reconcileStates } from '../reconcile/states.ts';
import { queueAll } from '../reconcile/queue-all.ts';
import { statementOf } from '../reconcile/statement.ts';
import { readableShop } from '../shops/known-shop.ts';

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
    .option('--from-now', 'never queue what is missing now: only orders paid from now on count')
    .addHelpText(
      'after',
      `${examples('reconcile --shop my-shop', 'reconcile --shop my-shop --since 7d --stage prod', 'reconcile --shop my-shop --since 2026-11-01 --yes --stage prod --why "webhook deleted on Nov 1"')}
It needs the shop's credential for the platform's admin API (secrets put platform). No order is thanked twice, and none
that was paid before \`ordersPaidFrom\`. With --since, orders count from that time on, even if reconciliation was switched
on later. If it is interrupted, run it again.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something is missing and was not queued.`,
    )
    .action(async (_, command: Command) => {
      const options = Options.parse(command.opts());
      const { shop, yes, dryRun, fromNow } = options;
      if (fromNow && (yes || dryRun || options.since !== undefined))
        throw new ThankflowError('usage', '--from-now goes with no other option: it queues nothing');
      await onStage(command, async ({ aws, stage, out }) => {
        const { settings } = await readableShop(aws, shop);
        if (fromNow) {
          await audited(aws, command, { about: [shop] }, () => reconcileFromNow(aws, shop));
          out.json({ stage: stage.name, shop, outcome: 'from-now' });
          out.done(
            `${shop}: only orders paid from now on count. What is missing so far is never thanked automatically`,
          );
          return;
        }
        const state = await reconcileStates(aws).get(keys.reconcile(shop));
        const { span, scope } = spanToLookAt(settings, state, options.since, Date.now());
        const hint = 'Stopping after the current order. Nothing is lost: run the command again.';
        await interruptible(hint, async (signal) => {
          const admin = await adminOfShop(aws, settings, signal);
          const bar = progress('orders listed', 0);
          const compared = await compareAll(aws, admin, settings, {
            span,
            scope: { ...scope, undoesReversals: admin.undoesReversals },
            onListed: (count) => bar.advance(count),
            signal,
          }).finally(() => bar.stop());
          const found = compared.filter(isFound);
          const statement = statementOf(compared);
          const title = `${shop}, orders that changed from ${instant(span.fromMs)} to ${instant(span.untilMs)}`;
          const json = { stage: stage.name, shop, ...isoSpan(span), statement, found: found.map(listedOf) };
          printStatement(out, statement, found, title);
          if (found.length === 0) {
            out.json({ ...json, queued: {} });
            out.done('nothing is missing');
            return;
          }
          const question = `Queue ${number(found.length)} ${found.length === 1 ? 'order' : 'orders'}?`;
          if (dryRun || !(await agreedOrDry(question, yes))) {
            out.json({ ...json, queued: {} });
            out.note('Nothing was changed. To queue them, add --yes.');
            process.exitCode = 3;
            return;
          }
          const queued = await audited(aws, command, { about: [shop] }, async (tell) => {
            const done = await queueAll(aws, admin, settings, found, { paidFromMs: scope.paidFromMs, signal });
            await reconcileSoon(aws, shop, span.untilMs);
            tell(
              Object.entries(done)
                .map(([outcome, count]) => `${count} ${outcome}`)
                .join(', '),
            );
            return done;
          });
          out.json({ ...json, queued });
          out.done(`queued ${number(queued['queued'] ?? 0)} of ${number(found.length)}`);
          const failed = queued['failed'] ?? 0;
          if (failed > 0) {
            out.note(`warning: the platform failed to answer ${number(failed)} of them. Run the command again.`);
            process.exitCode = 3;
          }
          if (signal.aborted) out.note('The rest was not looked at. Run the command again.');
        });
      });
    });
}

const isFound = ({ comparison }: Compared): boolean =>
  comparison === 'missing' || comparison === 'reversal' || comparison === 'restored';

const listedOf = ({ orderId, number: known, createdAt, changedAt, channel, comparison }: Compared) => ({
  orderId,
  number: known,
  createdAt,
  changedAt,
  channel,
  comparison,
});

const isoSpan = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }) => ({
  from: new Date(fromMs).toISOString(),
  until: new Date(untilMs).toISOString(),
});

/** Without a terminal and `--yes`, it's a dry run. */
const agreedOrDry = async (question: string, yes: boolean): Promise<boolean> =>
  yes || (process.stdin.isTTY && (await agreed(question, { yes })));
