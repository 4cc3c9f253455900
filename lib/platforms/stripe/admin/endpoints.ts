import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { stripeId } from '../fields.ts';
import { parseAnswer, type StripeApi } from './api.ts';

/** @see https://docs.stripe.com/api/webhook_endpoints/object */
const Endpoint = z.object({
  id: stripeId,
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
});
type Endpoint = z.infer<typeof Endpoint>;
const Endpoints = z.object({ data: z.array(Endpoint) });

const listEndpoints = async (api: StripeApi): Promise<Endpoint[]> =>
  parseAnswer(Endpoints, await api.get('/webhook_endpoints', [['limit', '100']])).data;

/** Stripe has one endpoint with several types, which `*` all are. An account has at most 16 endpoints. */
export async function stripeSubscriptions(api: StripeApi, needed: readonly string[]): Promise<Subscription[]> {
  const endpoints = await listEndpoints(api);
  return endpoints.flatMap(({ id, url, status, enabled_events: types }) =>
    (types.includes('*') ? needed : types).map((topic) => ({
      id,
      topic,
      url,
      state: status === 'enabled' ? ('active' as const) : ('paused' as const),
    })),
  );
}

/**
 * Adds a type to the endpoint with this URL. A new endpoint gets a secret of its own from Stripe, which is shown once, so a person creates it.
 * @throws AdminRefusal `scope` if there is no such endpoint
 */
export async function subscribeStripe(api: StripeApi, topic: string, url: string): Promise<void> {
  const endpoint = (await listEndpoints(api)).find((one) => one.url === url);
  if (endpoint === undefined)
    throw new AdminRefusal(
      'scope',
      `Stripe has no webhook endpoint with this URL. Create it in the Dashboard (Workbench → Webhooks → Add destination), because each has a secret of its own: docs/platforms/stripe.md`,
    );
  const types = [...new Set([...endpoint.enabled_events, topic])];
  await api.post(
    `/webhook_endpoints/${encodeURIComponent(endpoint.id)}`,
    types.map((type) => ['enabled_events[]', type] as const),
  );
}
