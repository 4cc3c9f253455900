import { tagsOf } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import { readWebhook, type ReadResult } from '../../lib/platforms/read-webhook.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { newSentSecret, SentSecret, signedWith } from '../../lib/senders/sent-secret.ts';
import type { AppliedSettings } from '../../lib/shops/settings-store.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { SentOrder } from '../../lib/senders/sent-order.ts';
import { signedWebhook, type SendingShop, type SignedWebhook } from '../../lib/senders/signed-webhook.ts';
import { publishesKeys } from '../platform/webhook-traits.ts';
import type { StageAws } from '../stage/aws.ts';
import { currentSecret, lookAtSecret, replaceSecret } from '../../lib/secrets/writer.ts';
import { expectedOf, type Expected } from './expect.ts';
import { rowsOf } from './wait.ts';
import { orderToSend, type SendOptions } from './options.ts';
import { whyNotToSend } from './spending.ts';

export interface TestShop extends SendingShop {
  /** The name of its webhook secret. */
  secretName: string;
}

export interface ReadyWebhook {
  webhook: SignedWebhook;
  /** What ingest will read. */
  read: ReadResult;
  expected: Expected;
}

/** A shop with its webhook secret. @throws `refused` if it has none yet */
export async function sendingShop(
  aws: StageAws,
  { shop, platform, platformShopId, webhookUrl: signedUrl }: ShopSettings,
): Promise<TestShop> {
  const secretName = secretNames.webhook(aws.stage.name, shop);
  const stored = await currentSecret(aws.secrets, SentSecret, secretName);
  const secret = stored ?? (publishesKeys(platform) ? await madeLocally(aws, platform, secretName) : undefined);
  if (secret === undefined) {
    throw new ThankflowError(
      'refused',
      platform === 'shopware'
        ? `${shop} has no webhook secret yet. The shop gets it when it installs its app: ./thankflow connect shopware --shop ${shop} --stage ${aws.stage.name}`
        : `${shop} has no webhook secret yet. Put it first: ./thankflow secrets put webhook --shop ${shop} --stage ${aws.stage.name}`,
    );
  }
  const webhookUrl = `${await aws.apiUrl()}/webhooks/${shop}`;
  return { id: shop, platform, platformShopId, webhookUrl, signedUrl, ...signedWith(secret), secretName };
}

/** The key of a platform that publishes the public one. Only the local stack has such keys, and makes a shop's when it first needs it. */
async function madeLocally({ secrets, stage }: StageAws, platform: PlatformName, name: string): Promise<SentSecret> {
  if (stage.name !== 'local')
    throw new ThankflowError('refused', [
      `${platformTitles[platform]} signs with a key that only it has, so nobody can send a webhook in its place.`,
      'To try the connection, place a test order in the shop.',
    ]);
  const made = newSentSecret(platform);
  await replaceSecret(secrets, await lookAtSecret(secrets, name), made, tagsOf(stage));
  return made;
}

/** The order to send. An existing one keeps its number and amount, so that its refund is a full one. */
export async function knownOrder(
  aws: StageAws,
  settings: ShopSettings,
  options: SendOptions,
  now: Date,
): Promise<SentOrder> {
  const order = orderToSend(settings, options, now);
  if (options.orderId === undefined) return order;
  const expected = expectedOf(
    { type: 'cancelled', shop: settings.shop, at: now.toISOString(), orderId: order.id },
    settings,
    aws.stage.name,
    0,
  );
  const rows = 'order' in expected ? await rowsOf(aws, expected.order) : undefined;
  const { number, amount, currency } = rows?.thanku ?? {};
  return {
    ...order,
    ...(number !== undefined && { number }),
    ...(amount !== undefined && options.amount === undefined && { amount }),
    ...(currency !== undefined && options.currency === undefined && { currency }),
  };
}

/** Signs a body and reads it as ingest will. @throws `refused` if it must not be sent to this stage */
export function ready(
  aws: StageAws,
  stored: AppliedSettings,
  shop: SendingShop,
  { body, topic, orderId }: { body: string | Buffer<ArrayBuffer>; topic: string; orderId?: string },
): ReadyWebhook {
  const { settings } = stored;
  const webhook = signedWebhook(shop, body, { topic });
  const raw = { headers: webhook.headers, body: Buffer.from(webhook.body), url: shop.signedUrl ?? shop.webhookUrl };
  const receivedAtMs = Date.now();
  const read: ReadResult = readWebhook(adapters[settings.platform], raw, { shop: shop.id, receivedAtMs, settings });
  const refusal = whyNotToSend(read, stored, aws, receivedAtMs);
  if (refusal !== undefined) throw new ThankflowError('refused', `${refusal} Nothing was sent.`);
  // Some webhooks name an order by its number, but its row has its ID.
  const named = read.type === 'lookup' && orderId !== undefined ? { ...read, orderId } : read;
  return { webhook, read, expected: expectedOf(named, settings, aws.stage.name, receivedAtMs) };
}
