import type { SandboxShop } from '../../../local/platforms/sandbox-shop.ts';
import type { SandboxApi } from '../../../local/partners/sandbox-api.ts';
import { ShopRegistry } from '../../../local/platforms/shop-registry.ts';
import { shopifyAccount, shopifySandbox } from '../../../local/platforms/shopify/sandbox.ts';
import { shopifyFormat } from '../../../local/platforms/shopify/webhooks.ts';
import { squarespaceAccount, squarespaceSandbox } from '../../../local/platforms/squarespace/sandbox.ts';
import { squarespaceFormat } from '../../../local/platforms/squarespace/webhooks.ts';
import { stripeAdmin } from '../../../lib/platforms/stripe/admin/admin.ts';
import { stripeSandbox, type StripeAccount } from '../../../local/platforms/stripe/sandbox.ts';
import { stripeFormat } from '../../../local/platforms/stripe/webhooks.ts';
import { saleorAccount, saleorSandbox } from '../../../local/platforms/saleor/sandbox.ts';
import { saleorFormat } from '../../../local/platforms/saleor/webhooks.ts';
import { wixAccount, wixSandbox } from '../../../local/platforms/wix/sandbox.ts';
import { wixFormat } from '../../../local/platforms/wix/webhooks.ts';
import { wooCommerceSandbox, type WooCommerceAccount } from '../../../local/platforms/woocommerce/sandbox.ts';
import { wooCommerceFormat } from '../../../local/platforms/woocommerce/webhooks.ts';

export const start = Date.parse('2026-11-20T12:00:00Z');

/** A clock that tests move. */
export const clockAt = (startMs: number) => {
  const clock = { ms: startMs, now: () => clock.ms, pass: (ms: number) => (clock.ms += ms) };
  return clock;
};

/** Not random: it takes turns. */
export const sequence = () => {
  let drawn = 0;
  return () => (drawn++ % 100) / 100;
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test looks at other fields of an answer
  body: any;
}

export const act = (
  api: SandboxApi,
  method: string,
  url: string,
  headers: Record<string, string>,
  body = '',
): Answer => {
  const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
  const reply = api.act({ method, path, query, headers, body, arrivedAtMs: start, idleMs: 0 });
  const json = JSON.stringify(reply.body);
  return {
    status: reply.status,
    headers: reply.headers ?? {},
    body: json === undefined ? reply.text : JSON.parse(json),
  };
};

/** A Shopify shop, and its API as an app with a token sees it. */
export function shopifyWorld(scopes?: readonly string[], options: { utcOffsetMinutes?: number } = {}) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: shopifyFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: 'shh', ...options });
  const account = shopifyAccount(shop, 'shpat_1', scopes);
  const api = shopifySandbox({ registry, accounts: new Map([[account.token, account]]) });
  const post = (body: string, { token = 'shpat_1', version = '2026-10', headers = {} } = {}) => {
    const given = { 'x-shopify-access-token': token, 'content-type': 'application/json', ...headers };
    return act(api, 'POST', `/admin/api/${version}/graphql.json`, given, body);
  };
  const query = (text: string, variables: object = {}, more: Parameters<typeof post>[1] = {}) =>
    post(JSON.stringify({ query: text, variables }), more);
  return { clock, registry, shop, account, api, post, query };
}

/** A WooCommerce shop, and its API as the owner of a key sees it. */
export function wooCommerceWorld(
  permissions: WooCommerceAccount['permissions'] = 'read_write',
  options: { utcOffsetMinutes?: number } = {},
) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: wooCommerceFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: 'shh', ...options });
  const account = { shop, consumerKey: 'ck_1', consumerSecret: 'cs_1', permissions, revoked: false };
  const api = wooCommerceSandbox({ registry, accounts: new Map([[account.consumerKey, account]]) });
  const call = (route: string, { credentials = 'ck_1:cs_1', body = undefined as object | undefined } = {}) => {
    const [method = 'GET', path = ''] = route.split(' ');
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const text = body === undefined ? '' : JSON.stringify(body);
    return act(api, method, `/wp-json/wc/v3${path}`, { authorization, 'content-type': 'application/json' }, text);
  };
  return { clock, registry, shop, account, api, call };
}

