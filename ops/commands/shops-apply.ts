import type { Command } from 'commander';
import * as z from 'zod';
import { contextOf, examples } from '../cli/context.ts';
import { changing } from '../audit/audited.ts';
import { userName } from '../stage/local.ts';
import { applyFiles } from '../shops/apply-files.ts';
import { readShopFiles } from '../shops/shop-files.ts';

const Options = z.object({
  by: z.string().min(1).max(200),
  replaceNewer: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export function applyCommand(shops: Command): void {
  changing(shops.command('apply'))
    .description('check settings files and apply them, all or none')
    .argument('<file...>', 'YAML files, one per shop')
    .option('--by <name>', 'your name, for the record', userName())
    .option('--replace-newer', "also replace settings of a newer version; what this version doesn't know is dropped")
    .option('--yes', 'don’t ask before replacing another shop')
    .addHelpText(
      'after',
      `${examples('shops apply shops/my-shop.yaml', 'shops apply shops/*.yaml --stage prod')}
It asks before it replaces a shop in use with what looks like another shop (another platform, wallet or merchant), or removes
a status key. Usually, a file was copied and its \`shop\` not changed. Scripts need --yes for that; other edits don't.`,
    )
    .action(async (files: string[], _, command: Command) => {
      const context = contextOf(command);
      const options = Options.parse(command.opts());
      await applyFiles(context, command, await readShopFiles(files, context.stage), options);
    });
}
