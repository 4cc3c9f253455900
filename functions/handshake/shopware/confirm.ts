import * as z from 'zod';
import { jsonOrUndefined } from '../../../lib/json.ts';
import { hmacSha256, isDigest } from '../../../lib/platforms/signature.ts';
import { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { AppSecret, secretNames, WebhookSecret } from '../../../lib/secrets/secrets.ts';
import type { Ending } from '../ending.ts';
import type { SeenSecret } from '../../../lib/secrets/writer.ts';
import type { HandshakePorts, HandshakeRequest, HandshakeShop, ReadSecret } from '../ports.ts';
import { clockProblem, isRecent } from './clock.ts';
import { noApp, readApp, readWebhookSecret, whyNotThisShop, type ReadApp } from './known-shop.ts';
import { fingerprint, openPromise, type RegistrationPromise } from './promise.ts';
import { isSafeShopUrl, isSameShopUrl, unsafeShopUrl } from './shop-url.ts';

const Confirmation = z.object({
  apiKey: z.string(),
  secretKey: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  shopUrl: z.string(),
  shopId: z.string(),
});
type Confirmation = z.infer<typeof Confirmation>;

/** How long the replaced secret stays valid, for webhooks that are on their way. Shopware's documentation says one minute. */
const replacedLivesMs = 60_000;

/**
 * Shopware's second request: `POST`, signed with the promised secret. With it, the shop's credential for its API and the new secret take effect.
 * A registered shop also signs with the secret that is replaced. Repeating a confirmation changes nothing.
 * @see https://developer.shopware.com/docs/guides/plugins/apps/lifecycle/app-registration-setup.html
 */
export async function confirmShopware(
  known: HandshakeShop,
  request: HandshakeRequest,
  ports: HandshakePorts,
): Promise<Ending> {
  const { headers, body } = request;
  const app = await readApp(known.shop, ports);
  if (app === undefined) return noApp;
  const nowMs = ports.now();
  const seal = { appSecret: app.value.secret, stage: ports.stage, shop: known.shop };
  const promise = openPromise(new URLSearchParams(request.query).get('promise') ?? '', seal, nowMs);
  if (promise === undefined)
    return { outcome: 'unsigned', reason: 'the registration has expired, or is not from thankflow. Register again.' };
  if (!isDigest(hmacSha256(promise.secret, body), headers['shopware-shop-signature'], 'hex'))
    return { outcome: 'unsigned', reason: "the confirmation isn't signed with the secret that thankflow promised." };
  const confirmation = Confirmation.safeParse(jsonOrUndefined(body.toString())).data;
  if (confirmation === undefined)
    return { outcome: 'malformed', reason: 'expected apiKey, secretKey, timestamp, shopUrl and shopId.' };
  if (!isRecent(confirmation.timestamp, nowMs)) return clockProblem;
  if (confirmation.shopId !== promise.shopId || !isSameShopUrl(confirmation.shopUrl, promise.shopUrl))
    return { outcome: 'malformed', reason: 'another shop confirms than the one that registered.' };
  // Whoever knows the app's secret can also seal a promise.
  if (!isSafeShopUrl(promise.shopUrl, ports.apiUrl)) return unsafeShopUrl;
  const platform = await ports.secrets.lookAt(secretNames.platform(ports.stage, known.shop));
  const webhook = await readWebhookSecret(known.shop, ports);
  if (webhook.value?.current !== promise.secret) {
    if (fingerprint(webhook.value?.current) !== promise.replaces) return overtaken;
    const signature = headers['shopware-shop-signature-previous'];
    const claim = { shopId: promise.shopId, messages: [body], signature };
    const problem = whyNotThisShop({ app: app.value, webhook: webhook.value }, known, claim, nowMs);
    if (problem !== undefined) return problem;
  }
  return await putInEffect({ app, webhook, platform }, { promise, confirmation, nowMs }, ports);
}

const overtaken: Ending = {
  outcome: 'overtaken',
  reason: 'another registration has been confirmed in the meantime. Register again.',
};

/** The shop's secrets, as they were before anything was decided. */
interface Before {
  app: ReadApp;
  webhook: ReadSecret<WebhookSecret>;
  platform: SeenSecret;
}

interface Agreement {
  promise: RegistrationPromise;
  confirmation: Confirmation;
  nowMs: number;
}

/**
 * Writes three secrets, each only if nobody has replaced it meanwhile. The webhook secret decides who wins, so it's first. The mark that the app
 * is registered is last: if anything fails before, a first registration can simply be repeated.
 */
async function putInEffect(
  { app, webhook, platform }: Before,
  { promise, confirmation, nowMs }: Agreement,
  { secrets }: HandshakePorts,
): Promise<Ending> {
  const { secret, shopId, shopUrl: url } = promise;
  const { apiKey: clientId, secretKey: clientSecret } = confirmation;
  const credential = PlatformSecret.safeParse({ platform: 'shopware', url, clientId, clientSecret });
  if (!credential.success)
    return { outcome: 'malformed', reason: 'expected apiKey and secretKey as Shopware makes them.' };
  if (
    webhook.value?.current !== secret &&
    !(await secrets.replace(webhook.seen, replaced(webhook.value, secret, nowMs)))
  ) {
    // The same confirmation may have been sent twice.
    const now = await secrets.read(WebhookSecret, webhook.seen.name);
    if (now.value?.current !== secret) return overtaken;
  }
  if (!(await secrets.replace(platform, credential.data)))
    return { outcome: 'failed', reason: "the shop's credential was changed at the same time. Register again." };
  const registered = { shopId, url, at: new Date(nowMs).toISOString() };
  if (!(await secrets.replace(app.seen, { ...app.value, registered } satisfies AppSecret))) {
    // Without the mark, anybody with the manifest could take the shop's place. The same confirmation may have been sent twice.
    const now = await secrets.read(AppSecret, app.seen.name);
    if (now.value?.registered?.shopId !== shopId)
      return { outcome: 'failed', reason: "the app's secret was changed at the same time. Register again." };
  }
  const before = app.value.registered?.url;
  return { outcome: 'confirmed', isMoved: before !== undefined && !isSameShopUrl(before, url) };
}

function replaced(before: WebhookSecret | undefined, current: string, nowMs: number): WebhookSecret {
  if (before === undefined) return { current };
  const expiresAt = new Date(nowMs + replacedLivesMs).toISOString();
  return { current, previous: { secret: before.current, expiresAt } };
}
