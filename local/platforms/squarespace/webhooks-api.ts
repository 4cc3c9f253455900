import { randomBytes } from 'node:crypto';
import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { apiError, invalidArgument, notFound } from './errors.ts';
import { websiteIdOf } from './webhooks.ts';

const topics = ['order.create', 'order.update', 'extension.uninstall'];
const maxSubscriptions = 25;

/**
 * `/1.0/webhook_subscriptions`. A subscription has several topics; here, each topic is one of the outbox, and their common name is the
 * subscription's ID.
 * @see https://developers.squarespace.com/commerce-apis/webhook-subscriptions-overview
 */
export function webhooksApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const byId = Map.groupBy(shop.outbox.subscriptions, ({ name }) => name);
  if (id === undefined) {
    if (call.method === 'POST') return create(shop, byId.size, call);
    if (call.method !== 'GET') return notAllowed;
    return { status: 200, body: { webhookSubscriptions: [...byId.values()].map((each) => shown(shop, each)) } };
  }
  const found = byId.get(id);
  if (found === undefined) return notFound('The requested webhook subscription was not found.');
  if (call.method === 'GET') return { status: 200, body: shown(shop, found) };
  if (call.method !== 'DELETE') return notAllowed;
  for (const { id: each } of found) shop.outbox.unsubscribe(each);
  return { status: 204, text: '' };
}

function create(shop: SandboxShop, count: number, call: SandboxCall): Reply {
  const { endpointUrl: url, topics: wanted } = jsonObject(call.body) ?? {};
  // The local stack has no certificate for its own host.
  if (typeof url !== 'string' || !/^https:\/\/|^http:\/\/127\.0\.0\.1/.test(url) || !URL.canParse(url))
    return invalidArgument('endpointUrl must be an HTTPS URL.');
  if (!Array.isArray(wanted) || wanted.length === 0 || !wanted.every((topic) => topics.includes(topic)))
    return invalidArgument('topics must contain at least one topic.');
  if (count >= maxSubscriptions)
    return apiError(409, 'CONFLICT', 'The website has reached its limit.', 'WEBHOOK_SUBSCRIPTION_LIMIT_REACHED');
  const secret = randomBytes(32).toString('hex').toUpperCase();
  const name = randomBytes(12).toString('hex');
  const created = topics
    .filter((topic) => wanted.includes(topic))
    .map((topic) => shop.outbox.subscribe(topic, url, { name, secret }));
  return { status: 201, body: { ...shown(shop, created), secret } };
}

const time = (atMs = 0): string => new Date(atMs).toISOString();

/** Without its secret, which is shown only once. */
function shown(shop: SandboxShop, each: readonly Subscription[]) {
  const [first] = each;
  return {
    id: first?.name,
    clientId: 'sandbox',
    websiteId: websiteIdOf(shop.options.id),
    endpointUrl: first?.url,
    topics: each.map(({ topic }) => topic),
    createdOn: time(first?.createdAtMs),
    updatedOn: time(first?.updatedAtMs),
  };
}

const notAllowed = apiError(405, 'METHOD_NOT_ALLOWED', 'The resource does not support this method.');
