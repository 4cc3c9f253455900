import type { Command } from 'commander';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { examples, onStage } from '../cli/context.ts';
import type { Cell } from '../cli/table.ts';
import { instantCell, linesCell } from '../cli/words.ts';
import { describeImpact } from '../shops/describe-impact.ts';

export function listCommand(shops: Command): void {
  shops
    .command('list')
    .description("the stage's shops, with their main settings")
    .addHelpText('after', examples('shops list', 'shops list --stage prod --json'))
    .action(async (_, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const found = await settingsStore(aws.documents, aws.settingsTable).list();
        out.json({
          stage: stage.name,
          shops: found.map(({ raw, settings = raw, ...more }) => ({ ...more, settings })),
        });
        if (found.length === 0) {
          out.note(
            `Stage ${stage.name} has no shops yet. To add one: ./thankflow shops apply FILE --stage ${stage.name}`,
          );
          return;
        }
        out.table(
          ['shop', 'platform', 'gives', 'Thanx', 'revision', 'applied', 'by'],
          found.map(({ shop, settings, removed, revision, appliedAt, by }) => [
            shop,
            ...(settings === undefined
              ? ['?', removed === undefined ? 'settings-newer' : 'removed', '?']
              : inShort(settings)),
            String(revision),
            instantCell(appliedAt),
            by,
          ]),
        );
        for (const one of found)
          if (one.unknown !== undefined && one.removed === undefined)
            out.note(`warning: ${newerWords(one)}. ${whatToDo}`);
      });
    });
}

const whatToDo =
  'If the deployed functions don’t know them either, the shop’s new orders wait: see “stuck: settings-newer”.';

const inShort = ({ platform, thanku, thanx }: ShopSettings): Cell[] => [
  platform,
  linesCell(`${thanku.cause}${thanku.simulate ? ' (simulated)' : ''}`, ...describeImpact(thanku)),
  thanx && linesCell(thanx.credential, thanx.merchantId),
];
