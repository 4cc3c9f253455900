import { callAdmin } from '../../../lib/platforms/admin/call.ts';
import { shopwareAdmin } from '../../../lib/platforms/shopware/admin/admin.ts';
import { serveSandbox } from '../../../local/partners/sandbox-server.ts';
import { shopwareKeyOf } from '../../../local/platforms/known-access.ts';
import { ShopRegistry } from '../../../local/platforms/shop-registry.ts';
import { localShopware } from '../../../local/platforms/shopware/local.ts';
import { shopwareFormat } from '../../../local/platforms/shopware/webhooks.ts';

/** A shop on the sandbox, and thankflow's client of its API. */
export async function shopwareWorld() {
  const clock = { nowMs: Date.parse('2026-02-03T12:00:00Z') };
  const now = () => clock.nowMs;
  const registry = new ShopRegistry({ format: shopwareFormat, now, random: () => 0.5 });
  const shop = registry.open({ id: 'garten', secret: 'webhook-secret' });
  const { api, admit } = localShopware.sandbox({ registry });
  admit(shop);
  const served = await serveSandbox(api, { port: 0, now });
  const { clientId, clientSecret } = shopwareKeyOf('garten');
  const clientOf = (secret: string) =>
    shopwareAdmin(callAdmin(served.url, 5000), { clientId, clientSecret: secret }, now);
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(served.url + path, { method: 'POST', body: JSON.stringify(body), headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return {
    clock,
    shop,
    url: served.url,
    admin: clientOf(clientSecret),
    clientOf,
    post,
    put: (path: string, body: unknown) =>
      fetch(served.url + path, { method: 'PUT', body: JSON.stringify(body) }).then((answer) => answer.json()),
    async token(): Promise<string> {
      const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      return String((await post('/api/oauth/token', grant)).body['access_token']);
    },
    close: () => served.close(),
  };
}
