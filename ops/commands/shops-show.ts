import type { Command } from 'commander';
import { stringify } from 'yaml';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/order/nearest.ts';
import { settingsStore, type AppliedSettings, type SettingsStore } from '../../lib/shops/settings-store.ts';
import { pidPrefixOf } from '../../lib/shops/settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { withStage } from '../aws.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { contextOf, examples } from '../context.ts';

export function showCommand(shops: Command): void {
  shops
    .command('show')
    .description("a shop's settings in force, defaults included, and whether it is held")
    .argument('<shop>', "the shop's id")
    .addHelpText('after', examples('shops show my-shop', 'shops show my-shop --stage prod > my-shop.yaml'))
    .action(async (shop: string, _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { applied, control } = await withStage(stage, async (aws) => ({
        applied: await knownShop(settingsStore(aws.documents, aws.settingsTable), shop, stage.name),
        control: await shopControl(aws.documents, aws.controlTable)(shop).get(),
      }));
      const { settings, revision, appliedAt, by } = applied;
      const pidPrefix = pidPrefixOf(settings);
      const { ordersExist, hold, thankuBrake, thanxBrake } = control;
      out.json({ stage: stage.name, ...applied, pidPrefix, ordersExist, hold, thankuBrake, thanxBrake });
      out.line(`# Stage ${stage.name}, revision ${revision}, applied ${appliedAt} by ${by}`);
      out.line(
        `# Webhooks to /webhooks/${shop} · pid prefix ${pidPrefix} · orders so far: ${ordersExist ? 'yes' : 'none'}`,
      );
      if (hold !== undefined) out.line(`# HELD: its ThankUs, ${holdWords(hold)}`);
      if (thankuBrake !== undefined) out.line(`# HELD: its ThankUs, ${brakeWords(thankuBrake)}`);
      if (thanxBrake !== undefined) out.line(`# HELD: its receipts and gift cards, ${brakeWords(thanxBrake)}`);
      out.line(stringify(settings, { lineWidth: 0 }).trimEnd());
    });
}

/** The settings of a shop that must be there; else `bad-settings` with the nearest one. */
export async function knownShop(store: SettingsStore, shop: string, stage: string): Promise<AppliedSettings> {
  const applied = await store.applied(shop);
  if (applied !== undefined) return applied;
  const others = (await store.list()).map(({ settings }) => settings.shop);
  const meant = didYouMean(shop, others);
  const there = others.length === 0 ? 'It has no shops yet.' : `It has ${others.join(', ')}.`;
  throw new ThankflowError('bad-settings', `stage ${stage} has no shop "${shop}"${meant}. ${there}`);
}
