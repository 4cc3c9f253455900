import type { Command } from 'commander';
import { impactInWords } from '../../lib/order/impact.ts';
import type { Order } from '../../lib/order/order.ts';
import { thankuRequestFor, unwanted, type SkipReason } from '../../lib/order/thanks.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { Language } from '../../lib/shops/thanku-settings.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples, type Context } from '../context.ts';
import { failureOf } from '../failures.ts';
import type { Output } from '../output.ts';
import { sampleOrders } from '../sample-orders.ts';
import { placed, readShopFiles, warningsOf } from '../shop-files.ts';

export function previewCommand(shops: Command): void {
  shops
    .command('preview')
    .description('what a file of settings would give and say for awkward sample orders')
    .argument('<file>', 'a YAML file of settings')
    .addHelpText(
      'after',
      `${examples('shops preview shops/my-shop.yaml', 'shops preview shops/my-shop.yaml --stage prod', 'shops preview shops/my-shop.yaml --json')}
It needs no stage and no AWS. With --stage it also warns of what would change there with large consequences.`,
    )
    .action(async (file: string, _, command: Command) => {
      const context = contextOf(command);
      const { out } = context;
      const [read] = await readShopFiles([file]);
      if (read === undefined) return;
      const { settings } = read;
      const warnings = warningsOf(read, await settingsInForce(context, settings.shop, isStageNamed(command)));
      const languages = Language.options.filter((language) => settings.thanku.message[language] !== undefined);
      const previews = languages.flatMap((language) => previewsIn(language, settings));
      out.json({ file, shop: settings.shop, warnings, previews });
      for (const language of languages) {
        out.line(out.style('bold', `${settings.shop}, in ${languageNames[language]}`));
        for (const preview of previews) if (preview.language === language) show(preview, out);
        out.line();
      }
      for (const warning of warnings) out.note(`warning: ${placed(warning)}`);
    });
}

/** Somebody said on which stage: then it has to be there. */
const isStageNamed = (command: Command): boolean =>
  command.optsWithGlobals()['stage'] !== 'local' || command.getOptionValueSourceWithGlobals('stage') === 'cli';

/** The settings that the file would replace; `undefined` where there are none, or where nobody asked and no stage answers. */
async function settingsInForce(
  { stage, out }: Context,
  shop: string,
  isNamed: boolean,
): Promise<ShopSettings | undefined> {
  try {
    return await withStage(stage, (aws) => settingsStore(aws.documents, aws.settingsTable).get(shop));
  } catch (error) {
    if (isNamed)
      out.note(`warning: not compared with the settings in force: ${failureOf(error, stage.name).lines.join(' ')}`);
    return undefined;
  }
}

const languageNames = { en: 'English', de: 'German' } satisfies Record<Language, string>;

interface Preview {
  language: Language;
  order: string;
  amount: string;
  impact: number;
  impactInWords: string;
  message: string;
  /** Defined: the order would not be thanked. */
  skipped: SkipReason | undefined;
}

function previewsIn(language: Language, settings: ShopSettings): Preview[] {
  return sampleOrders(settings.thanku).map(({ what, order }) => {
    const spoken = spokenBy(order, language);
    const { impactValue, message } = thankuRequestFor(spoken, settings);
    const skipped = unwanted(spoken, settings);
    return {
      language,
      order: what,
      amount: `${order.amount} ${order.currency}`,
      impact: impactValue,
      impactInWords: impactInWords(impactValue, settings.thanku, language),
      message,
      skipped,
    };
  });
}

const spokenBy = (order: Order, locale: string): Order => ({ ...order, customer: { ...order.customer, locale } });

const skippedInWords: Record<SkipReason, string> = {
  'zero-amount': 'nothing was paid',
  currency: 'another currency',
  'below-minimum': 'below the minimum',
  tags: 'by its tags',
  channel: 'by its channel',
};

function show({ order, amount, impactInWords: impact, message, skipped }: Preview, out: Output): void {
  const outcome =
    skipped === undefined ? out.style('green', impact) : out.style('yellow', `not thanked: ${skippedInWords[skipped]}`);
  out.line();
  out.line(`  ${order} (${amount}) → ${outcome}`);
  if (skipped === undefined) out.block(message, '    ');
}
