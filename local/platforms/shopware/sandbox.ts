import * as z from 'zod';
import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import { countDown, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import type { ShopwareAccount } from './account.ts';
import { installApp } from './apps.ts';
import { apiError, unauthorized } from './errors.ts';
import { search } from './search-api.ts';

const tokenLivesMs = 600_000;

const Access = z.strictObject({ shop: z.string(), privileges: z.array(z.string()) });

/**
 * Shopware's Admin API, strictly, and the part that Shopware plays when an app is installed. The credential chooses the shop: in reality, each
 * shop has its own host name.
 */
export function shopwareSandbox(options: ShopSandboxOptions<ShopwareAccount>): SandboxApi {
  const { registry, accounts } = options;
  const tokens = new Map<string, { account: ShopwareAccount; expiresAtMs: number }>();
  const accountOf = (call: SandboxCall): ShopwareAccount | undefined => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '') ?? [];
    const found = tokens.get(token);
    if (found === undefined || found.account.shop.options.now() >= found.expiresAtMs) return undefined;
    return countDown(found.account) ? undefined : found.account;
  };
  const grant = (call: SandboxCall): Reply => {
    const { grant_type: type, client_id: id, client_secret: secret } = jsonObject(call.body) ?? {};
    if (type !== 'client_credentials')
      return apiError(
        400,
        '2',
        'The authorization grant type is not supported.',
        'Check that all required parameters have been provided',
      );
    const account = typeof id === 'string' ? accounts.get(id) : undefined;
    if (account === undefined || account.revoked || account.clientSecret !== secret)
      return apiError(401, '4', 'Client authentication failed', '');
    const token = `local.${account.shop.options.id}.${tokens.size + 1}`;
    tokens.set(token, { account, expiresAtMs: account.shop.options.now() + tokenLivesMs });
    const body = { token_type: 'Bearer', expires_in: tokenLivesMs / 1000, access_token: token };
    return dated(account, { status: 200, body });
  };
  const answer = (call: SandboxCall): Reply => {
    const account = accountOf(call);
    if (account === undefined) return unauthorized;
    const { shop, privileges } = account;
    if (isOneTooMany(account))
      return { status: 429, headers: { 'retry-after': String(shop.faults.retryAfterSeconds) }, body: { errors: [] } };
    const [, entity = ''] = /^\/api\/search\/([a-z-]+)$/.exec(call.path) ?? [];
    const reply = call.method === 'POST' ? search(shop, privileges, entity, call) : undefined;
    return reply === undefined ? noRoute : dated(account, reply);
  };
  return shopSandbox(options, {
    subjectOf: (call) => /"ids":\["([0-9a-f]{32})"\]/.exec(call.body)?.[1],
    act: (call) => (call.path === '/api/oauth/token' && call.method === 'POST' ? grant(call) : answer(call)),
    access: Access,
    allow: (account, { privileges }) => {
      account.privileges = new Set(privileges);
    },
    admin: {
      'POST /_sandbox/apps': (body) => installApp(body, { registry, accounts }),
    },
  });
}

const noRoute: Reply = apiError(404, '0', 'Not Found', 'No route found');
