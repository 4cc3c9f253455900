import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { v3Error } from './errors.ts';
import { storeOf } from './store.ts';
import { bigCommerceScopes } from './webhooks.ts';

/**
 * `/v3/hooks`. Here, all accounts of a store are one.
 * @see https://developer.bigcommerce.com/docs/webhooks/webhooks/manage-webhooks-bulk
 */
export function hooksApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const { subscriptions } = shop.outbox;
  if (id === undefined) {
    if (call.method === 'GET')
      return {
        status: 200,
        body: {
          data: subscriptions.map((one) => shown(shop, one)),
          meta: { pagination: { total: subscriptions.length, total_pages: 1, current_page: 1 } },
        },
      };
    return call.method === 'POST' ? create(shop, call) : notAllowed;
  }
  const found = subscriptions.find((one) => one.id === id);
  if (found === undefined) return v3Error(404, `Webhook with id [${id}] not found`);
  if (call.method === 'DELETE') shop.outbox.unsubscribe(id);
  else if (call.method === 'PUT') {
    const { is_active: isActive = true } = jsonObject(call.body) ?? {};
    Object.assign(found, { status: isActive === true ? 'active' : 'disabled', failures: 0 });
  } else if (call.method !== 'GET') return notAllowed;
  return { status: 200, body: { data: shown(shop, found), meta: {} } };
}

function create(shop: SandboxShop, call: SandboxCall): Reply {
  const { scope, destination: url } = jsonObject(call.body) ?? {};
  // The local stack has no certificate for its own host.
  if (typeof url !== 'string' || !/^https:\/\/[^/:]+\/|^http:\/\/127\.0\.0\.1/.test(url) || !URL.canParse(url))
    return v3Error(422, 'destination: expected an HTTPS URL on port 443');
  const known = bigCommerceScopes.find((one) => one === scope);
  if (known === undefined) return v3Error(422, 'scope: unknown');
  if (shop.outbox.subscriptions.some((one) => one.topic === known && one.url === url))
    return v3Error(422, 'There is a webhook of this scope and destination already.');
  return { status: 200, body: { data: shown(shop, shop.outbox.subscribe(known, url)), meta: {} } };
}

const seconds = (atMs = 0): number => Math.floor(atMs / 1000);

const shown = (shop: SandboxShop, { id, topic, url, status, createdAtMs, updatedAtMs }: Subscription) => ({
  id: Number(id),
  client_id: 'sandbox',
  store_hash: storeOf(shop.options),
  scope: topic,
  destination: url,
  headers: null,
  is_active: status === 'active',
  created_at: seconds(createdAtMs),
  updated_at: seconds(updatedAtMs),
});

const notAllowed = v3Error(405, 'The method is not allowed here.');
