import type { AdminAnswer, CallAdmin } from '../../../lib/platforms/admin/call.ts';
import { adobeCommerceAdmin } from '../../../lib/platforms/adobe-commerce/admin/admin.ts';
import type { CommerceCredential } from '../../../lib/platforms/adobe-commerce/admin/rest.ts';
import { adobeImsClientOf, adobeIntegrationOf } from '../../../local/platforms/known-access.ts';
import { adobeCommerceAccount } from '../../../local/platforms/adobe-commerce/account.ts';
import { adobeCommerceSandbox } from '../../../local/platforms/adobe-commerce/sandbox.ts';
import { adobeCommerceFormat } from '../../../local/platforms/adobe-commerce/webhooks.ts';
import { ShopRegistry } from '../../../local/platforms/shop-registry.ts';

export const startMs = Date.parse('2026-02-03T12:00:00Z');

const credentials = {
  integration: { url: 'https://oak.example', ...adobeIntegrationOf('oak') },
  ims: { url: 'https://na1.api.commerce.adobe.com/AbCdEfGh', ...adobeImsClientOf('oak') },
};

/** A Commerce with its sandbox, and thankflow's client for it, without sockets. `alter` stands between them. */
export function commerceWorld(kind: keyof typeof credentials = 'integration', differs: object = {}) {
  const clock = { nowMs: startMs, now: () => clock.nowMs };
  const registry = new ShopRegistry({ format: adobeCommerceFormat, now: clock.now, random: () => 0.5 });
  const shop = registry.open({ id: 'oak', secret: 'none' });
  const account = adobeCommerceAccount(shop);
  const api = adobeCommerceSandbox({ registry, accounts: new Map([[account.integration.consumerKey, account]]) });
  const between = { alter: (answer: AdminAnswer): AdminAnswer => answer };
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const credential: CommerceCredential = { ...credentials[kind], ...differs };
  const call: CallAdmin = async ({ method, origin = credential.url, path, headers, body = '' }) => {
    const url = new URL(origin + path);
    asked.push({ url: `${method} ${url.href}`, headers });
    const { pathname, searchParams: query } = url;
    const reply = api.act({ method, path: pathname, query, headers, body, arrivedAtMs: clock.nowMs, idleMs: 0 });
    return between.alter({
      status: reply.status,
      headers: reply.headers ?? {},
      body: reply.text ?? JSON.stringify(reply.body),
    });
  };
  return { clock, shop, account, api, between, asked, admin: adobeCommerceAdmin(call, credential, clock.now) };
}
