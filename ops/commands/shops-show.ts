import type { Command } from 'commander';
import { examples, onStage } from '../cli/context.ts';
import { stringify } from 'yaml';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { describeCircuit, describePause } from '../pause/describe.ts';
import { targetStates } from '../notify/target-circuits.ts';
import { knownShop } from '../shops/known-shop.ts';

export function showCommand(shops: Command): void {
  shops
    .command('show')
    .description("a shop's current settings with defaults, and whether it is stopped")
    .argument('<shop>', "the shop's ID")
    .addHelpText('after', examples('shops show my-shop', 'shops show my-shop --stage prod > my-shop.yaml'))
    .action(async (shop: string, _, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const { raw, settings = raw, unknown, removed, revision, appliedAt, by } = await knownShop(aws, shop);
        const pidPrefix = pidPrefixIn(shop, raw);
        const control = shopControl(aws.documents, aws.controlTable)(shop);
        const { ordersExist, hold, thankuBrake, thanxBrake, notifyBrake } = await control.get();
        const targets = await targetStates(aws, shop);
        const version = { settings, unknown, revision, appliedAt, by };
        const stops = { hold, thankuBrake, thanxBrake, notifyBrake, targets };
        out.json({ stage: stage.name, ...version, pidPrefix, ordersExist, ...stops });
        out.block(`# Stage ${stage.name}, revision ${revision}, applied ${appliedAt} by ${by}`);
        out.block(
          `# Webhook path /webhooks/${shop} · pid prefix ${pidPrefix ?? 'unknown'} · orders so far: ${ordersExist ? 'yes' : 'none'}`,
        );
        if (removed !== undefined)
          out.block(`# REMOVED ${removed.at} by ${removed.by}: new orders wait, nothing is deleted`);
        else if (unknown !== undefined)
          out.block(`# NEWER: this version doesn't know ${unknown.join(', ')}. See “stuck: settings-newer”.`);
        if (hold !== undefined) out.block(`# STOPPED: its ThankUs, ${describeCircuit(hold)}`);
        if (thankuBrake !== undefined) out.block(`# STOPPED: its ThankUs, ${describePause(thankuBrake)}`);
        if (thanxBrake !== undefined)
          out.block(`# STOPPED: its receipts, baskets and gift cards, ${describePause(thanxBrake)}`);
        if (notifyBrake !== undefined) out.block(`# STOPPED: its notifications, ${describePause(notifyBrake)}`);
        for (const { target, control: its } of targets)
          if (its.hold !== undefined)
            out.block(`# STOPPED: its notifications for ${target}, ${describeCircuit(its.hold)}`);
        out.block(stringify(settings, { lineWidth: 0 }).trimEnd());
      });
    });
}
