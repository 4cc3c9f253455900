import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { apiVersion } from '../../../lib/platforms/square/admin/api.ts';
import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { badRequest, notAllowed, notFound } from './errors.ts';

const EventTypes = z.array(z.string().regex(/^[a-z_]+(\.[a-z_]+)+$/)).min(1);
const Create = z.object({
  subscription: z.strictObject({
    name: z.string(),
    event_types: EventTypes,
    notification_url: z.string().regex(/^https:\/\/|^http:\/\/127\.0\.0\.1/),
    api_version: z.string().default(apiVersion),
  }),
});
const Update = z.object({
  subscription: z.strictObject({ event_types: EventTypes.optional(), enabled: z.boolean().optional() }),
});

const maxSubscriptions = 3;

const idOf = ({ url }: Pick<Subscription, 'url'>): string =>
  `wbhk_${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;

/**
 * `/v2/webhooks/subscriptions`. A subscription has several event types; here, each is one of the outbox, and those with one URL are a subscription.
 * @see https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api
 */
export function webhooksApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const byId = Map.groupBy(shop.outbox.subscriptions, idOf);
  if (id === undefined) {
    if (call.method === 'POST') return create(shop, byId.size, call);
    if (call.method !== 'GET') return notAllowed;
    const all = call.query.get('include_disabled') === 'true';
    const subscriptions = [...byId.values()].map(shown).filter(({ enabled }) => all || enabled);
    return { status: 200, body: { subscriptions } };
  }
  const found = byId.get(id);
  if (found === undefined) return notFound('The subscription was not found.');
  if (call.method === 'GET') return { status: 200, body: { subscription: shown(found) } };
  if (call.method !== 'PUT') return notAllowed;
  return update(shop, found, call);
}

function create(shop: SandboxShop, count: number, call: SandboxCall): Reply {
  const parsed = Create.safeParse(jsonObject(call.body));
  if (!parsed.success) return badRequest('The subscription is not valid.', 'INVALID_VALUE');
  if (count >= maxSubscriptions) return badRequest('The application has three subscriptions.', 'LIMIT_REACHED');
  const { event_types: types, notification_url: url } = parsed.data.subscription;
  const secret = randomBytes(16).toString('base64url');
  const created = types.map((topic) => shop.outbox.subscribe(topic, url, { secret }));
  return { status: 200, body: { subscription: { ...shown(created), signature_key: secret } } };
}

function update(shop: SandboxShop, found: readonly Subscription[], call: SandboxCall): Reply {
  const parsed = Update.safeParse(jsonObject(call.body));
  const [first] = found;
  if (!parsed.success || first === undefined) return badRequest('The subscription is not valid.', 'INVALID_VALUE');
  const { event_types: types, enabled } = parsed.data.subscription;
  const known = new Set(found.map(({ topic }) => topic));
  for (const { id, topic } of found) if (types?.includes(topic) === false) shop.outbox.unsubscribe(id);
  for (const topic of types ?? [])
    if (!known.has(topic)) shop.outbox.subscribe(topic, first.url, { secret: first.secret });
  const after = shop.outbox.subscriptions.filter(({ url }) => url === first.url);
  if (enabled !== undefined) for (const one of after) one.status = enabled ? 'active' : 'paused';
  return { status: 200, body: { subscription: shown(after) } };
}

/** Without its signature key, which has a route of its own. */
function shown(each: readonly Subscription[]) {
  const [first] = each;
  return {
    id: first && idOf(first),
    name: 'thankflow',
    enabled: first?.status === 'active',
    event_types: each.map(({ topic }) => topic),
    notification_url: first?.url,
    api_version: apiVersion,
  };
}
