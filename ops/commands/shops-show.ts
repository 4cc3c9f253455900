import type { Command } from 'commander';
import { stringify } from 'yaml';
import { pidPrefixOf } from '../../lib/shops/settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { withStage } from '../aws.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { contextOf, examples } from '../context.ts';
import { knownShop } from '../known-shop.ts';

export function showCommand(shops: Command): void {
  shops
    .command('show')
    .description("a shop's settings in force, defaults included, and whether it is held")
    .argument('<shop>', "the shop's id")
    .addHelpText('after', examples('shops show my-shop', 'shops show my-shop --stage prod > my-shop.yaml'))
    .action(async (shop: string, _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { applied, control } = await withStage(stage, async (aws) => ({
        applied: await knownShop(aws, shop),
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
      out.block(stringify(settings, { lineWidth: 0 }).trimEnd());
    });
}
