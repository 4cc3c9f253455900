import * as z from 'zod';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOverLimit, shopSandbox, type LimitedAccount } from '../shop-sandbox.ts';
import { apiError } from './errors.ts';
import { storeIdOf } from './ids.ts';
import { deletedOrders, getOrder, searchOrders } from './orders-api.ts';

const Scope = z.enum(['read_orders', 'read_store_profile']);
const Kind = z.strictObject({ scopes: z.array(Scope), isSuspended: z.boolean().default(false) });
const Access = Kind.extend({ shop: z.string() });

/** The secret token of an app in a store. */
export interface EcwidAccount extends LimitedAccount, z.infer<typeof Kind> {}

export const ecwidAccount = (shop: SandboxShop, kind: Partial<z.infer<typeof Kind>> = {}): EcwidAccount => ({
  shop,
  scopes: [...Scope.options],
  isSuspended: false,
  ...kind,
  revoked: false,
  calls: [],
});

/** @see https://docs.ecwid.com/api-reference */
const callsPerMinute = 600;

/**
 * Ecwid's REST API, strictly. The token is for one store, whose ID is in the path.
 * @see https://docs.ecwid.com/api-reference
 */
export function ecwidSandbox(options: ShopSandboxOptions<EcwidAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\/orders\/([^/]+)$/.exec(call.path)?.[1],
    act: (call) => {
      const [, token = ''] = /^Bearer (secret_\S+)$/.exec(call.headers.authorization ?? '') ?? [];
      const account = accounts.get(token);
      if (account === undefined || countDown(account)) return invalidToken;
      const { retryAfterSeconds } = account.shop.faults;
      const reply = isOverLimit(account, callsPerMinute) ? tooMany(retryAfterSeconds) : answer(account, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, kind) => {
      Object.assign(account, kind);
    },
  });
}

function answer({ shop, scopes, isSuspended }: EcwidAccount, call: SandboxCall): Reply {
  const route = /^\/api\/v3\/(\d+)\/(orders|profile)(?:\/([^/]+))?$/.exec(call.path);
  if (shop.faults.versionGone) return { status: 410, body: '' };
  if (route === null) return apiError(404, 'NOT_FOUND', 'There is no such method');
  const [, storeId, resource, id] = route;
  if (storeId !== (shop.options.platformShopId ?? storeIdOf(shop.options.id))) return invalidToken;
  if (isSuspended) return apiError(402, 'STORE_IS_SUSPENDED', 'The store is suspended');
  if (call.method !== 'GET') return apiError(405, 'METHOD_NOT_ALLOWED', 'This sandbox changes nothing here');
  if (!scopes.includes(resource === 'profile' ? 'read_store_profile' : 'read_orders')) return missingScope;
  if (resource === 'profile') return { status: 200, body: profile(shop) };
  if (id === undefined) return searchOrders(shop, call);
  return id === 'deleted' ? deletedOrders(shop, call) : getOrder(shop, decodeURIComponent(id));
}

/** @see https://docs.ecwid.com/api-reference/rest-api/store-profile/get-store-profile */
const profile = ({ options: { currency } }: SandboxShop) => ({
  formatsAndUnits: { currency, currencyPrefix: '', currencyPrecision: 2, weightUnit: 'KILOGRAM' },
});

const invalidToken = apiError(403, 'INVALID_API_TOKEN', 'The access token is not valid');
const missingScope = apiError(403, 'INSUFFICIENT_APP_SCOPE', 'The application lacks a scope');
const tooMany = (retryAfterSeconds: number): Reply => ({
  ...apiError(429, 'RATE_LIMITED', 'Too many requests'),
  headers: { 'retry-after': String(retryAfterSeconds) },
});
