import * as z from 'zod';
import { jsonObject, isObject, type Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import { graphql } from '../shopify/graphql-module.ts';
import { permissionDenied } from './errors.ts';
import { globalId, orderObject } from './order-object.ts';
import { ordersPage, type OrdersArguments } from './orders.ts';
import { schemaOf, validDocument } from './schemas.ts';
import { createWebhook, deleteWebhook, webhookObject, type CreateArguments } from './webhooks-api.ts';

const Access = z.strictObject({ shop: z.string(), permissions: z.array(z.string()), version: z.string().optional() });

/** An app of a shop. */
export interface SaleorAccount extends ShopAccount {
  permissions: readonly string[];
  /** Of the shop's Saleor. */
  version: string;
}

export const saleorVersion = '3.23.12';

export const saleorAccount = (shop: SandboxShop, version = saleorVersion): SaleorAccount => ({
  shop,
  permissions: ['MANAGE_ORDERS'],
  version,
  revoked: false,
});

/**
 * Saleor's GraphQL API, strictly. The token chooses the shop: in reality, each shop has its own host name. `accounts` are by token.
 * @see https://docs.saleor.io/api-usage/overview
 */
export function saleorSandbox(options: ShopSandboxOptions<SaleorAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: ({ body }) => /"id":"([\w+/=]+)"/.exec(body)?.[1],
    act: (call) => {
      const [, token = ''] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '') ?? [];
      const known = accounts.get(token);
      // Whoever has no valid token isn't refused, but may see nothing of what follows.
      const account = known === undefined || countDown(known) ? undefined : known;
      if (account !== undefined && isOneTooMany(account)) return dated(account, tooMany(account));
      const reply = answer(account, call);
      registry.changed();
      return account === undefined ? reply : dated(account, reply);
    },
    access: Access,
    allow: (account, { permissions, version }) => {
      Object.assign(account, { permissions, ...(version !== undefined && { version }) });
    },
  });
}

const tooMany = ({ shop }: SaleorAccount): Reply => ({
  status: 429,
  text: 'Too Many Requests',
  headers: { 'retry-after': String(shop.faults.retryAfterSeconds) },
});

/** `POST /graphql/`. Errors of an invalid query are answered 400, all others 200. */
function answer(account: SaleorAccount | undefined, call: SandboxCall): Reply {
  if (call.path !== '/graphql/' || account?.shop.faults.versionGone === true) return { status: 404, text: 'Not found' };
  if (call.method !== 'POST') return { status: 405, text: 'Method not allowed' };
  const request = jsonObject(call.body);
  const query = request?.['query'];
  const variables = request?.['variables'] ?? {};
  const isJson = /^application\/json\b/i.test(call.headers['content-type'] ?? '');
  if (!isJson || typeof query !== 'string' || !isObject(variables))
    return invalid([{ message: 'Must provide a query string.' }]);
  const version = account?.version ?? saleorVersion;
  const document = validDocument(version, query);
  if (!('kind' in document)) return invalid(document);
  const { data, errors } = graphql().executeSync({
    schema: schemaOf(version),
    document,
    rootValue: rootObject(account),
    variableValues: variables,
  });
  if (data === undefined) return invalid(errors ?? []);
  return {
    status: 200,
    body: { ...(errors && { errors: errors.map((one) => one.toJSON()) }), data, extensions: { cost: {} } },
  };
}

const invalid = (errors: readonly { message: string }[]): Reply => ({
  status: 400,
  body: {
    errors: errors.map(({ message }) => ({
      message,
      extensions: { exception: { code: 'GraphQLError', stacktrace: [] } },
    })),
  },
});

/** The resolvers of queries and mutations. @param account `undefined`: an anonymous caller */
function rootObject(account: SaleorAccount | undefined) {
  const withOrders = (): SandboxShop => {
    if (account?.permissions.includes('MANAGE_ORDERS') !== true) throw permissionDenied('MANAGE_ORDERS');
    return account.shop;
  };
  const ofApp = (): SaleorAccount => {
    if (account === undefined) throw permissionDenied('MANAGE_APPS, AUTHENTICATED_APP');
    return account;
  };
  return {
    app: () => (account === undefined ? null : appObject(account)),
    shop: () => ({
      name: account?.shop.options.id ?? '',
      version: () => ofApp().version,
      domain: domainObject(account?.shop.options.platformShopId ?? account?.shop.options.domain ?? ''),
    }),
    order: ({ id }: { id?: string | null }) => {
      const shop = withOrders();
      shop.hooks.beforeFetch?.(id ?? '');
      const order = shop.order(id ?? '');
      return order === undefined ? null : orderObject(order);
    },
    orders: (args: OrdersArguments) => ordersPage(withOrders(), args),
    webhookCreate: (args: CreateArguments) => createWebhook(ofApp().shop, ofApp().version, args),
    webhookDelete: ({ id }: { id: string }) => deleteWebhook(ofApp().shop, id),
  };
}

const domainObject = (host: string) => ({ host, sslEnabled: true, url: `https://${host}/` });

const appObject = ({ shop, permissions }: SaleorAccount) => ({
  id: globalId('App', '1'),
  name: 'thankflow',
  isActive: true,
  identifier: '',
  permissions: permissions.map((code) => ({ code, name: code })),
  webhooks: () => shop.outbox.subscriptions.map((one) => webhookObject(one)),
});
