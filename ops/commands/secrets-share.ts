import { Option, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { partnerTtlMs } from '../../lib/secrets/partner-ttl.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { audited, changing } from '../audit/audited.ts';
import { examples, onStage } from '../cli/context.ts';
import { assertReadsShared } from '../secrets/reads-shared.ts';
import { shareTokens } from '../secrets/share.ts';
import { duration } from '../cli/words.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({
  shop: z.string().optional(),
  all: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});

export function shareCommand(secrets: Command): void {
  changing(secrets.command('share'))
    .description("move shops' ThankU tokens into the secrets that shops share, which cost less")
    .option('--shop <id>', "the shop's ID")
    .addOption(new Option('--all', 'all shops that have a token of their own').conflicts('shop'))
    .option('--dry-run', "move nothing: only say what would be moved, and which secrets aren't read any more")
    .addHelpText(
      'after',
      `${examples('secrets share --shop my-shop', 'secrets share --all --stage prod --why "a release later"')}
The stage needs \`shareThankuTokens: true\`. Nothing is deleted: a release that doesn't know shared tokens reads the shops' own
secrets. To give a shop its own again: secrets put thanku --own.`,
    )
    .action(async (_, command: Command) => {
      const { shop, all, dryRun } = Options.parse(command.opts());
      if (shop === undefined && !all) throw new ThankflowError('usage', 'give --shop, or --all for all shops');
      await onStage(command, async ({ aws, stage, out }) => {
        if (shop !== undefined) await knownShop(aws, shop);
        await assertReadsShared(aws);
        const shops = shop === undefined ? await allShops(aws) : [shop];
        const { shared, invalid, unused } = await audited(aws, command, { about: shops, dryRun }, async (tell) => {
          const done = await shareTokens(aws, shops, { dryRun });
          tell(`${done.shared.length} shared`);
          return done;
        });
        out.json({ stage: stage.name, shared, invalid, unused });
        for (const one of shared) {
          if (dryRun) out.line(`would be shared: ${one.shop} (${one.name})`);
          else out.done(`shared: ${one.shop} (${one.name})`);
        }
        if (shared.length === 0) out.line('unchanged  none of these shops has a token that can be moved');
        else if (!dryRun) out.line(`Takes effect within ${duration(partnerTtlMs(stage.cacheTtlMs) / 1000)}.`);
        for (const one of invalid)
          out.note(
            `The token of ${one} is invalid, and stays: ./thankflow secrets put thanku --shop ${one} --stage ${stage.name}`,
          );
        if (unused.length === 0) return;
        out.note(`${unused.length} secrets of shops aren't read any more. They still cost as much as before.`);
        out.note(
          'Delete them once you will not go back to a release that reads them (they can be restored for 30 days):',
        );
        const which = shop === undefined ? '--all' : `--shop ${shop}`;
        out.note(
          `  ./thankflow secrets share ${which} --dry-run --stage ${stage.name} --json | jq -r '.unused[]' | xargs -n 1 aws secretsmanager delete-secret --secret-id`,
        );
      });
    });
}

const allShops = async (aws: Parameters<typeof knownShop>[0]): Promise<string[]> =>
  (await settingsStore(aws.documents, aws.settingsTable).list()).map(({ shop }) => shop);
