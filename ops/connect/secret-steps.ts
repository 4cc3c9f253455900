import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { senders } from '../../lib/senders/senders.ts';
import { secretNames, ThankuSecret } from '../../lib/secrets/secrets.ts';
import { audited } from '../audit/audited.ts';
import { publishesKeys, webhookTraits } from '../platform/webhook-traits.ts';
import { assertIsRead } from '../secrets/reads-shared.ts';
import { lookAtToken } from '../secrets/thanku-token.ts';
import { lookAtSecret, replaceSecret } from '../../lib/secrets/writer.ts';
import { checkWebhookSecret, whyNoWebhookSecret } from '../secrets/webhook-rotation.ts';
import { webhookSecretPut } from '../stuck/refused.ts';
import type { Connecting } from './connecting.ts';
import { secretOfPlatform } from './guides.ts';

/** `not-needed`: the platform publishes the keys that it signs with. */
type SecretDone = { outcome: 'kept' | 'written' | 'none' };
type WebhookSecretDone = SecretDone | { outcome: 'not-needed' };

/**
 * Puts the secret that the platform signs with, unless there is one. Some platforms make it; for others, it's generated.
 * @param clientSecret of a Shopify app whose webhooks it creates itself
 * @param isCreated whether webhooks are created through the API, so that nobody has to see the secret
 * @param exists the platform has webhooks for this URL already, which sign with a secret of their own
 */
export async function webhookSecretStep(
  on: Connecting,
  { clientSecret, isCreated, exists }: { clientSecret: string | undefined; isCreated: boolean; exists: boolean },
): Promise<WebhookSecretDone> {
  const { aws, stage, out, shop, platform, questions } = on;
  if (publishesKeys(platform)) {
    out.line(`No webhook secret is needed: ${platformTitles[platform]} publishes the keys that it signs with.`);
    return { outcome: 'not-needed' };
  }
  const name = secretNames.webhook(stage.name, shop);
  const seen = await lookAtSecret(aws.secrets, name);
  if (seen.versionId !== undefined) {
    out.line(`The webhook secret of ${shop} is stored.`);
    return { outcome: 'kept' };
  }
  const given = clientSecret ?? (await givenSecret(on, { isCreated, exists }));
  if (given === undefined && (secretOfPlatform[platform] !== undefined || exists)) {
    out.note(
      `Until the webhook secret is stored, webhooks are answered 503: ./thankflow secrets put webhook --shop ${shop} --stage ${stage.name}`,
    );
    return { outcome: 'none' };
  }
  const secret = given ?? generated(platform);
  checkWebhookSecret(secret, platform);
  if (given === undefined && !isCreated && !questions.isInteractive) {
    throw new ThankflowError(
      'usage',
      'without a terminal, nobody would see a generated webhook secret: give it on stdin, as webhook=…',
    );
  }
  await audited(aws, on.command, { about: [shop, webhookSecretPut] }, () =>
    replaceSecret(aws.secrets, seen, { current: secret }, tagsOf(stage)),
  );
  out.done(`written: ${name}`);
  if (given === undefined && !isCreated) {
    out.note('The webhook secret, which is shown only now:');
    out.note(`  ${secret}`);
  }
  return { outcome: 'written' };
}

async function givenSecret(
  { platform, questions }: Connecting,
  { isCreated, exists }: { isCreated: boolean; exists: boolean },
): Promise<string | undefined> {
  // Only stdin may have another one than the one that is generated.
  const whereItIs = secretOfPlatform[platform];
  if (whereItIs === undefined && !exists && questions.isInteractive) return undefined;
  const check = (secret: string) => whyNoWebhookSecret(secret, platform);
  const message =
    exists && whereItIs === undefined
      ? 'The secret of the webhooks that exist'
      : ((isCreated ? webhookTraits(platform).signsCreatedWith : undefined) ?? whereItIs ?? 'The webhook secret');
  return await questions.secret({ line: 'webhook', message, check });
}

function generated(platform: PlatformName): string {
  const made = senders[platform].newSecret();
  // The key to sign with is the platform's alone.
  return typeof made === 'string' ? made : made.secret;
}

const whyNotToken = (token: string): string | undefined =>
  ThankuSecret.safeParse({ token }).success ? undefined : 'expected the full token: letters, digits and signs';

/** Puts the token of the shop's ThankU wallet, unless there is one. */
export async function thankuStep(on: Connecting): Promise<SecretDone> {
  const { aws, stage, out, shop, questions } = on;
  const place = await lookAtToken(aws, shop);
  if (place.hasToken) {
    out.line(`The ThankU token of ${shop} is stored.`);
    return { outcome: 'kept' };
  }
  await assertIsRead(aws, place, shop);
  const token = await questions.secret({
    line: 'thanku',
    message: `The token of the shop’s ThankU wallet${stage.name === 'local' ? ' (the sandbox accepts any)' : ''}`,
    check: whyNotToken,
  });
  if (token === undefined) {
    out.note(
      `Until the ThankU token is stored, orders wait: ./thankflow secrets put thanku --shop ${shop} --stage ${stage.name}`,
    );
    return { outcome: 'none' };
  }
  await audited(aws, on.command, { about: [shop, 'ThankU token'] }, () => place.put({ token }));
  out.done(`written: ${place.name}`);
  return { outcome: 'written' };
}
