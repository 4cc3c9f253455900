import * as z from 'zod';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOverLimit, shopSandbox, type LimitedAccount } from '../shop-sandbox.ts';
import { apiError, invalidArgument, notFound } from './errors.ts';
import { getOrder, listOrders } from './orders-api.ts';
import { websiteIdOf } from './webhooks.ts';
import { webhooksApi } from './webhooks-api.ts';

/** What a credential is, and whether it may read orders. */
const Kind = z.strictObject({ token: z.enum(['api-key', 'oauth']), orders: z.boolean() });
const Access = Kind.extend({ shop: z.string() });

/** An API key or an OAuth access token of a site. */
export interface SquarespaceAccount extends LimitedAccount, z.infer<typeof Kind> {}

export const squarespaceAccount = (
  shop: SandboxShop,
  kind: Partial<z.infer<typeof Kind>> = {},
): SquarespaceAccount => ({
  shop,
  token: 'api-key',
  orders: true,
  ...kind,
  revoked: false,
  calls: [],
});

/** @see https://developers.squarespace.com/commerce-apis/rate-limits */
const callsPerMinute = 300;

/**
 * Squarespace's Commerce APIs, strictly. The key chooses the site, as in reality.
 * @see https://developers.squarespace.com/commerce-apis/overview
 */
export function squarespaceSandbox(options: ShopSandboxOptions<SquarespaceAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\/orders\/([^/]+)$/.exec(call.path)?.[1],
    act: (call) => {
      const [, token = ''] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '') ?? [];
      const account = accounts.get(token);
      if (!call.headers['user-agent']) return invalidArgument('The User-Agent header is missing.');
      if (account === undefined || countDown(account)) return unauthorized;
      const reply = isOverLimit(account, callsPerMinute) ? tooMany : answer(account, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, kind) => {
      Object.assign(account, kind);
    },
  });
}

function answer(account: SquarespaceAccount, call: SandboxCall): Reply {
  const { shop } = account;
  const route = /^\/1\.0\/(commerce\/orders|webhook_subscriptions|authorization\/website)(?:\/([^/]+))?$/.exec(
    call.path,
  );
  if (route === null || shop.faults.versionGone) return notFound('The API version is not supported.');
  const [, resource, id] = route;
  if (resource === 'webhook_subscriptions')
    return account.token === 'oauth' ? webhooksApi(shop, id, call) : oauthRequired;
  if (call.method !== 'GET') return apiError(405, 'METHOD_NOT_ALLOWED', 'This sandbox creates no orders here.');
  if (resource === 'authorization/website') return { status: 200, body: website(shop) };
  if (!account.orders) return missingScope;
  return id === undefined ? listOrders(shop, call) : getOrder(shop, id);
}

/** @see https://developers.squarespace.com/commerce-apis/retrieve-basic-site-info */
const website = ({ options: { id, domain, currency } }: SandboxShop) => ({
  id: websiteIdOf(id),
  siteId: id,
  title: id,
  url: `https://${domain}`,
  language: 'en-US',
  currency,
  timeZone: 'Europe/Berlin',
  measurementStandard: 'METRIC',
  location: { country: 'DE', region: null },
});

const unauthorized = apiError(401, 'AUTHORIZATION_ERROR', 'You are not authorized to do that.');
const missingScope = apiError(403, 'AUTHORIZATION_ERROR', 'The token lacks a permission.', 'MISSING_SCOPE');
const oauthRequired = apiError(403, 'AUTHORIZATION_ERROR', 'An OAuth token is required.', 'OAUTH_TOKEN_REQUIRED');
/** Squarespace says no time after which to try again. */
const tooMany = apiError(429, 'TOO_MANY_REQUESTS', 'Too many requests.');
