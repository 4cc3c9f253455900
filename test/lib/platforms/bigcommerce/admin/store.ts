import type { AdminAnswer, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { bigCommerceAdmin } from '../../../../../lib/platforms/bigcommerce/admin/admin.ts';
import type { ReadSettings } from '../../../../../lib/platforms/platform.ts';
import { bigCommerceApiAccount, bigCommerceSandbox } from '../../../../../local/platforms/bigcommerce/sandbox.ts';
import { bigCommerceFormat } from '../../../../../local/platforms/bigcommerce/webhooks.ts';
import { ShopRegistry } from '../../../../../local/platforms/shop-registry.ts';
import { act, clockAt, sequence, start } from '../../../../local/platforms/world.ts';

export const storeHash = 'q7w2e9r4t1';
export const token = 'token-1234567890';

/** A store, its API as the owner of a token sees it, and thankflow's client for it. `alter` stands between them. */
export function storeWorld({ orders = true, settings }: { orders?: boolean; settings?: ReadSettings } = {}) {
  const clock = clockAt(start);
  const registry = new ShopRegistry({ format: bigCommerceFormat, now: clock.now, random: sequence() });
  const shop = registry.open({ id: 'foo', secret: 'a'.repeat(32), platformShopId: storeHash });
  const account = bigCommerceApiAccount(shop, orders);
  const api = bigCommerceSandbox({ registry, accounts: new Map([[token, account]]) });
  const between = { alter: (answer: AdminAnswer, _path: string): AdminAnswer => answer };
  const asked: string[] = [];
  const callApi: CallAdmin = async ({ method, path: url, headers, body = '' }) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
    asked.push(`${method} ${url}`);
    const reply = api.act({ method, path, query, headers, body, arrivedAtMs: clock.now(), idleMs: 0 });
    const text = reply.text ?? JSON.stringify(reply.body);
    return between.alter({ status: reply.status, headers: reply.headers ?? {}, body: text }, path);
  };
  const call = (route: string, { given = token, body }: { given?: string; body?: object } = {}) => {
    const [method = 'GET', path = ''] = route.split(' ');
    const headers = { 'x-auth-token': given, accept: 'application/json' };
    return act(api, method, `/stores/${storeHash}${path}`, headers, body === undefined ? '' : JSON.stringify(body));
  };
  const admin = bigCommerceAdmin(callApi, { storeHash, accessToken: token }, clock.now, settings);
  return { clock, registry, shop, account, call, between, asked, admin };
}
