import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedWebhook } from '../lib/senders/signed-webhook.ts';

/** The Shopify shop whose webhooks are measured. */
export const benchShop = {
  id: 'bench',
  platform: 'shopify',
  webhookUrl: 'https://api.example.com/webhooks/bench',
  webhookSecret: 'the app client secret of the shop',
};

/** Its settings, as DynamoDB returns them. */
export const settingsItem = {
  pk: { S: `shop#${benchShop.id}` },
  sk: { S: 'current' },
  settings: {
    M: {
      platform: { S: benchShop.platform },
      thanku: { M: { slug: { S: 'bench' }, pidPrefix: { S: 'bench-' } } },
      thanx: { M: { credential: { S: 'main' }, merchantId: { S: 'merchant' } } },
    },
  },
  revision: { N: '1' },
  appliedAt: { S: '2026-01-31T12:00:00.000Z' },
  by: { S: 'bench' },
  version: { N: '1' },
  writer: { S: 'bench' },
};

const key = 'k'.repeat(64);

/** The secret that a call of GetSecretValue asks for. */
export const secretText = (body: string): string =>
  JSON.stringify(body.includes('/webhook"') ? { current: benchShop.webhookSecret } : { key, token: key });

/** An order as Shopify sends it, 3 kB. */
const orderBody = readFileSync(
  join(import.meta.dirname, '..', 'test', 'fixtures', 'shopify', 'orders-paid.json'),
  'utf8',
);

/** API Gateway's event of a signed webhook, or of a customer's or shop's question about an order. */
export const httpEvent = (path: string, pathParameters: Record<string, string>, body?: string) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: body === undefined ? {} : { 'content-type': 'application/json', ...signedWebhook(benchShop, body).headers },
  pathParameters,
  requestContext: { domainName: 'api.example.com', http: { method: body === undefined ? 'GET' : 'POST', path } },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded: false,
});

/** A webhook of a paid order. */
export const webhookEvent = () => httpEvent(`/webhooks/${benchShop.id}`, { shop: benchShop.id }, orderBody);
