import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { knownShop } from '../shops/known-shop.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection } from '../quarantine/chosen.ts';
import { Selection } from '../quarantine/entries.ts';
import { dropChosen, printDrop } from '../quarantine/run-drop.ts';

const Options = Selection.extend({ yes: z.boolean().default(false) });

export function quarantineDropCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('drop')))
    .description('delete webhooks for good; without --yes, only list them')
    .argument('[id...]', 'IDs, or their beginnings; default: those that match the options and can’t be read')
    .option('--yes', 'delete them')
    .addHelpText(
      'after',
      `${examples(
        'quarantine drop 0b8e5c1e',
        'quarantine drop 0b8e5c1e 77f0a2d4 --yes --why "test orders of the agency"',
        'quarantine drop --shop my-shop --matching currency --yes',
      )}
Look at them first (quarantine show ID): each may be an order that hasn't been thanked, or a customer's privacy request.
They can't be restored. A webhook that can be read today is dropped only by its ID.
Exit code 3: something was kept.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const { yes, ...selection } = Options.parse(command.opts());
      const chosen = { ids, selection };
      refuseBoth(chosen);
      const { shop, since, matching } = selection;
      if (ids.length === 0 && (shop ?? since ?? matching) === undefined) {
        throw new ThankflowError('usage', 'say what to drop: IDs, or --shop, --since or --matching');
      }
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        const about = ids.length > 0 ? ids : [shop ?? 'all shops'];
        const hint = 'Stopping after the current webhook. To do the rest, run the command again.';
        const tally = await audited(aws, command, { about, dryRun: !yes }, async (tell) => {
          const result = await interruptible(hint, (signal) => dropChosen(aws, chosen, { go: yes, signal }));
          tell(`dropped ${result.dropped} of ${result.count}`);
          return result;
        });
        out.json({ stage: stage.name, dryRun: !yes, ...tally });
        printDrop(out, tally, yes);
        if (!yes && tally.dropped > 0) out.note('Nothing was changed. To do it, add --yes.');
        if (yes && tally.count > tally.dropped) process.exitCode ??= 3;
      });
    });
}
