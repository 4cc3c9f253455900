import { liveSecrets } from '../../../lib/secrets/read.ts';
import { AppSecret, secretNames, WebhookSecret } from '../../../lib/secrets/secrets.ts';
import { hmacSha256, isDigest } from '../../../lib/platforms/signature.ts';
import type { Ending } from '../ending.ts';
import type { HandshakePorts, HandshakeShop, ReadSecret } from '../ports.ts';

export type ReadApp = ReadSecret<AppSecret> & { value: AppSecret };

export const noApp: Ending = {
  outcome: 'unknown',
  reason: 'thankflow has no app secret for this shop yet: whoever operates thankflow has to make the app first.',
};

/** The shop's app. `undefined`: it has none, so nobody can register. */
export async function readApp(shop: string, { secrets, stage }: HandshakePorts): Promise<ReadApp | undefined> {
  const { seen, value } = await secrets.read(AppSecret, secretNames.app(stage, shop));
  return value === undefined ? undefined : { seen, value };
}

/** What the shop's webhooks are signed with now. */
export const readWebhookSecret = (shop: string, { secrets, stage }: HandshakePorts) =>
  secrets.read(WebhookSecret, secretNames.webhook(stage, shop));

/** Who says that they are the shop, and with what they prove it. */
export interface Claim {
  shopId: string;
  /** What is signed, in each form that counts. */
  messages: readonly (string | Buffer)[];
  /** The signature with the secret that the shop had before. */
  signature: string | undefined;
}

/**
 * Whether somebody who knows the app's secret may not register as this shop; `undefined`: they may. The app's secret is in a file that the
 * merchant installs, so it alone must never replace what a registered shop has: the shop also has to sign with its current webhook secret.
 */
export function whyNotThisShop(
  { app, webhook }: { app: AppSecret; webhook: WebhookSecret | undefined },
  { platformShopId }: HandshakeShop,
  { shopId, messages, signature }: Claim,
  nowMs: number,
): Ending | undefined {
  if (platformShopId !== undefined && platformShopId !== shopId)
    return refused(
      'another shop ID than the settings expect (platformShopId). The shop may be a copy of the right one.',
    );
  const { registered } = app;
  if (registered === undefined) return undefined;
  if (registered.shopId !== shopId)
    return refused('another shop is registered. Whoever operates thankflow has to allow a new registration.');
  const secrets = webhook === undefined ? [] : liveSecrets(webhook, nowMs);
  const isSame = secrets.some((secret) =>
    messages.some((message) => isDigest(hmacSha256(secret, message), signature, 'hex')),
  );
  if (isSame) return undefined;
  return refused(
    signature === undefined
      ? 'the shop is registered, and this request lacks the signature with its current secret. Whoever operates thankflow has to allow a new registration.'
      : 'the shop is registered with another secret. Whoever operates thankflow has to allow a new registration.',
  );
}

const refused = (why: string): Ending => ({
  outcome: 'refused',
  reason: `thankflow refused to register the shop: ${why}`,
});
