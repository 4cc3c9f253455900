import * as z from 'zod';
import { apiVersion } from '../../../lib/platforms/square/admin/api.ts';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import { badRequest, notAllowed, notFound, squareError } from './errors.ts';
import { mainLocation, merchantOf } from './objects.ts';
import { getCustomer, getOrder, getPayment, getRefund, searchOrders } from './orders-api.ts';
import { webhooksApi } from './webhooks-api.ts';

/** What a token is, and which permissions it lacks, such as `CUSTOMERS_READ`. */
const Kind = z.strictObject({ token: z.enum(['application', 'oauth']), lacks: z.array(z.string()) });
const Access = Kind.extend({ shop: z.string() });

/** An access token. */
export interface SquareAccount extends ShopAccount, z.infer<typeof Kind> {}

export const squareAccount = (shop: SandboxShop, kind: Partial<z.infer<typeof Kind>> = {}): SquareAccount => ({
  shop,
  token: 'application',
  lacks: [],
  revoked: false,
  ...kind,
});

interface Route {
  method: 'GET' | 'POST';
  permission: string;
  answer: (shop: SandboxShop, id: string, call: SandboxCall) => Reply;
}

const locations = ({ orders, options: { id, currency } }: SandboxShop): Reply => {
  const ids = [...new Set([mainLocation, ...orders.map(({ sourceName }) => sourceName)])];
  return {
    status: 200,
    body: {
      locations: ids.map((each) => ({
        id: each,
        name: each,
        status: 'ACTIVE',
        currency,
        merchant_id: merchantOf(id),
      })),
    },
  };
};

const merchant = ({ options: { id, platformShopId = merchantOf(id), currency } }: SandboxShop): Reply => ({
  status: 200,
  body: { merchant: { id: platformShopId, business_name: id, country: 'DE', currency, status: 'ACTIVE' } },
});

const routes: Readonly<Record<string, Route>> = {
  orders: { method: 'GET', permission: 'ORDERS_READ', answer: getOrder },
  'orders/search': {
    method: 'POST',
    permission: 'ORDERS_READ',
    answer: (shop, _, { body }) => searchOrders(shop, body),
  },
  payments: { method: 'GET', permission: 'PAYMENTS_READ', answer: getPayment },
  refunds: { method: 'GET', permission: 'PAYMENTS_READ', answer: getRefund },
  customers: { method: 'GET', permission: 'CUSTOMERS_READ', answer: getCustomer },
  locations: { method: 'GET', permission: 'MERCHANT_PROFILE_READ', answer: locations },
  'merchants/me': { method: 'GET', permission: 'MERCHANT_PROFILE_READ', answer: merchant },
};

/**
 * Square's API, strictly. The token chooses the seller, as in reality.
 * @see https://developer.squareup.com/reference/square
 */
export function squareSandbox(options: ShopSandboxOptions<SquareAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\/(?:orders|payments|refunds)\/(?!search$)([^/]+)$/.exec(call.path)?.[1],
    act: (call) => {
      const [, token = ''] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '') ?? [];
      const account = accounts.get(token);
      if (account === undefined || countDown(account)) return unauthorized;
      const reply = isOneTooMany(account) ? tooMany : answer(account, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, kind) => {
      Object.assign(account, kind);
    },
  });
}

function answer(account: SquareAccount, call: SandboxCall): Reply {
  const { shop, token, lacks } = account;
  if (shop.faults.versionGone || call.headers['square-version'] !== apiVersion)
    return badRequest('The Square-Version is not supported.', 'INVALID_SQUARE_VERSION_FORMAT');
  const [, path = ''] = /^\/v2\/(.+)$/.exec(call.path) ?? [];
  const subscription = /^webhooks\/subscriptions(?:\/([\w-]+))?$/.exec(path);
  if (subscription !== null) return token === 'application' ? webhooksApi(shop, subscription[1], call) : unauthorized;
  const [, folder = '', id = ''] = /^([a-z]+)\/([\w-]+)$/.exec(path) ?? [];
  const route = routes[path] ?? routes[folder];
  if (route === undefined) return notFound('Resource not found.');
  if (call.method !== route.method) return notAllowed;
  if (lacks.includes(route.permission))
    return squareError(403, 'AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES', `It requires ${route.permission}.`);
  return route.answer(shop, id, call);
}

const unauthorized = squareError(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'This request could not be authorized.');
/** Square says no time after which to try again. */
const tooMany = squareError(429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', 'Too many requests.');
