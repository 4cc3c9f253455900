import * as z from 'zod';
import { apiVersion } from '../../../lib/platforms/stripe/admin/api.ts';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxApi, SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { countDown, type ShopAccount, type ShopSandboxOptions } from '../shop-accounts.ts';
import { dated, isOneTooMany, shopSandbox } from '../shop-sandbox.ts';
import { endpointsApi } from './endpoints-api.ts';
import { stripeError, unknownRoute } from './errors.ts';
import { intentsApi, invoicesApi, listCharges, listEvents, sessionsApi } from './objects-api.ts';

/** A restricted key of an account. */
export interface StripeAccount extends ShopAccount {
  apiKey: string;
  /** The permissions that it lacks, such as `rak_invoice_read`. */
  lacks: ReadonlySet<string>;
}

const Access = z.strictObject({ shop: z.string(), lacks: z.array(z.string()) });

/** What each route is about, and what a restricted key needs for it. */
const routes: Readonly<
  Record<
    string,
    { permission: string; answer: (shop: SandboxShop, id: string | undefined, call: SandboxCall) => Reply }
  >
> = {
  events: {
    permission: 'rak_event',
    answer: (shop, id, call) => (id === undefined ? listEvents(shop, call) : unknownRoute(call.method, call.path)),
  },
  'checkout/sessions': { permission: 'rak_checkout_session', answer: sessionsApi },
  payment_intents: { permission: 'rak_payment_intent', answer: intentsApi },
  charges: {
    permission: 'rak_charge',
    answer: (shop, id, call) => (id === undefined ? listCharges(shop, call) : unknownRoute(call.method, call.path)),
  },
  invoices: { permission: 'rak_invoice', answer: (_, id, call) => invoicesApi('/v1/invoices', id, call) },
  invoice_payments: {
    permission: 'rak_invoice',
    answer: (_, id, call) => invoicesApi('/v1/invoice_payments', id, call),
  },
  webhook_endpoints: { permission: 'rak_webhook', answer: endpointsApi },
};

/**
 * Stripe's API, strictly: unknown parameters, expansions and versions are refused. The key chooses the shop.
 * @see https://docs.stripe.com/api
 */
export function stripeSandbox(options: ShopSandboxOptions<StripeAccount>): SandboxApi {
  const { registry, accounts } = options;
  return shopSandbox(options, {
    subjectOf: (call) => /\bpi_\w+/.exec(call.path)?.[0] ?? call.query.get('payment_intent') ?? undefined,
    act: (call) => {
      const [, resource = '', id] = /^\/v1\/((?:checkout\/)?[a-z_]+)(?:\/(\w+))?$/.exec(call.path) ?? [];
      const route = routes[resource];
      if (route === undefined || !['GET', 'POST'].includes(call.method)) return unknownRoute(call.method, call.path);
      const account = accounts.get(/^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '');
      if (account === undefined || countDown(account))
        return stripeError(401, 'Invalid API Key provided: rk_local_****');
      const reply = answer(account, route, id, call);
      registry.changed();
      return dated(account, reply);
    },
    access: Access,
    allow: (account, { lacks }) => {
      account.lacks = new Set(lacks);
    },
  });
}

function answer(
  account: StripeAccount,
  route: (typeof routes)[string],
  id: string | undefined,
  call: SandboxCall,
): Reply {
  const { shop, lacks } = account;
  if (isOneTooMany(account)) return stripeError(429, 'Request rate limit exceeded.', { code: 'rate_limit' });
  const version = call.headers['stripe-version'];
  if (version !== undefined && version !== apiVersion)
    return stripeError(400, `Invalid Stripe API version: ${String(version)}`);
  if (call.headers['stripe-account'] !== undefined)
    return stripeError(
      403,
      `The provided key 'rk_local_****' does not have access to account '${String(call.headers['stripe-account'])}' (or that account does not exist).`,
    );
  const needed = [
    `${route.permission}_${call.method === 'GET' ? 'read' : 'write'}`,
    // What is expanded needs permissions of its own.
    ...(call.query.getAll('expand[]').some((path) => path.includes('latest_charge')) ? ['rak_charge_read'] : []),
  ];
  const lacking = needed.find((permission) => lacks.has(permission));
  if (lacking !== undefined)
    return stripeError(
      403,
      `The provided key 'rk_local_****' does not have the required permissions for this endpoint. Having the '${lacking}' permission would allow this request to continue.`,
    );
  return route.answer(shop, id, call);
}