/** A Squarespace site, and its API as the owner of a key sees it. */
export function squarespaceWorld(kind: Parameters<typeof squarespaceAccount>[1] = {}) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: squarespaceFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: '00'.repeat(32) });
  const account = squarespaceAccount(shop, kind);
  const api = squarespaceSandbox({ registry, accounts: new Map([['key-1', account]]) });
  const call = (route: string, { token = 'key-1', headers = {}, body = undefined as object | undefined } = {}) => {
    const [method = 'GET', path = ''] = route.split(' ');
    const given = { authorization: `Bearer ${token}`, 'user-agent': 'tests', ...headers };
    return act(api, method, path, given, body === undefined ? '' : JSON.stringify(body));
  };
  return { clock, registry, shop, account, api, call };
}

/** A Stripe account, and its API as the owner of a restricted key sees it. */
export function stripeWorld(lacks: readonly string[] = []) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: stripeFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: 'whsec_shh' });
  const account: StripeAccount = { shop, apiKey: 'rk_1', lacks: new Set(lacks), revoked: false };
  const api = stripeSandbox({ registry, accounts: new Map([[account.apiKey, account]]) });
  const call = (route: string, { key = 'rk_1', body = '', headers = {} } = {}) => {
    const [method = 'GET', path = ''] = route.split(' ');
    return act(api, method, `/v1${path}`, { authorization: `Bearer ${key}`, ...headers }, body);
  };
  const admin = stripeAdmin(
    async ({ method, path, headers, body }) => {
      const reply = act(api, method, path, headers, body);
      return { ...reply, body: JSON.stringify(reply.body) };
    },
    'rk_1',
    clock.now,
    undefined,
  );
  return { clock, registry, shop, account, api, call, admin };
}

export const wixApp = {
  appId: 'app-12345',
  appSecret: 'secret-12345',
  instanceId: '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931',
};

/** A Wix site, and its API as an app sees it. */
export function wixWorld() {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: wixFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: '', platformShopId: wixApp.instanceId });
  const account = wixAccount(shop, wixApp);
  const api = wixSandbox({ registry, accounts: new Map([[wixApp.appId, account]]) });
  const call = (route: string, { authorization = '', body = undefined as object | undefined } = {}) => {
    const [method = 'GET', path = ''] = route.split(' ');
    return act(api, method, path, { authorization }, body === undefined ? '' : JSON.stringify(body));
  };
  const grant = (differs: object = {}) =>
    call('POST /oauth2/token', {
      body: {
        grant_type: 'client_credentials',
        client_id: wixApp.appId,
        client_secret: wixApp.appSecret,
        instance_id: wixApp.instanceId,
        ...differs,
      },
    });
  return { clock, registry, shop, account, api, call, grant };
}

/** A Saleor shop, and its API as an app sees it. @param version of its Saleor */
export function saleorWorld(version?: string) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: saleorFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: '', platformShopId: 'foo.saleor.cloud' });
  const account = saleorAccount(shop, version);
  const api = saleorSandbox({ registry, accounts: new Map([['token-12345', account]]) });
  const query = (text: string, variables: object = {}, token = 'token-12345') =>
    act(
      api,
      'POST',
      '/graphql/',
      { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      JSON.stringify({ query: text, variables }),
    );
  return { clock, registry, shop, account, api, query };
}

/** Places orders, so far apart. Returns their IDs. */
export const placeApart = (
  { shop, clock }: { shop: SandboxShop; clock: ReturnType<typeof clockAt> },
  count: number,
  stepMs: number,
): string[] =>
  Array.from({ length: count }, () => {
    const { id } = shop.place();
    clock.pass(stepMs);
    return id;
  });
