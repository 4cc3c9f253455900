import type { Command } from 'commander';
import { impactInWords } from '../../lib/order/thanku/impact.ts';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { examples, onStage } from '../cli/context.ts';
import type { Cell } from '../cli/table.ts';
import { instantCell, linesCell } from '../cli/words.ts';
import { stringify } from 'yaml';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { shopControl } from '../../lib/store/control.ts';
import { describeCircuit, describePause } from '../pause/describe.ts';
import { knownShop } from '../shops/known-shop.ts';
import { applyCommand } from './shops-apply.ts';
import { fieldsCommand, newCommand, statusKeyCommand } from './shops-new.ts';
import { previewCommand } from './shops-preview.ts';

function listCommand(shops: Command): void {
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

function showCommand(shops: Command): void {
  shops
    .command('show')
    .description("a shop's current settings with defaults, and whether it is stopped")
    .argument('<shop>', "the shop's ID")
    .addHelpText('after', examples('shops show my-shop', 'shops show my-shop --stage prod > my-shop.yaml'))
    .action(async (shop: string, _, command: Command) => {
      await onStage(command, async ({ aws, stage, out }) => {
        const { raw, settings = raw, unknown, revision, appliedAt, by } = await knownShop(aws, shop);
        const pidPrefix = pidPrefixIn(shop, raw);
        const control = shopControl(aws.documents, aws.controlTable)(shop);
        const { ordersExist, hold, thankuBrake, thanxBrake } = await control.get();
        const version = { settings, unknown, revision, appliedAt, by };
        out.json({ stage: stage.name, ...version, pidPrefix, ordersExist, hold, thankuBrake, thanxBrake });
        out.block(`# Stage ${stage.name}, revision ${revision}, applied ${appliedAt} by ${by}`);
        out.block(
          `# Webhook path /webhooks/${shop} · pid prefix ${pidPrefix ?? 'unknown'} · orders so far: ${ordersExist ? 'yes' : 'none'}`,
        );
        if (unknown !== undefined)
          out.block(`# NEWER: this version doesn't know ${unknown.join(', ')}. See “stuck: settings-newer”.`);
        if (hold !== undefined) out.block(`# STOPPED: its ThankUs, ${describeCircuit(hold)}`);
        if (thankuBrake !== undefined) out.block(`# STOPPED: its ThankUs, ${describePause(thankuBrake)}`);
        if (thanxBrake !== undefined) out.block(`# STOPPED: its receipts and gift cards, ${describePause(thanxBrake)}`);
        out.block(stringify(settings, { lineWidth: 0 }).trimEnd());
      });
    });
}

export function shopsCommand(program: Command): void {
  const shops = program
    .command('shops')
    .description("the shops' settings: one YAML file per shop, kept in git")
    .addHelpText(
      'after',
      examples(
        'shops new my-shop --platform shopify',
        'shops preview my-shop.yaml',
        'shops apply my-shop.yaml --stage prod',
      ),
    );
  newCommand(shops);
  applyCommand(shops);
  listCommand(shops);
  showCommand(shops);
  previewCommand(shops);
  fieldsCommand(shops);
  statusKeyCommand(shops);
}
