import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { audited, changing } from '../audit/audited.ts';
import { withStage } from '../stage/aws.ts';
import { knownShop } from '../shops/known-shop.ts';
import { contextOf, examples } from '../cli/context.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseBoth, withSelection } from '../quarantine/chosen.ts';
import { Selection } from '../quarantine/entries.ts';
import { dropChosen, tellDrop } from '../quarantine/run-drop.ts';

const Options = Selection.extend({ yes: z.boolean().default(false) });

export function quarantineDropCommand(quarantine: Command): void {
  changing(withSelection(quarantine.command('drop')))
    .description('delete webhooks for good: says which, and does it with --yes')
    .argument('[id...]', 'their ids, or how they begin; without one, those that the options choose and nobody can read')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      `${examples(
        'quarantine drop 0b8e5c1e',
        'quarantine drop 0b8e5c1e 77f0a2d4 --yes --why "test orders of the agency"',
        'quarantine drop --shop my-shop --matching currency --yes',
      )}
Look first (quarantine show ID): a webhook may be an order that nobody has thanked, or a customer's privacy request.
What is dropped can't be restored. Webhooks that can be read today are dropped only by their ids.
Exit code 3: something was kept.`,
    )
    .action(async (ids: string[], _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { yes, ...selection } = Options.parse(command.opts());
      const chosen = { ids, selection };
      refuseBoth(chosen);
      const { shop, since, matching } = selection;
      if (ids.length === 0 && (shop ?? since ?? matching) === undefined) {
        throw new ThankflowError('usage', 'say what to drop: ids, or --shop, --since or --matching');
      }
      await withStage(stage, async (aws) => {
        if (shop !== undefined) await knownShop(aws, shop);
        const run = (go: boolean) =>
          interruptible('Ending after the webhook in hand; run it again for the rest.', (signal) =>
            dropChosen(aws, chosen, { go, signal }),
          );
        const tally = yes
          ? await audited(aws, command, { about: ids.length > 0 ? ids : [shop ?? 'all shops'] }, async (tell) => {
              const result = await run(true);
              tell(`dropped ${result.dropped} of ${result.count}`);
              return result;
            })
          : await run(false);
        out.json({ stage: stage.name, dryRun: !yes, ...tally });
        tellDrop(out, tally, yes);
        if (!yes && tally.dropped > 0) out.note('Nothing was changed. The same command with --yes does it.');
        if (yes && tally.count > tally.dropped) process.exitCode ??= 3;
      });
    });
}
