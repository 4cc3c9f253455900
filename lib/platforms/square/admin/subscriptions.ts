import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { parseAnswer, type SquareApi } from './api.ts';

/** @see https://developer.squareup.com/reference/square/objects/WebhookSubscription */
const Known = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  notification_url: z.string().nullish(),
  enabled: z.boolean().nullish(),
  event_types: z.array(z.string()).nullish(),
});
type Known = z.infer<typeof Known>;
const Page = z.object({ subscriptions: z.array(Known).nullish(), cursor: z.string().nullish() });

/** An application has at most three. */
const maxPages = 10;

/** @throws AdminRefusal `scope` with a seller's token: subscriptions belong to the application, whose own token has to be used */
async function listSubscriptions(api: SquareApi): Promise<Known[]> {
  const found: Known[] = [];
  let cursor = '';
  for (let page = 1; page <= maxPages; page++) {
    const answer = await ownedByApplication(() => api.get(`/webhooks/subscriptions?include_disabled=true${cursor}`));
    const { subscriptions, cursor: next } = parseAnswer(Page, answer);
    found.push(...(subscriptions ?? []));
    if (!next) return found;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  throw new AdminRefusal('paging', "Square's list of webhook subscriptions doesn't end");
}

/** Square doesn't document how it refuses a seller's token here. The token works elsewhere, because orders were read with it. */
async function ownedByApplication(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AdminRefusal) || (error.kind !== 'unauthorized' && error.kind !== 'scope')) throw error;
    throw new AdminRefusal('scope', "Square shows webhook subscriptions only to the application's own access token", {
      cause: error,
    });
  }
}

/** Square has one subscription with several types of events. */
export async function squareSubscriptions(api: SquareApi): Promise<Subscription[]> {
  return (await listSubscriptions(api)).flatMap(({ id, notification_url: url, enabled, event_types: types }) =>
    (types ?? []).map((topic) => ({
      id,
      topic,
      url: url ?? '',
      state: enabled === false ? ('paused' as const) : ('active' as const),
    })),
  );
}

/**
 * Adds a type to the subscription with exactly this URL. A new subscription gets a signature key of its own, so a person creates it.
 * @throws AdminRefusal `scope` if there is no such subscription
 */
export async function subscribeSquare(api: SquareApi, topic: string, url: string): Promise<void> {
  const known = (await listSubscriptions(api)).find((one) => one.notification_url === url);
  if (known === undefined)
    throw new AdminRefusal(
      'scope',
      'Square has no webhook subscription with this URL. Create it in the Developer Console (Webhooks → Subscriptions), because each has a signature key of its own: docs/platforms/square.md',
    );
  const types = [...new Set([...(known.event_types ?? []), topic])];
  await api.put(`/webhooks/subscriptions/${known.id}`, { subscription: { event_types: types } });
}
