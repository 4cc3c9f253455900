import type { Command } from 'commander';
import { impactInWords } from '../../lib/order/impact.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
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
        out.line(
          `Stage ${stage.name} has no shops yet. Apply the settings of one: npx thankflow shops apply FILE --stage ${stage.name}`,
        );
        return;
      }
      out.table(
        ['shop', 'platform', 'gives', 'Thanx', 'revision', 'applied'],
        found.map(({ settings: { shop, platform, thanku, thanx }, revision, appliedAt, by }) => [
          shop,
          platform,
          [`${thanku.cause}${thanku.simulate ? ' (simulated)' : ''}`, inWords(thanku)],
          thanx === undefined ? '–' : [thanx.credential, thanx.merchantId],
          String(revision),
          [`${appliedAt.slice(0, 16).replace('T', ' ')}Z`, by],
        ]),
      );
    });
}

function inWords(thanku: ThankuSettings): string {
  const { impact: rule } = thanku;
  const units = (impact: number) => impactInWords(impact, thanku, 'en');
  if ('fixed' in rule) return `${units(rule.fixed)} per order`;
  const within = `${rule.min} to ${rule.max}`;
  return 'per' in rule
    ? `${units(1)} per ${rule.per} ${rule.currency}, ${within}`
    : `${units(rule.perItem)} per item, ${within}`;
}
