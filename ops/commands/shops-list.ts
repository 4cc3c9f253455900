import type { Command } from 'commander';
import { impactInWords } from '../../lib/order/thanku/impact.ts';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { examples, onStage } from '../cli/context.ts';
import type { Cell } from '../cli/table.ts';
import { instantCell, linesCell } from '../cli/words.ts';

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
          found.map(({ shop, settings, revision, appliedAt, by }) => [
            shop,
            ...(settings === undefined ? ['?', 'settings-newer', '?'] : inShort(settings)),
            String(revision),
            instantCell(appliedAt),
            by,
          ]),
        );
        for (const one of found) if (one.unknown !== undefined) out.note(`warning: ${newerWords(one)}. ${whatToDo}`);
      });
    });
}

const whatToDo =
  'If the deployed functions don’t know them either, the shop’s new orders wait: see “stuck: settings-newer”.';

const inShort = ({ platform, thanku, thanx }: ShopSettings): Cell[] => [
  platform,
  linesCell(`${thanku.cause}${thanku.simulate ? ' (simulated)' : ''}`, describeImpact(thanku)),
  thanx && linesCell(thanx.credential, thanx.merchantId),
];

function describeImpact(thanku: ThankuSettings): string {
  const { impact: rule } = thanku;
  const units = (impact: number) => impactInWords(impact, thanku, 'en');
  if ('fixed' in rule) return `${units(rule.fixed)} per order`;
  const within = `${rule.min} to ${rule.max}`;
  return 'per' in rule
    ? `${units(1)} per ${rule.per} ${rule.currency}, ${within}`
    : `${units(rule.perItem)} per item, ${within}`;
}
