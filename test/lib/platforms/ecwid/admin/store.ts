import type { AdminAnswer, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { ecwidAdmin } from '../../../../../lib/platforms/ecwid/admin/admin.ts';
import type { ReadSettings } from '../../../../../lib/platforms/platform.ts';
import { ecwidAccount, ecwidSandbox } from '../../../../../local/platforms/ecwid/sandbox.ts';
import { ecwidFormat } from '../../../../../local/platforms/ecwid/webhooks.ts';
import { ShopRegistry } from '../../../../../local/platforms/shop-registry.ts';

export const start = Date.parse('2026-11-20T12:00:00Z');
export const token = { storeId: '15695068', secretToken: 'secret_1' };

/** An Ecwid store on the sandbox, and thankflow's client for it, without sockets. `alter` stands between them. */
export function storeWithAdmin(kind: Parameters<typeof ecwidAccount>[1] = {}, settings?: ReadSettings) {
  const clock = { ms: start, now: () => clock.ms, pass: (ms: number) => (clock.ms += ms) };
  const registry = new ShopRegistry({ format: ecwidFormat, now: clock.now, random: () => 0.5 });
  const shop = registry.open({ id: 'foo', secret: 'client-secret', platformShopId: token.storeId });
  const account = ecwidAccount(shop, kind);
  const api = ecwidSandbox({ registry, accounts: new Map([[token.secretToken, account]]) });
  const between = { alter: (answer: AdminAnswer, _path: string): AdminAnswer => answer };
  const asked: string[] = [];
  const call: CallAdmin = async ({ method, path: url, headers, body = '' }) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
    asked.push(path.replace(/^\/api\/v3\/\d+/, '') + (query.has('ids') ? '?ids' : ''));
    const reply = api.act({ method, path, query, headers, body, arrivedAtMs: clock.now(), idleMs: 0 });
    const answer = {
      status: reply.status,
      headers: reply.headers ?? {},
      body: reply.text ?? JSON.stringify(reply.body),
    };
    return between.alter(answer, asked.at(-1)!);
  };
  return { clock, shop, account, api, call, between, asked, admin: ecwidAdmin(call, token, clock.now, settings) };
}
