import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { saleorSubscription } from '../query.ts';
import { unknownToken, type Query } from './graphql.ts';

const Webhook = z.object({
  id: z.string(),
  isActive: z.boolean(),
  targetUrl: z.string(),
  asyncEvents: z.array(z.object({ eventType: z.string() })),
  subscriptionQuery: z.string().nullish(),
});

const Webhooks = z.object({ app: z.object({ webhooks: z.array(Webhook).nullish() }).nullable() });

const query = `query {
  app { webhooks { id isActive targetUrl asyncEvents { eventType } subscriptionQuery } }
}`;

/** Without the event's type, nobody can read what a webhook sends. So it doesn't count. */
const isReadable = ({ subscriptionQuery }: z.infer<typeof Webhook>): boolean =>
  /\b__typename\b/.test(subscriptionQuery ?? '');

/**
 * The webhooks of the app that the token belongs to. It sees no others.
 * @see https://docs.saleor.io/api-reference/webhooks/objects/webhook
 */
export async function saleorSubscriptions(ask: Query): Promise<Subscription[]> {
  const { app } = await ask(Webhooks, query);
  if (app === null) throw unknownToken();
  return (app.webhooks ?? []).filter(isReadable).flatMap(({ id, isActive, targetUrl, asyncEvents }) =>
    asyncEvents.map(({ eventType }) => ({
      id,
      topic: eventType,
      url: targetUrl,
      state: isActive ? ('active' as const) : ('paused' as const),
    })),
  );
}

const Created = z.object({
  webhookCreate: z.object({ errors: z.array(z.object({ code: z.string().nullish() })) }),
});

const mutation = `mutation ($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { errors { code } }
}`;

/**
 * Creates a webhook with thankflow's query. Without a `secretKey`, Saleor signs it with its own key.
 * @param version of the shop's Saleor
 * @see https://docs.saleor.io/api-reference/webhooks/mutations/webhook-create
 */
export async function subscribeSaleor(ask: Query, topic: string, url: string, version: string): Promise<void> {
  const input = {
    name: `thankflow ${topic}`,
    targetUrl: url,
    asyncEvents: [topic],
    isActive: true,
    query: saleorSubscription(version),
  };
  const [error] = (await ask(Created, mutation, { input })).webhookCreate.errors;
  if (error !== undefined)
    throw new AdminRefusal('unreadable', `Saleor doesn't create the webhook ${topic}: ${codeOf(error)}`);
}

const codeOf = ({ code }: { code?: string | null | undefined }): string =>
  /^\w{1,60}$/.test(code ?? '') ? (code ?? '') : 'it doesn’t say why';
