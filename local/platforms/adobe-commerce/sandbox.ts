import * as z from 'zod';
import { dayMs } from '../../../lib/durations.ts';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import { countDown, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import type { AdobeCommerceAccount } from './account.ts';
import { apiError, noRoute, notAuthorized } from './errors.ts';
import { oauthIn, whyNotSigned } from './oauth-check.ts';
import { getOrder, listOrders } from './orders-api.ts';

const Access = z.strictObject({ shop: z.string(), viewOrders: z.boolean() });

/**
 * Commerce's REST API, strictly, with an integration (PaaS, below `/rest`) or with tokens of Adobe's identity service (SaaS, below the tenant's ID),
 * which is played here, too. The credential chooses the shop: in reality, each has its own address.
 */
export function adobeCommerceSandbox(options: ShopSandboxOptions<AdobeCommerceAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: ({ path }) => /\/orders\/(\d+)$/.exec(path)?.[1],
    act: (call) => {
      if (call.path === '/ims/token/v3') return grant([...accounts.values()], call);
      const [, isPaas, id] = /^\/(?:(rest)|\w+)\/V1\/orders(?:\/(\d+))?$/.exec(call.path) ?? [];
      if (!/\/V1\/orders(\/\d+)?$/.test(call.path)) return noRoute;
      const account = isPaas === undefined ? holderOf([...accounts.values()], call) : signerOf(accounts, call);
      if ('status' in account) return account;
      const reply = answer(account, id, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { viewOrders }) => {
      account.viewOrders = viewOrders;
    },
  });
}

/** `accounts` are by consumer key. */
function signerOf(
  accounts: ReadonlyMap<string, AdobeCommerceAccount>,
  call: SandboxCall,
): AdobeCommerceAccount | Reply {
  const given = oauthIn(call.headers.authorization);
  const account = accounts.get(given?.get('oauth_consumer_key') ?? '');
  if (given === undefined || account === undefined || countDown(account)) return notAuthorizedAtAll;
  const why = whyNotSigned(call, account, given);
  return why === undefined ? account : apiError(401, why);
}

/** Without a valid credential, Commerce says which permission an anonymous caller lacks. Since 2.4.4, it says this instead. */
const notAuthorizedAtAll = apiError(401, 'The consumer key has expired or is wrong.');

function holderOf(accounts: readonly AdobeCommerceAccount[], { headers }: SandboxCall): AdobeCommerceAccount | Reply {
  const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  const account = accounts.find(({ tokens, shop }) => (tokens.get(token) ?? 0) > shop.options.now());
  return account === undefined || countDown(account) ? apiError(401, 'Oauth token is not valid') : account;
}

/** `POST /ims/token/v3` */
function grant(accounts: readonly AdobeCommerceAccount[], { method, headers, body }: SandboxCall): Reply {
  const form = new URLSearchParams(body);
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  if (method !== 'POST' || !isForm || form.get('grant_type') !== 'client_credentials')
    return { status: 400, body: { error: 'unsupported_grant_type' } };
  if (!form.get('scope')?.split(',').includes('commerce.accs'))
    return { status: 400, body: { error: 'invalid_scope' } };
  const account = accounts.find(({ client }) => client.clientId === form.get('client_id'));
  if (account === undefined || account.revoked || account.client.clientSecret !== form.get('client_secret'))
    return { status: 400, body: { error: 'invalid_client', error_description: 'invalid client_secret parameter' } };
  const { shop, tokens } = account;
  const token = `ims_local_${shop.options.id}.${shop.nextId()}`;
  tokens.set(token, shop.options.now() + dayMs);
  return dated(account, {
    status: 200,
    body: { access_token: token, token_type: 'bearer', expires_in: dayMs / 1000 },
  });
}

function answer(account: AdobeCommerceAccount, id: string | undefined, call: SandboxCall): Reply {
  const { shop } = account;
  if (isOneTooMany(account))
    return {
      ...apiError(429, 'Too Many Requests'),
      headers: { 'retry-after': String(shop.faults.retryAfterSeconds) },
    };
  if (shop.faults.versionGone || call.method !== 'GET') return noRoute;
  if (!account.viewOrders) return notAuthorized;
  return id === undefined ? listOrders(shop, call) : getOrder(shop, id);
}
