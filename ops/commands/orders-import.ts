import type { Command } from 'commander';
import * as z from 'zod';
import { openSpool } from '../queue/spool.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import type { Imported } from '../import/import-orders.ts';
import { openOrdersFile } from '../import/records.ts';
import { printImported } from '../import/print.ts';
import { interruptible } from '../cli/interrupt.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { readableShop } from '../shops/known-shop.ts';
import { importFile } from '../import/run.ts';

const Options = z.object({ shop: z.string(), yes: z.boolean().default(false), rate: z.number(), wait: z.boolean() });

export function ordersImportCommand(orders: Command): void {
  changing(orders.command('import'))
    .description("import orders from a file: from before a shop's webhook existed, or after it was lost")
    .argument('<file>', "JSON Lines (one order per line), or the CSV of Shopify's admin")
    .requiredOption('--shop <id>', 'the shop that the orders belong to')
    .option('--yes', 'import them; without it, only say what would happen')
    .option('--rate <orders>', 'orders a second; the shops’ new orders wait behind them', wholeNumber, 5)
    .option('--no-wait', 'don’t wait until the orders are thanked')
    .addHelpText(
      'after',
      `${examples(
        'orders import orders_export.csv --shop my-shop',
        'orders import orders_export.csv --shop my-shop --stage prod --yes --why "webhook gone since May 3"',
        'orders import orders.jsonl --shop my-shop --yes --rate 20 --no-wait',
      )}
No order is thanked twice: orders that exist already are skipped. If an import is interrupted, run it again.
Orders paid before the shop's \`ordersPaidFrom\` are never thanked.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done, but some orders can't be read or failed.`,
    )
    .action(async (file: string, _, command: Command) => {
      const { shop, yes, rate, wait } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const { settings } = await readableShop(aws, shop);
        const source = await openOrdersFile(file, settings.platform);
        using sent = openSpool();
        const read = (signal: AbortSignal) =>
          importFile(aws, settings, source, sent, { dryRun: !yes, perSecond: rate, signal });
        const hint = `Stopping after the current orders.${yes ? ' To import the rest, run the command again.' : ''}`;
        await audited(aws, command, { about: [shop], dryRun: !yes }, (tell) =>
          interruptible(hint, async (signal) => {
            const imported = await read(signal);
            tell(`${imported.sent} sent${imported.interrupted ? ', broken off' : ''}`);
            const waited = yes && wait ? await waitWithProgress(aws, sent, signal) : undefined;
            const about = { stage: stage.name, shop, file, format: source.format, dryRun: !yes };
            out.json({ ...about, ...imported, waited });
            printImported(out, imported, { file, settings, dryRun: !yes });
            if (waited !== undefined) printWaited(out, waited);
            const rest = hasWork(imported) ? '. To import them, add --yes.' : ', and there is nothing to import.';
            if (!yes) out.note(`Nothing was changed${rest}`);
          }),
        );
      });
    });
}

const hasWork = ({ claim, leftOut, reversals }: Imported): boolean =>
  claim + reversals > 0 || Object.keys(leftOut).length > 0;
