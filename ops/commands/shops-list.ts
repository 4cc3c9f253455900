import type { Command } from 'commander';
import type { ImpactRule } from '../../lib/shops/impact-rule.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';

export function listCommand(shops: Command): void {
  shops
    .command('list')
    .description("the stage's shops and their settings in short")
    .addHelpText('after', examples('shops list', 'shops list --stage prod --json'))
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const found = await withStage(stage, (aws) => settingsStore(aws.documents, aws.settingsTable).list());
      out.json({ stage: stage.name, shops: found });
      if (found.length === 0) {
        out.line(`Stage ${stage.name} has no shops yet. Apply the settings of one: npx thankflow shops apply FILE`);
        return;
      }
      out.table(
        ['shop', 'platform', 'gives', 'Thanx', 'revision', 'applied'],
        found.map(({ settings: { shop, platform, thanku, thanx }, revision, appliedAt, by }) => [
          shop,
          platform,
          `${thanku.cause}${thanku.simulate ? ' (simulated)' : ''}\n${inWords(thanku.impact)}`,
          thanx === undefined ? '–' : `${thanx.credential}\n${thanx.merchantId}`,
          String(revision),
          `${appliedAt.slice(0, 16).replace('T', ' ')}Z\n${by}`,
        ]),
      );
    });
}

function inWords(rule: ImpactRule): string {
  if ('fixed' in rule) return `${rule.fixed} per order`;
  const within = `${rule.min} to ${rule.max}`;
  return 'per' in rule ? `1 per ${rule.per} ${rule.currency}, ${within}` : `${rule.perItem} per item, ${within}`;
}
