import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { missing, stripeError, unknownRoute } from './errors.ts';
import { listReply, pagingNames, pagingOf, parametersOf } from './parameters.ts';

/** An endpoint of Stripe's has several types. Here, each is a subscription with the same URL. */
interface Endpoint {
  id: string;
  object: 'webhook_endpoint';
  api_version: null;
  enabled_events: string[];
  livemode: boolean;
  status: 'enabled' | 'disabled';
  url: string;
}

function endpointsOf({ outbox }: SandboxShop): Endpoint[] {
  const byUrl = new Map<string, Endpoint>();
  for (const { id, url, topic, status } of outbox.subscriptions) {
    const endpoint = byUrl.get(url) ?? {
      id: `we_local_${id}`,
      object: 'webhook_endpoint',
      api_version: null,
      enabled_events: [],
      livemode: true,
      status: status === 'active' ? 'enabled' : 'disabled',
      url,
    };
    endpoint.enabled_events.push(topic);
    byUrl.set(url, endpoint);
  }
  return [...byUrl.values()];
}

/**
 * `/v1/webhook_endpoints`. None can be created here, because nobody does.
 * @see https://docs.stripe.com/api/webhook_endpoints
 */
export function endpointsApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  if (id === undefined) {
    if (call.method !== 'GET') return unknownRoute(call.method, call.path);
    const parameters = parametersOf(call.query, pagingNames);
    if ('status' in parameters) return parameters;
    const paging = pagingOf(parameters);
    return 'status' in paging ? paging : listReply('/v1/webhook_endpoints', endpointsOf(shop), paging);
  }
  const found = endpointsOf(shop).find((endpoint) => endpoint.id === id);
  if (found === undefined) return missing('webhook endpoint', id);
  if (call.method === 'GET') return { status: 200, body: found };
  return call.method === 'POST' ? update(shop, found, call) : unknownRoute(call.method, call.path);
}

function update(shop: SandboxShop, { id, url, enabled_events: before }: Endpoint, call: SandboxCall): Reply {
  const parameters = parametersOf(new URLSearchParams(call.body), ['enabled_events[]']);
  if ('status' in parameters) return parameters;
  const wanted = parameters.get('enabled_events[]') ?? before;
  const unknown = wanted.find((type) => !/^(\*|[a-z_]+(\.[a-z_]+)+)$/.test(type));
  if (unknown !== undefined)
    return stripeError(400, `Invalid enabled_events: ${unknown}`, { param: 'enabled_events[]' });
  const ofUrl = shop.outbox.subscriptions.filter((one) => one.url === url);
  const [first] = ofUrl;
  for (const topic of wanted.filter((type) => !before.includes(type)))
    shop.outbox.subscribe(topic, url, first === undefined ? {} : { secret: first.secret });
  for (const one of ofUrl) if (!wanted.includes(one.topic)) shop.outbox.unsubscribe(one.id);
  return endpointsApi(shop, id, { ...call, method: 'GET' });
}
