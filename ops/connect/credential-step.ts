import { PlatformSecret, type ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { addressExample, hasApi, hidesWebhooks, needsApi, shopAddress, vendorAddress } from '../platform/address.ts';
import { shopAdmin } from '../platform/admin.ts';
import { credentialForms, type CredentialPart } from '../platform/credential-forms.ts';
import { credentialOf } from '../platform/credential.ts';
import { examine } from '../platform/examine.ts';
import { webhookTraits } from '../platform/webhook-traits.ts';
import { printExamined, putPlatformSecret, refuseUnfit, unfitness } from '../platform/put.ts';
import { currentSecret, lookAtSecret } from '../../lib/secrets/writer.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { credentialGuide } from './guides.ts';
import { printSteps, type Connecting } from './connecting.ts';

/** Whether the person wants to give a credential for the platform's API. */
async function wantsApi({ aws, platform, options, questions }: Connecting): Promise<boolean> {
  if (!hasApi(platform)) return false;
  // A shop that registers gives a credential then. This one is for those who want another.
  if (webhookTraits(platform).registers === true) return options.api ?? options.url !== undefined;
  return (
    options.api ??
    (questions.isInteractive
      ? await questions.confirm({
          message: `Give thankflow access to the shop’s API? ${needsApi(platform) ? 'Webhooks only name orders, so without it none can be fetched.' : 'With it, thankflow finds orders whose webhooks get lost.'}`,
          initial: true,
        })
      : options.url !== undefined ||
        vendorAddress(platform, aws.sandboxes) !== undefined ||
        (await isGiven(questions, platform)))
  );
}

/** Whether stdin has a credential. Without its address, the command says that it's missing. */
async function isGiven(questions: Connecting['questions'], platform: ApiPlatform): Promise<boolean> {
  const parts = credentialForms[platform].flatMap((form) => form.parts);
  const given = await Promise.all(parts.map(({ line, title }) => questions.secret({ line, message: title })));
  return given.some((value) => value !== undefined);
}

/**
 * Puts the credential for the platform's API, unless there is one. One that doesn't work is asked for again.
 * @returns whether it is stored. A Shopify app's secret also signs the webhooks that the app creates.
 */
export async function credentialStep(
  on: Connecting,
  settings: ShopSettings | undefined,
): Promise<{ outcome: 'kept' | 'written' | 'none'; clientSecret?: string | undefined }> {
  const { aws, stage, out, shop, platform, questions } = on;
  if (!hasApi(platform)) return { outcome: 'none' };
  const name = secretNames.platform(stage.name, shop);
  const seen = await lookAtSecret(aws.secrets, name);
  const stored = await currentSecret(aws.secrets, PlatformSecret, name);
  // Another platform's is left over from a run that was interrupted before the settings.
  if (stored?.platform === platform) {
    out.line(`The credential for ${platformTitles[platform]}’s API is stored.`);
    return { outcome: 'kept', clientSecret: clientSecretOf(stored) };
  }
  if (!(await wantsApi(on))) return { outcome: 'none' };
  if (questions.isInteractive)
    printSteps(on, `How to get a credential for ${platformTitles[platform]}’s API:`, credentialGuide[platform]);
  for (;;) {
    const secret = await askParts(on, platform);
    if (secret === undefined) {
      const lacks = needsApi(platform)
        ? 'fetch any order'
        : platform === 'wix' || hidesWebhooks(platform)
          ? 'find lost orders'
          : 'find lost orders or create webhooks';
      out.note(
        `Without a credential for ${platformTitles[platform]}’s API, thankflow can’t ${lacks}. To put one later: ./thankflow connect ${platform} --shop ${shop} --api --stage ${stage.name}`,
      );
      return { outcome: 'none' };
    }
    const examined = await examine(shopAdmin(secret, settings), Date.now());
    printExamined(out, examined);
    if (unfitness(examined) === undefined) {
      await putPlatformSecret(aws, on.command, { shop, seen, secret });
      out.done(`written: ${name}`);
      return { outcome: 'written', clientSecret: clientSecretOf(secret) };
    }
    if (!questions.isInteractive)
      refuseUnfit(examined, `: ./thankflow secrets put platform --shop ${shop} --unchecked --stage ${stage.name}`);
  }
}

const clientSecretOf = (secret: PlatformSecret): string | undefined =>
  'clientSecret' in secret ? secret.clientSecret : undefined;

async function askParts(
  { aws, options, questions }: Connecting,
  platform: ApiPlatform,
): Promise<PlatformSecret | undefined> {
  const example = addressExample[platform];
  const askAddress = () =>
    questions.text({
      flag: '--url',
      message: `The shop’s address, such as ${example ?? ''}`,
      check: (text) => whyNotAddress(platform, text),
    });
  const known = options.url ?? vendorAddress(platform, aws.sandboxes);
  // A person gives it first. A script that has no credential needs none.
  const url = known ?? (questions.isInteractive ? await askAddress() : undefined);
  for (const [index, { parts }] of credentialForms[platform].entries()) {
    const given = await askForm(questions, parts, index === 0 ? '' : 'Or the ');
    if (given === 'incomplete') return undefined;
    if (given !== undefined) return credentialOf(platform, url ?? (await askAddress()), given);
  }
  return undefined;
}

/** @returns `undefined`: the first part is missing, so it's another kind of credential, or none */
async function askForm(
  questions: Connecting['questions'],
  parts: readonly CredentialPart[],
  before: string,
): Promise<string[] | 'incomplete' | undefined> {
  const given: string[] = [];
  for (const { line, title } of parts) {
    const message = before === '' ? title.slice(0, 1).toUpperCase() + title.slice(1) : before + title;
    const part = await questions.secret({ line, message });
    if (part === undefined) return given.length === 0 ? undefined : 'incomplete';
    given.push(part);
  }
  return given;
}

function whyNotAddress(platform: ApiPlatform, text: string): string | undefined {
  try {
    shopAddress(platform, text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
