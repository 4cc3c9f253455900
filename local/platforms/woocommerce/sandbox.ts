import * as z from 'zod';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, isMeant, WhichCredential, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import { restError } from './errors.ts';
import { createNote, listNotes } from './notes-api.ts';
import { getOrder, listOrders } from './orders-api.ts';
import { updateOrder } from './update-order.ts';
import { webhooksApi } from './webhooks-api.ts';

const Permissions = z.enum(['read', 'write', 'read_write']);
const Access = z.strictObject({ shop: z.string(), permissions: Permissions, credential: WhichCredential });

/** An API key of a shop. */
export interface WooCommerceAccount extends ShopAccount {
  consumerKey: string;
  consumerSecret: string;
  permissions: z.infer<typeof Permissions>;
}

/**
 * WooCommerce's REST API, strictly. The API key chooses the shop: in reality, each shop has its own host name.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/
 */
export function wooCommerceSandbox(options: ShopSandboxOptions<WooCommerceAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\/orders\/(\d+)(?:\/notes)?$/.exec(call.path)?.[1],
    act: (call) => {
      const route = /^\/wp-json\/wc\/v3\/(orders|webhooks)(?:\/(\d+|batch))?(\/notes)?\/?$/.exec(call.path);
      if (route === null) return noRoute;
      const [, name = '', id, notes] = route;
      const account = authorized(accounts, call, id === undefined || notes !== undefined);
      if ('status' in account) return account;
      const { shop } = account;
      const resource = notes === undefined ? name : `${name}/notes`;
      const reply = answer(shop, resource, id, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { permissions, credential }) => {
      if (isMeant(account, credential)) account.permissions = permissions;
    },
    admin: {
      'GET /_sandbox/mails': () =>
        Object.fromEntries(registry.shops.map((shop) => [shop.options.id, shop.state.mails])),
    },
  });
}

function answer(shop: SandboxShop, resource: string, id: string | undefined, call: SandboxCall): Reply {
  if (isOneTooMany({ shop })) {
    const headers = { 'content-type': 'text/html', 'retry-after': String(shop.faults.retryAfterSeconds) };
    return { status: 429, headers, text: '<html><body><h1>429 Too Many Requests</h1></body></html>' };
  }
  if (resource === 'webhooks') return webhooksApi(shop, id, call);
  const { method } = call;
  if (resource === 'orders' && id === undefined && method === 'GET') return listOrders(shop, call);
  if (id === undefined) return noRoute;
  if (id === 'batch') return resource === 'orders' && method === 'POST' ? emptyBatch(call) : noRoute;
  if (resource === 'orders') {
    if (method === 'GET') return getOrder(shop, id, call);
    return method === 'PUT' ? updateOrder(shop, id, call) : noRoute;
  }
  if (resource !== 'orders/notes') return noRoute;
  if (method === 'GET') return listNotes(shop, id, call);
  return method === 'POST' ? createNote(shop, id, call) : noRoute;
}

/**
 * Nobody here changes many orders at once. An empty batch does nothing, to a key that may write.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version3/class-wc-rest-controller.php
 */
const emptyBatch = ({ body }: SandboxCall): Reply => (body === '{}' ? { status: 200, body: [] } : noRoute);

/**
 * Basic authentication. An unknown or revoked key counts as nobody. Keys in the query aren't accepted, because URLs are logged.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-rest-authentication.php
 */
function authorized(
  accounts: ReadonlyMap<string, WooCommerceAccount>,
  call: SandboxCall,
  isList: boolean,
): WooCommerceAccount | Reply {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(call.headers.authorization ?? '') ?? [];
  const [key = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  const account = accounts.get(key);
  const isRead = call.method === 'GET' || call.method === 'HEAD';
  if (account === undefined || countDown(account)) return nobody(call.method, isList);
  if (secret.join(':') !== account.consumerSecret) return refused('Consumer secret is invalid.');
  const needed = isRead ? 'read' : 'write';
  if (account.permissions !== 'read_write' && account.permissions !== needed)
    return refused(`The API key provided does not have ${needed} permissions.`);
  return account;
}

/** WooCommerce answers 401, not 403, if a key isn't allowed to write. */
const refused = (message: string): Reply => restError(401, 'woocommerce_rest_authentication_error', message);

function nobody(method: string, isList: boolean): Reply {
  if (method === 'PUT')
    return restError(401, 'woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.');
  if (method !== 'GET' && method !== 'HEAD')
    return restError(401, 'woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.');
  const message = isList ? 'Sorry, you cannot list resources.' : 'Sorry, you cannot view this resource.';
  return restError(401, 'woocommerce_rest_cannot_view', message);
}

const noRoute: Reply = restError(404, 'rest_no_route', 'No route was found matching the URL and request method.');
