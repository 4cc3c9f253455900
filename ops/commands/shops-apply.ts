import type { Command } from 'commander';
import * as z from 'zod';
import { applySettings, type ApplyResult } from '../../lib/shops/apply-settings.ts';
import { audited, changing } from '../audited.ts';
import { userName, withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';
import { placed, readShopFiles } from '../shop-files.ts';

const Options = z.object({ by: z.string().min(1).max(200) });

export function applyCommand(shops: Command): void {
  changing(shops.command('apply'))
    .description('check files of settings and put them in force; all are checked before one is applied')
    .argument('<file...>', 'YAML files, one shop each')
    .option('--by <name>', 'who applies them, for the record', userName())
    .addHelpText('after', examples('shops apply shops/my-shop.yaml', 'shops apply shops/*.yaml --stage prod'))
    .action(async (files: string[], _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { by } = Options.parse(command.opts());
      const read = await readShopFiles(files, stage);
      for (const warning of read.flatMap(({ warnings }) => warnings)) out.note(`warning: ${placed(warning)}`);
      const applied = await withStage(stage, async (aws) => {
        const about = read.map(({ settings }) => settings.shop);
        return await audited(aws, command, { about }, async (tell) => {
          const results: (ApplyResult & { file: string; shop: string })[] = [];
          for (const { file, settings } of read) {
            const result = await applySettings(aws, settings, { by, now: Date.now });
            results.push({ file, shop: settings.shop, ...result });
            tell(results.map(({ shop, outcome, revision }) => `${shop} ${outcome}: revision ${revision}`).join(', '));
          }
          return results;
        });
      });
      out.json({ stage: stage.name, applied });
      out.table(
        ['shop', 'settings', 'revision', 'changed'],
        applied.map((each) => [each.shop, each.outcome, String(each.revision), each.changes.join('\n')]),
      );
      for (const each of applied) for (const hint of hints(each)) out.note(hint);
    });
}

function hints({ shop, outcome }: ApplyResult & { shop: string }): string[] {
  const lines: string[] = [];
  if (outcome === 'created') {
    lines.push(
      `${shop} is new. Next, its secrets: secrets put webhook --shop ${shop}, secrets put thanku --shop ${shop}`,
    );
    lines.push(`Then let its platform post orders to /webhooks/${shop} of the stage's API.`);
  }
  return lines;
}
