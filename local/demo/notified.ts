import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { clientConfig, type Endpoints } from '../../lib/local-stack/endpoints.ts';
import { NotifySecret, TargetSecret } from '../../lib/notify/secret.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { CheckResult } from './check.ts';
import type { Received, WebhookReceiver } from './webhook-receiver.ts';

const [standard, shopify] = ['demo-standard', 'demo-shopify'] as const;
const server = 'own-server';
const orderId = '5500000004711';
const patienceMs = 20_000;

/** The sample shops, two of which have systems of their own that are told. @param url of the server of one */
export const withTargets = (shops: readonly ShopSettings[], url: string): ShopSettings[] =>
  shops.map((settings) => {
    if (settings.shop === standard) return { ...settings, notify: [{ name: server, to: 'webhook', url }] };
    if (settings.shop === shopify) return { ...settings, notify: [{ name: 'orders', to: 'shopify-metafield' }] };
    return settings;
  });

/** Shows what the shops' own systems were told. @param say prints to the user */
export async function showNotified(
  endpoints: Endpoints,
  receiver: WebhookReceiver,
  say: (text: string) => void,
): Promise<CheckResult[]> {
  await placeOrder(endpoints);
  const results = [await webhookVerified(endpoints, receiver), await metafieldWritten(endpoints)];
  say('\nThe shops’ own systems were told, too:');
  for (const { ok, text } of results) say(`  ${ok ? '✓' : '✗'} ${text}`);
  return results;
}

/** Looks until something is found. `undefined`: in vain. */
async function found<Result>(
  look: () => Promise<Result | undefined> | Result | undefined,
): Promise<Result | undefined> {
  for (const untilMs = Date.now() + patienceMs; Date.now() < untilMs; await delay(100)) {
    const result = await look();
    if (result !== undefined) return result;
  }
  return undefined;
}

const Told = z.object({
  type: z.string(),
  data: z.object({ orderId: z.string(), order: z.object({ state: z.string() }) }),
});

async function webhookVerified(endpoints: Endpoints, { received }: WebhookReceiver): Promise<CheckResult> {
  const webhook = await found(() => received[0]);
  const told = webhook && verified(webhook, await signingSecret(endpoints));
  if (webhook === undefined || told === undefined)
    return { ok: false, text: `a webhook to the server of ${standard}, verified by the standardwebhooks library` };
  const { type, data } = told;
  const id = webhook.headers['webhook-id'] ?? '';
  return {
    ok: type === 'order.thanked',
    text: `the server of ${standard} got the webhook ${id}: ${type}, order ${data.orderId} is ${data.order.state}. The standardwebhooks library verified it`,
  };
}

function verified({ body, headers }: Received, secret: string): z.infer<typeof Told> | undefined {
  try {
    return Told.parse(new Webhook(secret).verify(body, headers));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** What `./thankflow secrets put notify` gives the shop's engineer. */
async function signingSecret({ aws, region }: Endpoints): Promise<string> {
  const secrets = new SecretsManagerClient(clientConfig(aws.secretsManager, region));
  try {
    const command = new GetSecretValueCommand({ SecretId: secretNames.notify('local', standard) });
    const { SecretString = '{}' } = await secrets.send(command);
    const secret = TargetSecret.parse(NotifySecret.parse(JSON.parse(SecretString)).targets[server]);
    return secret.to === 'webhook' ? secret.current : '';
  } finally {
    secrets.destroy();
  }
}

const Orders = z.record(
  z.string(),
  z.array(z.object({ id: z.string(), metafields: z.array(z.object({ key: z.string(), value: z.string() })) })),
);

async function placeOrder({ adminUrls }: Endpoints): Promise<void> {
  const body = JSON.stringify({ shop: shopify, order: { id: orderId } });
  const answer = await fetch(`${adminUrls.shopify}/_sandbox/orders`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`Shopify’s sandbox answered ${answer.status}`);
}

async function metafieldWritten({ adminUrls }: Endpoints): Promise<CheckResult> {
  const link = await found(async () => {
    const answer = await fetch(`${adminUrls.shopify}/_sandbox/orders`);
    const orders = Orders.parse(await answer.json())[shopify] ?? [];
    return orders.find(({ id }) => id === orderId)?.metafields.find(({ key }) => key === 'link')?.value;
  });
  return {
    ok: link !== undefined,
    text: `Shopify’s order ${orderId} has the metafield thankflow.link: ${link ?? 'none'}`,
  };
}
