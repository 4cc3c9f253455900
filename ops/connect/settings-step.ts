import { existsSync } from 'node:fs';
import { ThankflowError } from '../../lib/errors.ts';
import { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { parseShopFile } from '../../lib/shops/file/parse-yaml.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { whyNotPlatformShopId } from '../../lib/shops/platform-shop-id.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { RefusedFiles } from '../cli/failures.ts';
import { shellWord } from '../cli/terminal.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import { applyFiles } from '../shops/apply-files.ts';
import { newShop } from '../shops/new-shop.ts';
import { readShopFiles } from '../shops/shop-files.ts';
import { writeNewFile } from '../shops/write-new-file.ts';
import type { Connecting } from './connecting.ts';

export interface SettingsDone {
  outcome: 'in-effect' | 'applied';
  /** `undefined`: the shop was on the stage already. */
  file: string | undefined;
  stored: StoredSettings;
}

/**
 * The shop's settings on the stage, if it has any.
 * @throws ThankflowError `refused` if the shop is removed, or for another platform
 */
export async function settingsBefore(on: Connecting): Promise<StoredSettings | undefined> {
  const { aws, stage, shop } = on;
  const before = await settingsStore(aws.documents, aws.settingsTable).stored(shop);
  if (before === undefined) return undefined;
  if (before.removed !== undefined) {
    throw new ThankflowError(
      'refused',
      `${shop} is removed. To bring it back: ./thankflow shops rollback ${shop} --stage ${stage.name}`,
    );
  }
  refuseOtherPlatform(on, String(before.raw['platform']), `stage ${stage.name}`);
  return before;
}

/**
 * Applies the settings in a shop's file, and writes the file first if there is none. If the shop already has settings, it keeps them.
 * @param reconcile whether new settings switch reconciliation on
 * @throws ThankflowError `refused` if the file is for another shop or platform
 */
export async function settingsStep(
  on: Connecting,
  before: StoredSettings | undefined,
  reconcile: boolean,
): Promise<SettingsDone> {
  const { aws, stage, out, shop, options } = on;
  if (before !== undefined) {
    out.line(`The settings of ${shop} are in effect on stage ${stage.name}: revision ${before.revision}.`);
    return { outcome: 'in-effect', file: undefined, stored: before };
  }
  const file = options.file ?? `${shop}.yaml`;
  if (existsSync(file)) out.note(`${file} exists and is used as it is.`);
  else await writeSettings(on, file, reconcile);
  const files = await readShopFiles([file], stage);
  for (const { settings } of files) {
    refuseOtherPlatform(on, settings.platform, file);
    if (settings.shop !== shop)
      throw new ThankflowError('refused', `${file} is for the shop ${settings.shop}, not ${shop}`);
  }
  // This command prints one JSON value for all of its steps.
  const quiet = { ...out, json: () => undefined };
  await applyFiles({ stage, out: quiet }, on.command, files, {
    by: options.by,
    replaceNewer: false,
    yes: false,
    hints: false,
  });
  const stored = await settingsStore(aws.documents, aws.settingsTable).stored(shop);
  if (stored === undefined) throw new ThankflowError('unavailable', `the settings of ${shop} have just disappeared`);
  return { outcome: 'applied', file, stored };
}

async function writeSettings(on: Connecting, file: string, reconcile: boolean): Promise<void> {
  const { stage, out, shop, platform, options, questions } = on;
  const name =
    options.name ??
    (await questions.text({ flag: '--name', message: 'The shop’s name, for messages to customers', initial: shop }));
  const slug =
    options.wallet ??
    (await questions.text({
      flag: '--wallet',
      message: 'The ThankU wallet’s name (slug)',
      initial: `${shop}-wallet`,
      check: whyNotWallet,
    }));
  const thankuOrderId =
    options.thankuOrderId ??
    (await questions.text({
      flag: '--thanku-order-id',
      message: 'The wallet’s ThankU Order ID, such as A-21-13',
      initial: '(later)',
    }));
  const platformShopId = await platformShopIdOf(on);
  // The local stack spends its sandboxes' money.
  const simulate = stage.spend === 'real' && stage.name !== 'local';
  const answers = { name, slug, reconcile, simulate, platformShopId };
  const later = thankuOrderId === '(later)' ? {} : { thankuOrderId };
  const text = newShop(shop, platform, file, new Date(), { ...answers, ...later });
  const parsed = parseShopFile(text, file, stage);
  if (!parsed.ok) throw new RefusedFiles(parsed.problems);
  await writeNewFile(file, text);
  out.line(`Written: ${file}`);
  out.note(`Keep it in git. To see what orders would get: ./thankflow shops preview ${shellWord(file)}`);
  if (simulate) out.note('It says `simulate: true`: nothing is spent until you remove that line and apply it again.');
}

/** Asks for the platform's own ID of the shop, if settings need one. A credential may have named it. */
async function platformShopIdOf({
  aws,
  stage,
  shop,
  platform,
  options,
  questions,
}: Connecting): Promise<string | undefined> {
  if (whyNotPlatformShopId(platform, undefined) === undefined) return options.platformShopId;
  const credential = await currentSecret(aws.secrets, PlatformSecret, secretNames.platform(stage.name, shop));
  const named = credential && shopIdIn(credential);
  const known = whyNotPlatformShopId(platform, named) === undefined ? named : undefined;
  return (
    options.platformShopId ??
    (await questions.text({
      flag: '--platform-shop-id',
      message: `${platformTitles[platform]}’s own ID of the shop`,
      ...(known !== undefined && { initial: known }),
      check: (id) => whyNotPlatformShopId(platform, id),
    }))
  );
}

/** What a credential says about whose it is. */
function shopIdIn(credential: PlatformSecret): string | undefined {
  if (credential.platform === 'saleor') return new URL(credential.url).hostname;
  return 'instanceId' in credential ? credential.instanceId : undefined;
}

function whyNotWallet(text: string): string | undefined {
  return ThankuSettings.shape.slug.safeParse(text).error?.issues[0]?.message;
}

function refuseOtherPlatform({ shop, platform }: Connecting, found: string, where: string): void {
  if (found === platform) return;
  throw new ThankflowError(
    'refused',
    `${where} has ${shop} with \`platform: ${found}\`, not ${platform}. Nothing was done.`,
  );
}
