import type { Command } from 'commander';
import * as z from 'zod';
import { openSpool } from '../queue/spool.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { knownShop } from '../shops/known-shop.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection } from '../quarantine/chosen.ts';
import { Selection } from '../quarantine/entries.ts';
import { printReread, rereadChosen } from '../quarantine/run-reread.ts';

const Options = Selection.extend({ yes: z.boolean().default(false), wait: z.boolean() });

export function quarantineRereadCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('reread')))
    .description('read webhooks again with this version; those that can be read are processed')
    .argument('[id...]', 'IDs, or their beginnings; default: all that match the options')
    .option('--yes', 'process them; without it, only say what would happen')
    .option('--no-wait', 'don’t wait for the orders’ results')
    .addHelpText(
      'after',
      `${examples(
        'quarantine reread',
        'quarantine reread --matching currency --yes',
        'quarantine reread 0b8e5c1e --yes --why "the adapter is fixed, see ticket 42"',
      )}
Webhooks that still can't be read stay in quarantine. Exit code 3: there are some, or an order failed.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const options = Options.parse(command.opts());
      const { shop, yes, wait } = options;
      const chosen = { ids, selection: options };
      refuseBoth(chosen);
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        using orders = openSpool();
        const about = ids.length > 0 ? ids : [shop ?? 'all shops'];
        const hint = yes ? 'Stopping after the current webhook. To do the rest, run the command again.' : 'Stopping.';
        await audited(aws, command, { about, dryRun: !yes }, (tell) =>
          interruptible(hint, async (signal) => {
            const tally = await rereadChosen(aws, chosen, orders, { go: yes, signal });
            tell(`${tally.readable} of ${tally.count} sent`);
            const isWaiting = yes && wait && orders.size > 0;
            const waited = isWaiting ? await waitWithProgress(aws, orders, signal) : undefined;
            out.json({ stage: stage.name, dryRun: !yes, ...tally, waited });
            printReread(out, tally, yes);
            if (waited !== undefined) printWaited(out, waited);
            if (!yes && tally.readable > 0) out.note('Nothing was changed. To do it, add --yes.');
            if (yes && (tally.count > tally.readable || tally.unreadable.length > 0)) process.exitCode ??= 3;
          }),
        );
      });
    });
}
