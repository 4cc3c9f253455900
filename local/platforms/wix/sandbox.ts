import * as z from 'zod';
import { hourMs } from '../../../lib/durations.ts';
import { jsonOrUndefined } from '../../../lib/json.ts';
import type { WixApp } from '../../../lib/platforms/wix/admin/access-token.ts';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOverLimit, shopSandbox, type LimitedAccount } from '../shop-sandbox.ts';
import { apiError, invalid } from './errors.ts';
import { getOrder, getTransactions, listTransactions, searchOrders } from './orders-api.ts';

const Access = z.strictObject({ shop: z.string(), readOrders: z.boolean() });

/** An app on the site whose instance ID the shop's settings say, with the tokens that it got. */
export interface WixAccount extends LimitedAccount, Omit<WixApp, 'instanceId'> {
  /** The permission Read Orders. */
  readOrders: boolean;
  /** Token → until when it's valid, epoch ms. */
  tokens: Map<string, number>;
}

export const wixAccount = (shop: SandboxShop, app: Omit<WixApp, 'instanceId'>): WixAccount => ({
  shop,
  ...app,
  readOrders: true,
  revoked: false,
  tokens: new Map(),
  calls: [],
});

/** @see https://dev.wix.com/docs/rest/articles/get-started/rate-limits (per instance) */
const callsPerMinute = 200;

const tokenSeconds = (4 * hourMs) / 1000;

const Grant = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
  instance_id: z.string(),
});

/**
 * Wix's OAuth and eCommerce APIs, strictly. The token chooses the site, as in reality. `accounts` are by app ID.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/introduction
 */
export function wixSandbox(options: ShopSandboxOptions<WixAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: ({ path }) => /\/orders\/([^/]+)$/.exec(path)?.[1],
    act: (call) => {
      const account = call.path === '/oauth2/token' ? appOf(accounts, call) : holderOf(accounts, call);
      if (account === undefined || countDown(account)) return refusal(call);
      const reply = isOverLimit(account, callsPerMinute) ? tooMany(account) : answer(account, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { readOrders }) => {
      account.readOrders = readOrders;
    },
  });
}

/** The app that asks for a token, if its secret is right. */
function appOf(accounts: ReadonlyMap<string, WixAccount>, { method, body }: SandboxCall): WixAccount | undefined {
  const asked = Grant.safeParse(jsonOrUndefined(body)).data;
  const account = asked && accounts.get(asked.client_id);
  // A site exists before its shop has settings.
  const instanceId = account?.shop.options.platformShopId ?? asked?.instance_id;
  const isRight = account?.appSecret === asked?.client_secret && instanceId === asked?.instance_id;
  return method === 'POST' && isRight ? account : undefined;
}

/** Whoever has a valid token. `Bearer` before it isn't allowed. */
const holderOf = (accounts: ReadonlyMap<string, WixAccount>, { headers }: SandboxCall): WixAccount | undefined =>
  [...accounts.values()].find(
    ({ tokens, shop }) => (tokens.get(headers.authorization ?? '') ?? 0) > shop.options.now(),
  );

const refusal = ({ path }: SandboxCall): Reply =>
  path === '/oauth2/token'
    ? {
        status: 400,
        body: { error: 'invalid_client', error_description: 'The app, its secret or its instance is wrong.' },
      }
    : apiError(401, 'UNAUTHENTICATED', 'The token is missing, expired or wrong.');

const tooMany = ({ shop }: WixAccount): Reply => ({
  ...apiError(429, 'RESOURCE_EXHAUSTED', 'Too many requests.'),
  headers: { 'retry-after': String(shop.faults.retryAfterSeconds) },
});

function answer(account: WixAccount, call: SandboxCall): Reply {
  const { shop, tokens } = account;
  if (call.path === '/oauth2/token') {
    const token = `wix_local_${shop.options.id}.${shop.nextId()}`;
    tokens.set(token, shop.options.now() + tokenSeconds * 1000);
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds } };
  }
  const [, route = '', id = ''] =
    /^\/ecom\/v1(\/orders\/search|\/payments\/list-by-ids|\/payments\/orders(?=\/)|\/orders(?=\/))(?:\/([^/]+))?$/.exec(
      call.path,
    ) ?? [];
  if (route === '' || shop.faults.versionGone) return { status: 404, text: 'Not found' };
  if (!account.readOrders) return apiError(403, 'PERMISSION_DENIED', 'The app lacks a permission.');
  const body = jsonOrUndefined(call.body);
  switch (`${call.method} ${route}`) {
    case 'POST /orders/search':
      return searchOrders(shop, body);
    case 'POST /payments/list-by-ids':
      return listTransactions(shop, body);
    case 'GET /payments/orders':
      return getTransactions(shop, id);
    case 'GET /orders':
      return getOrder(shop, id);
    default:
      return invalid('This sandbox changes no orders here.');
  }
}
