import type { Command } from 'commander';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { Context } from '../cli/context.ts';
import { interruptedCode } from '../cli/interrupt.ts';
import { webhookTraits } from '../platform/webhook-traits.ts';
import { withStage } from '../stage/aws.ts';
import { appStep } from './app-step.ts';
import { credentialStep } from './credential-step.ts';
import { checkShopId, type ConnectOptions } from './options.ts';
import type { Connecting } from './connecting.ts';
import type { Questions } from './questions.ts';
import { thankuStep } from './secret-steps.ts';
import { settingsBefore, settingsStep } from './settings-step.ts';
import { waitStep } from './wait-step.ts';
import { webhooksStep } from './webhooks-step.ts';

/** Connects a shop, step by step. A step that is done is not repeated, so running it again continues. */
export async function connect(
  context: Context,
  command: Command,
  platform: PlatformName,
  options: ConnectOptions,
  questions: Questions,
): Promise<void> {
  const { stage, out } = context;
  const shop =
    options.shop ??
    (await questions.text({
      flag: '--shop',
      message: 'An ID for the shop, part of its webhook URL',
      check: checkShopId,
    }));
  const again = `./thankflow connect ${platform} --shop ${shop} --stage ${stage.name}`;
  await withStage(stage, async (aws) => {
    const on: Connecting = { ...context, aws, command, shop, platform, options, questions };
    await askWhy(on);
    const before = await settingsBefore(on);
    const credential = await credentialStep(on, before?.settings);
    const registers = webhookTraits(platform).registers === true;
    const willHaveApi = credential.outcome !== 'none' || registers;
    const settings = await settingsStep(on, before, willHaveApi);
    const { stored } = settings;
    if (options.platformShopId !== undefined && stored.raw['platformShopId'] !== options.platformShopId)
      out.note(
        `--platform-shop-id wasn’t used, because ${shop} has settings already. Write \`platformShopId: ${options.platformShopId}\` in its file and apply it.`,
      );
    if (credential.outcome === 'written' && stored.raw['reconcile'] === undefined)
      out.note('To have lost orders found, add `reconcile: {}` to the settings and apply them.');
    const thanku = await thankuStep(on);
    const webhooks = registers
      ? await appStep(on, stored, again)
      : await webhooksStep(on, stored, credential.clientSecret);
    const { facts } = webhooks.gathered;
    const seen = await waitStep(on, { facts, settings: stored.settings }, again);
    out.json({
      stage: stage.name,
      shop,
      platform,
      webhookUrl: facts.webhookUrl,
      file: settings.file,
      settings: settings.outcome,
      credential: credential.outcome,
      thankuToken: thanku.outcome,
      webhookSecret: webhooks.secret,
      webhooks: webhooks.outcome,
      newestOrderAt: facts.newestOrderAt,
      ...('manifest' in webhooks && { manifest: webhooks.manifest ?? null }),
      first: seen,
    });
    if (thanku.outcome === 'none' || webhooks.secret === 'none') process.exitCode ??= 3;
    if (interruptedCode() === undefined)
      out.note(`To see what is still missing: ./thankflow shops check ${shop} --stage ${stage.name}`);
  });
}

/** Asks once for what the audit trail wants to know about each step. */
async function askWhy({ aws, command, questions }: Connecting): Promise<void> {
  if (!aws.stage.protectData || command.getOptionValue('why') !== undefined) return;
  const why = await questions.text({
    flag: '--why',
    message: `Why? (for the audit trail of ${aws.stage.name})`,
    ...(questions.isInteractive && { initial: 'connects the shop' }),
  });
  command.setOptionValue('why', why);
}
