import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { invalidParameters, missingParameters, restError } from './errors.ts';
import { listParameters } from './parameters.ts';

const topics = /^(order|product|customer|coupon)\.(created|updated|deleted|restored)$/;
const statuses = ['active', 'paused', 'disabled'] as const;

/**
 * `/wp-json/wc/v3/webhooks`
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export function webhooksApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const { outbox } = shop;
  if (id === undefined) return call.method === 'POST' ? create(shop, call) : list(shop, call);
  const found = outbox.subscriptions.find((one) => one.id === id);
  if (found === undefined) return restError(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
  switch (call.method) {
    case 'GET':
      return { status: 200, body: shown(shop, found) };
    case 'PUT':
    case 'POST':
      return update(shop, found, call);
    case 'DELETE': {
      if (call.query.get('force') !== 'true')
        return restError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
      outbox.unsubscribe(id);
      return { status: 200, body: shown(shop, found) };
    }
    default:
      return restError(404, 'rest_no_route', 'No route was found matching the URL and request method.');
  }
}

function list(shop: SandboxShop, call: SandboxCall): Reply {
  const status = call.query.get('status') ?? 'all';
  const query = new URLSearchParams([...call.query].filter(([name]) => name !== 'status' && name !== 'orderby'));
  const { parameters, invalid } = listParameters(query, shop.options.utcOffsetMinutes);
  if (!['all', ...statuses].includes(status)) {
    const message = `status is not one of all, ${statuses.join(', ')}.`;
    invalid.push({ name: 'status', code: 'rest_not_in_enum', message });
  }
  if (invalid.length > 0) return invalidParameters(invalid);
  const found = shop.outbox.subscriptions.filter((one) => status === 'all' || one.status === status);
  const start = (parameters.page - 1) * parameters.perPage;
  return {
    status: 200,
    headers: {
      'x-wp-total': String(found.length),
      'x-wp-totalpages': String(Math.ceil(found.length / parameters.perPage)),
    },
    body: found.slice(start, start + parameters.perPage).map((one) => shown(shop, one)),
  };
}

function create(shop: SandboxShop, call: SandboxCall): Reply {
  const body = jsonObject(call.body) ?? {};
  const { topic, delivery_url: url } = body;
  const missing = ['topic', 'delivery_url'].filter((name) => body[name] === undefined);
  if (missing.length > 0) return missingParameters(missing);
  if (typeof topic !== 'string' || !topics.test(topic)) return invalidTopic;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return invalidUrl;
  const created = shop.outbox.subscribe(topic, url, {
    ...(typeof body['name'] === 'string' && { name: body['name'] }),
    ...(typeof body['secret'] === 'string' && { secret: body['secret'] }),
  });
  const refused = apply(created, body);
  if (refused !== undefined) {
    shop.outbox.unsubscribe(created.id);
    return refused;
  }
  shop.outbox.ping(created);
  return { status: 201, body: shown(shop, created) };
}

function update(shop: SandboxShop, found: Subscription, call: SandboxCall): Reply {
  const body = jsonObject(call.body) ?? {};
  const refused = apply(found, body);
  if (refused !== undefined) return refused;
  if (typeof body['secret'] === 'string') found.secret = body['secret'];
  found.updatedAtMs = shop.options.now();
  return { status: 200, body: shown(shop, found) };
}

/** Changes the fields that both creating and updating have. Returns an error if one isn't valid. */
function apply(found: Subscription, body: Record<string, unknown>): Reply | undefined {
  const { status, topic, delivery_url: url, name } = body;
  if (status !== undefined) {
    const known = statuses.find((one) => one === status);
    const message = `status is not one of ${statuses.join(', ')}.`;
    if (known === undefined) return invalidParameters([{ name: 'status', code: 'rest_not_in_enum', message }]);
    if (known === 'active') found.failures = 0;
    found.status = known;
  }
  if (topic !== undefined) {
    if (typeof topic !== 'string' || !topics.test(topic)) return invalidTopic;
    found.topic = topic;
  }
  if (url !== undefined) {
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return invalidUrl;
    found.url = url;
  }
  if (typeof name === 'string') found.name = name;
  return undefined;
}

/** A webhook without its secret, which can only be written. */
function shown(shop: SandboxShop, one: Subscription) {
  const time = (name: string, atMs: number) => ({
    [name]: new Date(atMs + shop.options.utcOffsetMinutes * 60_000).toISOString().slice(0, 19),
    [`${name}_gmt`]: new Date(atMs).toISOString().slice(0, 19),
  });
  const [resource, event = ''] = one.topic.split('.');
  const href = `https://${shop.options.domain}/wp-json/wc/v3/webhooks`;
  return {
    id: Number(one.id),
    name: one.name,
    status: one.status,
    topic: one.topic,
    resource,
    event,
    hooks: event === 'updated' ? ['woocommerce_update_order', 'woocommerce_order_refunded'] : [],
    delivery_url: one.url,
    ...time('date_created', one.createdAtMs),
    ...time('date_modified', one.updatedAtMs),
    _links: { self: [{ href: `${href}/${one.id}` }], collection: [{ href }] },
  };
}

const invalidTopic = restError(400, 'woocommerce_rest_webhook_invalid_topic', 'Webhook topic must be valid.');
const invalidUrl = restError(
  400,
  'woocommerce_rest_webhook_invalid_delivery_url',
  'Webhook delivery URL must be a valid URL starting with http:// or https://.',
);
