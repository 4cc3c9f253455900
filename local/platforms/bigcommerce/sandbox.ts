import * as z from 'zod';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import { v2Error, v3Error } from './errors.ts';
import { hooksApi } from './hooks-api.ts';
import { getOrder, listOrders, listRefunds, refundsOfOrder } from './orders-api.ts';
import { storeOf } from './store.ts';

/** A store-level API account. */
export interface BigCommerceApiAccount extends ShopAccount {
  /** Whether it may read orders. Any account may create webhooks. */
  orders: boolean;
  /** When its last calls were, epoch ms. */
  calls: number[];
}

const Access = z.strictObject({ shop: z.string(), orders: z.boolean() });

export const bigCommerceApiAccount = (shop: SandboxShop, orders = true): BigCommerceApiAccount => ({
  shop,
  orders,
  revoked: false,
  calls: [],
});

/** The limit of the smaller plans. @see https://developer.bigcommerce.com/docs/start/best-practices/api-rate-limits */
const windowMs = 30_000;
const callsInWindow = 150;

/**
 * BigCommerce's REST API, strictly. Token and store hash must belong together.
 * @see https://developer.bigcommerce.com/docs/rest-management
 */
export function bigCommerceSandbox(options: ShopSandboxOptions<BigCommerceApiAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\/orders\/(\d+)/.exec(call.path)?.[1],
    act: (call) => {
      const account = accounts.get(String(call.headers['x-auth-token'] ?? ''));
      const [, store, version = '', path = ''] = /^\/stores\/([^/]+)\/(v[23])(\/.*)$/.exec(call.path) ?? [];
      if (account === undefined || store !== storeOf(account.shop.options) || countDown(account)) return unauthorized;
      const resetMs = waitMs(account);
      const reply = resetMs === undefined ? answer(account, version, path, call) : tooMany(resetMs);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { orders }) => {
      account.orders = orders;
    },
  });
}

function answer({ shop, orders }: BigCommerceApiAccount, version: string, path: string, call: SandboxCall): Reply {
  const [, hooks, hook] = /^(\/hooks)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (shop.faults.versionGone) return v2Error(404, 'The route is not found.');
  if (version === 'v3' && hooks !== undefined) return hooksApi(shop, hook, call);
  if (call.method !== 'GET') return v2Error(405, 'This sandbox changes no orders here.');
  if (call.headers.accept !== 'application/json') return { status: 200, text: '<?xml version="1.0"?><orders/>' };
  const [, order, rest = ''] = /^\/orders(?:\/(\d+))?(\/.*)?$/.exec(path) ?? [];
  const isRefunds = rest === '/payment_actions/refunds';
  if (!/^\/orders\b/.test(path) || (version === 'v2' ? rest !== '' : !isRefunds))
    return v2Error(404, 'The route is not found.');
  if (!orders) return v2Error(403, "You don't have a required scope to access the endpoint");
  if (version === 'v3') return order === undefined ? listRefunds(shop, call) : refundsOfOrder(shop, order);
  return order === undefined ? listOrders(shop, call) : getOrder(shop, order, call);
}

/** How long until the next call is allowed; `undefined`: now. */
function waitMs(account: BigCommerceApiAccount): number | undefined {
  const { faults, options } = account.shop;
  const nowMs = options.now();
  if (isOneTooMany(account)) return faults.retryAfterSeconds * 1000;
  account.calls = account.calls.filter((atMs) => atMs > nowMs - windowMs);
  const [oldestMs = nowMs] = account.calls;
  if (account.calls.length >= callsInWindow) return oldestMs + windowMs - nowMs;
  account.calls.push(nowMs);
  return undefined;
}

const unauthorized = v3Error(
  401,
  'Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.',
);

const tooMany = (resetMs: number): Reply => ({
  ...v3Error(429, 'Too many requests'),
  headers: { 'x-rate-limit-requests-left': '0', 'x-rate-limit-time-reset-ms': String(resetMs) },
});
