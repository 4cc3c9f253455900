import type { Command } from 'commander';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { Language } from '../../lib/shops/thanku-settings.ts';
import { newerWords, settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples, type Context } from '../cli/context.ts';
import { describeFailure } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { ownOrder, previewOf, type Preview } from '../shops/preview.ts';
import { exclusions } from '../report/words.ts';
import { previewOrders } from '../shops/sample-orders.ts';
import { amount, currency, language as locale, OrderOptions } from '../send/options.ts';
import { placed, readShopFiles, warningsOf } from '../shops/shop-files.ts';

export function previewCommand(shops: Command): void {
  shops
    .command('preview')
    .description('show what settings would give and say, for sample orders or for your own')
    .argument('<file>', 'a settings file')
    .option('--amount <amount>', 'one order with this amount', amount)
    .option('--currency <code>', 'one order in this currency', currency)
    .option('--name <name>', 'one order by this customer')
    .option('--language <locale>', 'one order by a customer with this language: en, de-AT', locale)
    .addHelpText(
      'after',
      `${examples('shops preview shops/my-shop.yaml', 'shops preview shops/my-shop.yaml --amount 45 --name "Grace Hopper" --language de', 'shops preview shops/my-shop.yaml --stage prod', 'shops preview shops/my-shop.yaml --json')}
It needs neither a stage nor AWS. With --stage, it also warns of changes there that have large consequences.`,
    )
    .action(async (file: string, _, command: Command) => {
      const context = contextOf(command);
      const { out } = context;
      const [read] = await readShopFiles([file]);
      if (read === undefined) return;
      const { settings } = read;
      const isNamed = isStageNamed(command);
      const inForce = await settingsInForce(context, settings.shop, isNamed);
      const warnings = warningsOf(read, inForce?.settings, context.stage);
      const previews = previewsOf(settings, OrderOptions.parse(command.opts()), {
        simulated: isNamed && context.stage.spend === 'simulated',
      });
      out.json({ file, shop: settings.shop, warnings, previews });
      for (const language of Language.options) {
        const spoken = previews.filter((preview) => preview.language === language);
        if (spoken.length === 0) continue;
        out.line(out.style('bold', `${settings.shop}, in ${languageNames[language]}`));
        for (const preview of spoken) show(preview, settings, out);
        out.line();
      }
      if (inForce?.unknown !== undefined)
        out.note(`warning: ${newerWords(inForce)}. shops apply refuses to replace them.`);
      for (const warning of warnings) out.note(`warning: ${placed(warning)}`);
    });
}

/** Of one order if the options describe one, otherwise of all samples; in the given language, or in each of the shop's. */
function previewsOf(settings: ShopSettings, options: OrderOptions, where: { simulated: boolean }): Preview[] {
  const isOwn = Object.values(options).some((value) => value !== undefined);
  const orders = isOwn ? [ownOrder(settings, options)] : previewOrders(settings.thanku);
  const written = Language.options.filter((one) => settings.thanku.message[one] !== undefined);
  const spoken = options.language === undefined ? written : [options.language];
  return spoken.flatMap((one) => orders.map((order) => previewOf(order, one, settings, where)));
}

/** Whether the stage was given: then it has to answer. */
const isStageNamed = (command: Command): boolean =>
  command.optsWithGlobals()['stage'] !== 'local' || command.getOptionValueSourceWithGlobals('stage') === 'cli';

/** The settings that the file would replace; `undefined` if there are none, or if no stage was given and none answers. */
async function settingsInForce(
  { stage, out }: Context,
  shop: string,
  isNamed: boolean,
): Promise<StoredSettings | undefined> {
  try {
    return await withStage(stage, (aws) => settingsStore(aws.documents, aws.settingsTable).stored(shop));
  } catch (error) {
    if (isNamed)
      out.note(
        `warning: couldn't compare with the current settings: ${describeFailure(error, stage.name).lines.join(' ')}`,
      );
    return undefined;
  }
}

const languageNames = { en: 'English', de: 'German' } satisfies Record<Language, string>;

function show(preview: Preview, { thanx }: ShopSettings, out: Output): void {
  const { order, amount: paid, impactInWords: impact, message, skipped, receipt, basket } = preview;
  const outcome =
    skipped === undefined ? out.style('green', impact) : out.style('yellow', `not thanked: ${exclusions[skipped]}`);
  const points =
    basket === undefined
      ? `receipt: ${'amount' in receipt ? `${receipt.amount} ${thanx?.currency}` : `none (${receipt.reason})`}`
      : `basket: ${'subtotal' in basket ? `${basket.subtotal} ${thanx?.currency}` : `none (${basket.reason})`}`;
  out.line();
  out.line(`  ${order} (${paid}) → ${outcome}${thanx === undefined ? '' : `; Thanx ${points}`}`);
  if (skipped !== undefined) return;
  for (const line of message.split('\n')) out.line(`    ${line}`);
}
