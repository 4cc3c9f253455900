import type { Command } from 'commander';
import * as z from 'zod';
import { changing } from '../audit/audited.ts';
import { contextOf, examples } from '../cli/context.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { applyFiles } from '../shops/apply-files.ts';
import { knownShop } from '../shops/known-shop.ts';
import { readRevision } from '../shops/read-revision.ts';
import { withStage } from '../stage/aws.ts';
import { userName } from '../stage/local.ts';

const Options = z.object({
  by: z.string().min(1).max(200),
  replaceNewer: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export function rollbackCommand(shops: Command): void {
  changing(shops.command('rollback'))
    .description('apply an earlier revision of a shop’s settings again, as a new revision')
    .argument('<shop>', "the shop's ID")
    .argument('<revision>', 'its number, as `shops history` lists it', wholeNumber)
    .option('--by <name>', 'your name, for the record', userName())
    .option('--replace-newer', "also replace settings of a newer version; what this version doesn't know is dropped")
    .option('--yes', 'don’t ask before replacing another shop')
    .addHelpText(
      'after',
      `${examples('shops rollback my-shop 3', 'shops rollback my-shop 3 --stage prod --why "the new impact was too high"')}
It checks and refuses the same as \`shops apply\`. Orders that were already received keep what they were promised; new
orders get the earlier settings. Your file in git isn't changed: correct it too, or the next apply undoes the rollback.`,
    )
    .action(async (shop: string, revision: number, _, command: Command) => {
      const context = contextOf(command);
      const options = Options.parse(command.opts());
      const file = await withStage(context.stage, async (aws) =>
        readRevision(aws, await knownShop(aws, shop), revision),
      );
      await applyFiles(context, command, [file], { ...options, from: `revision ${revision}` });
      context.out.note('Orders that were already received keep what they were promised.');
      context.out.note(`Correct the shop's file too. Its settings now: ./thankflow shops show ${shop}`);
    });
}
