import type { Command } from 'commander';
import * as z from 'zod';
import { changedPaths } from '../../lib/shops/changed-paths.ts';
import { revisionsOf } from '../../lib/shops/revisions.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { examples, onStage } from '../cli/context.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { instantCell, linesCell } from '../cli/words.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({ limit: z.number() });

export function historyCommand(shops: Command): void {
  shops
    .command('history')
    .description("the revisions of a shop's settings, newest first: when, by whom, and what changed")
    .argument('<shop>', "the shop's ID")
    .option('--limit <n>', 'list at most this many', wholeNumber, 20)
    .addHelpText('after', examples('shops history my-shop', 'shops history my-shop --stage prod --json'))
    .action(async (shop: string, _, command: Command) => {
      const { limit } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const current = await knownShop(aws, shop);
        const found: StoredSettings[] = [];
        for await (const one of revisionsOf(aws.documents, aws.settingsTable, shop)) {
          found.push(one);
          // One more than is shown, to compare the last one with.
          if (found.length > limit) break;
        }
        const revisions = found.slice(0, limit).map((one, index) => ({
          revision: one.revision,
          appliedAt: one.appliedAt,
          by: one.by,
          inEffect: one.revision === current.revision,
          changes: changesOf(one, found[index + 1]),
        }));
        out.json({ stage: stage.name, shop, revisions, more: found.length > limit });
        out.table(
          ['revision', 'applied', 'by', 'changed', ''],
          revisions.map(({ revision, appliedAt, by, changes, inEffect }) => [
            String(revision),
            instantCell(appliedAt),
            by,
            linesCell(...changes),
            inEffect ? 'in effect' : '',
          ]),
        );
        if (found.length > limit) out.note(`There are more: --limit ${limit * 10}`);
        out.note(`To go back to one of them: ./thankflow shops rollback ${shop} REVISION --stage ${stage.name}`);
      });
    });
}

const changesOf = (revision: StoredSettings, before: StoredSettings | undefined): string[] =>
  before === undefined ? ['created'] : changedPaths(before.raw, revision.raw);
