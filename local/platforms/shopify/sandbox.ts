import * as z from 'zod';
import type { SandboxApi } from '../../partners/sandbox-api.ts';
import type { Reply } from '../../partners/reply.ts';
import { CostBucket } from './cost-bucket.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, isMeant, WhichCredential, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, shopSandbox } from '../shop-sandbox.ts';
import { answeringVersion, answerQuery } from './api.ts';
import type { ShopifyAccess } from './root.ts';

/** An app's access to a shop. */
export interface ShopifyAccount extends ShopifyAccess, ShopAccount {
  token: string;
  bucket: CostBucket;
}

const Access = z.strictObject({
  shop: z.string(),
  scopes: z.array(z.string()),
  protectedData: z.boolean().default(true),
  credential: WhichCredential,
});

/** All that reading needs. */
export const everyScope = ['read_orders', 'read_all_orders', 'read_customers', 'read_products'];

export const shopifyAccount = (
  shop: SandboxShop,
  token: string,
  scopes: readonly string[] = everyScope,
): ShopifyAccount => ({
  shop,
  token,
  scopes: new Set(scopes),
  protectedData: true,
  bucket: new CostBucket(shop.options.now),
  revoked: false,
});

/**
 * Shopify's Admin API, strictly. The token chooses the shop: on Shopify, each shop has its own host name.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10
 */
export function shopifySandbox(options: ShopSandboxOptions<ShopifyAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /gid:\/\/shopify\/Order\/(\d+)/.exec(call.body)?.[1],
    act: (call) => {
      const version = answeringVersion(call.path);
      if (version === undefined || call.method !== 'POST') return notFound;
      const token = call.headers['x-shopify-access-token'];
      const account = typeof token === 'string' ? accounts.get(token) : undefined;
      if (account === undefined || countDown(account)) return unauthorized;
      const { bucket } = account;
      const reply = answerQuery(call, { access: account, bucket, version });
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { scopes, protectedData, credential }) => {
      if (isMeant(account, credential)) Object.assign(account, { scopes: new Set(scopes), protectedData });
    },
  });
}

const notFound: Reply = { status: 404, body: { errors: 'Not Found' } };
const unauthorized: Reply = {
  status: 401,
  body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
};
