import type { Command } from 'commander';
import * as z from 'zod';
import { applySettings, type ApplyResult } from '../../lib/shops/apply-settings.ts';
import { audited, changing } from '../audited.ts';
import { userName, withStage, type StageAws } from '../aws.ts';
import { holdWords } from '../brake-words.ts';
import { contextOf, examples } from '../context.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { placed, readShopFiles, warningsOf } from '../shop-files.ts';
import { tellTried, tryAndSee, type Try } from '../try-one.ts';

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
      const { applied, tries, warnings } = await withStage(stage, async (aws) => {
        const store = settingsStore(aws.documents, aws.settingsTable);
        const warned = await Promise.all(
          read.map(async (file) => warningsOf(file, await store.get(file.settings.shop))),
        );
        for (const warning of warned.flat()) out.note(`warning: ${placed(warning)}`);
        const about = read.map(({ settings }) => settings.shop);
        const done = await audited(aws, command, { about }, async (tell) => {
          const results: (ApplyResult & { file: string; shop: string })[] = [];
          for (const { file, settings } of read) {
            const result = await applySettings(aws, settings, { by, now: Date.now });
            results.push({ file, shop: settings.shop, ...result });
            tell(results.map(({ shop, outcome, revision }) => `${shop} ${outcome}: revision ${revision}`).join(', '));
          }
          return results;
        });
        const changed = done.flatMap(({ shop, outcome }) => (outcome === 'changed' ? [shop] : []));
        return { applied: done, tries: await tryEach(aws, changed), warnings: warned.flat() };
      });
      out.json({ stage: stage.name, applied, tries, warnings });
      out.table(
        ['shop', 'settings', 'revision', 'changed'],
        applied.map((each) => [each.shop, each.outcome, String(each.revision), each.changes]),
      );
      for (const each of applied) for (const hint of hints(each)) out.note(hint);
      for (const { shop, ...one } of tries) {
        const { tried, became } = one;
        out.line(`${shop}: its ThankUs are ${holdWords(tried.hold)}`);
        tellTried(out, stage.name, one);
        if (became === 'accepted' || !tried.woken) continue;
        out.note(
          `What waits was made from the settings before. Make it from these: npx thankflow orders refreeze --shop ${shop} --stage ${stage.name}`,
        );
      }
    });
}

/** Other settings may be what the shops were held for: one order of each tries. */
async function tryEach(aws: StageAws, shops: readonly string[]) {
  const tries: (Try & { shop: string })[] = [];
  for (const shop of shops) {
    const one = await tryAndSee(aws, { what: 'thanku', shop });
    if (one !== undefined) tries.push({ shop, ...one });
  }
  return tries;
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
