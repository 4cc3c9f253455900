import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { parseAnswer, type Rest } from './rest.ts';

/** `extension.uninstall` says that no more webhooks will come. */
export const squarespaceTopicsNeeded = ['order.create', 'order.update', 'extension.uninstall'] as const;

const Subscriptions = z.object({
  webhookSubscriptions: z.array(
    z.object({ id: z.string(), endpointUrl: z.string(), topics: z.array(z.string()).nullish() }),
  ),
});

/**
 * The subscriptions of the site, which Squarespace shows only to OAuth tokens. It has one subscription for several topics, and none is ever
 * paused: Squarespace deletes those whose deliveries fail.
 * @throws AdminRefusal `scope` with an API key
 * @see https://developers.squarespace.com/commerce-apis/retrieve-all-webhook-subscriptions
 */
export async function squarespaceSubscriptions(rest: Rest): Promise<Subscription[]> {
  const { webhookSubscriptions } = parseAnswer(
    Subscriptions,
    await rest({ method: 'GET', path: '/webhook_subscriptions' }),
  );
  return webhookSubscriptions.flatMap(({ id, endpointUrl, topics }) =>
    (topics ?? []).map((topic) => ({ id, topic, url: endpointUrl, state: 'active' as const })),
  );
}
